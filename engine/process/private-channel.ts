import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSocketPath } from '../platform/index.ts';
import { makeSecret, proveAsHost } from '../wire/prove-secret.ts';

/** More than this many at once are not our worker. */
const UNPROVEN_MAX = 8;

/**
 * Where an elevated worker connects to that cannot be given pipes: a socket or named pipe with a random name, served by the
 * unelevated side. The first one who proves the secret is the worker; then nobody else can connect any more.
 *
 * The secret lies in a file that only this user and administrators can read: command lines end up in logs. Close it in a
 * `finally`.
 */
export class PrivateChannel {
  /** Resolves when the worker has proved itself; never rejects, as waiting for a person has no limit. */
  readonly connection: Promise<Socket>;
  readonly #server: Server;
  readonly #folder: string;
  readonly #socketPath: string;
  readonly #unproven = new Set<Socket>();

  private constructor(folder: string, server: Server, { socketPath, secret }: { socketPath: string; secret: Buffer }) {
    this.#folder = folder;
    this.#server = server;
    this.#socketPath = socketPath;
    this.connection = new Promise((resolve) => {
      server.on('connection', (socket) => {
        socket.on('error', () => {}); // its end is seen
        if (this.#unproven.size >= UNPROVEN_MAX) return void socket.destroy();
        this.#unproven.add(socket);
        void proveAsHost(socket, secret)
          .then(
            () => {
              if (!server.listening) return void socket.destroy();
              server.close();
              resolve(socket);
            },
            () => void socket.destroy(),
          )
          .finally(() => this.#unproven.delete(socket));
      });
    });
  }

  /** Resolves when someone can connect; throws the system's error. */
  static async open(): Promise<PrivateChannel> {
    const folder = await mkdtemp(join(tmpdir(), 'stickwright-'));
    const server = createServer();
    try {
      const secret = makeSecret();
      const socketPath = localSocketPath(folder);
      await writeFile(join(folder, 'secret'), secret, { mode: 0o600, flag: 'wx' });
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(socketPath, resolve);
      });
      return new PrivateChannel(folder, server, { socketPath, secret });
    } catch (cause) {
      server.close();
      await rm(folder, { recursive: true, force: true });
      throw cause;
    }
  }

  /** What the worker is told on its command line, as one word of letters, digits, `-` and `_`. */
  get address(): string {
    const place = { socketPath: this.#socketPath, secretPath: join(this.#folder, 'secret') };
    return Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');
  }

  async close(): Promise<void> {
    if (this.#server.listening) this.#server.close();
    for (const socket of this.#unproven) socket.destroy();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
