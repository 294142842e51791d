import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const CONNECT_LIMIT_MS = 60_000;
const AGAIN_MS = 50;

/** A local socket that carries one JSON object a line, both ways: QEMU's monitor, and the agent in the guest. */
export class ControlLine {
  readonly #socket: Socket;
  readonly #listeners = new Set<(message: Readonly<Record<string, unknown>>) => void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) => {
      if (line.trim() === '') return;
      const message: unknown = JSON.parse(line);
      if (typeof message !== 'object' || message === null) return;
      for (const listener of this.#listeners) listener({ ...message });
    });
  }

  /** Connects to a socket that may not be there yet. */
  static async open(socketPath: string): Promise<ControlLine> {
    const giveUpAt = performance.now() + CONNECT_LIMIT_MS;
    for (;;) {
      try {
        return new ControlLine(await connected(socketPath));
      } catch (cause) {
        if (performance.now() > giveUpAt) throw cause;
      }
      await delay(AGAIN_MS);
    }
  }

  send(message: object): void {
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  onMessage(listener: (message: Readonly<Record<string, unknown>>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#socket.destroy();
  }
}

function connected(socketPath: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => resolve(socket));
    socket.once('error', reject);
  });
}
