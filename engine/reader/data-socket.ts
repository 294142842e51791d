import { once } from 'node:events';
import { rm, rmdir } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { socketsAreFiles } from '../platform/index.ts';
import { CancelledError } from '../errors/app-error.ts';
import { encodeDataHeader } from '../wire/frame-codec.ts';

/**
 * Where the image goes out: a socket for one connection, in a folder of its own that the host made and only the user (and
 * root) can enter. Both are removed as soon as someone is connected. Close it in a `finally`.
 */
export class DataSocket {
  readonly #path: string;
  readonly #server: Server;
  readonly #connection: Promise<Socket>;
  #socket: Socket | null = null;

  private constructor(path: string, server: Server) {
    this.#path = path;
    this.#server = server;
    this.#connection = new Promise((resolve, reject) => {
      server.once('connection', (socket) => {
        this.#socket = socket;
        socket.on('error', () => {}); // shown by the next write
        socket.resume(); // nothing is to come; its end must be seen
        void this.#stopListening();
        resolve(socket);
      });
      server.once('close', () => reject(new CancelledError()));
    });
    this.#connection.catch(() => {}); // nobody may be sending yet
  }

  /** Resolves when someone can connect; throws the system's error. */
  static async listen(path: string): Promise<DataSocket> {
    const server = createServer();
    server.listen(path);
    await once(server, 'listening');
    return new DataSocket(path, server);
  }

  /**
   * Sends a block once someone is connected. Settles when it has left us and may be used again; rejects where the other
   * side has gone.
   */
  async send(block: Buffer, offsetBytes: number): Promise<void> {
    const socket = this.#socket ?? (await this.#connection);
    await new Promise<void>((resolve, reject) => {
      if (socket.destroyed) return reject(new Error('The receiver of the image has gone'));
      // Corked: header and bytes leave in one system call.
      socket.cork();
      socket.write(encodeDataHeader(offsetBytes, block.length));
      socket.write(block, (cause) => (cause ? reject(cause) : resolve()));
      socket.uncork();
    });
  }

  /** What was sent before still arrives. */
  async close(): Promise<void> {
    this.#socket?.destroy();
    await this.#stopListening();
  }

  async #stopListening(): Promise<void> {
    this.#server.close(); // removes the socket from its folder
    if (!socketsAreFiles()) return;
    await rm(this.#path, { force: true });
    await rmdir(dirname(this.#path)).catch(() => {}); // the host removes what is left
  }
}
