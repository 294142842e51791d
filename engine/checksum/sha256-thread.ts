import { Worker } from 'node:worker_threads';

/** Plain JavaScript, so that it needs no file of its own beside a bundle. One reply per message, in order. */
const THREAD_SOURCE = `
const { parentPort } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const hashes = new Map();
parentPort.on('message', ({ name, bytes, algorithm = 'sha256' }) => {
  if (!hashes.has(name)) hashes.set(name, createHash(algorithm));
  if (bytes !== undefined) return parentPort.postMessage(hashes.get(name).update(bytes) && '');
  parentPort.postMessage(hashes.get(name).digest('hex'));
  hashes.delete(name);
});
`;

interface Message {
  readonly name: string;
  /** Without: the digest is wanted. */
  readonly bytes?: Uint8Array;
  /** Default SHA-256; what the hash was begun with counts. */
  readonly algorithm?: string;
}

interface Waiting {
  readonly resolve: (hex: string) => void;
  readonly reject: (cause: Error) => void;
}

/**
 * SHA-256 of several byte streams on a thread of its own: a hash on the main thread would hold it for more
 * than a millisecond per MiB. Close it in a `finally`.
 */
export class Sha256Thread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | null = null;

  constructor() {
    this.#worker = new Worker(THREAD_SOURCE, {
      eval: true,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    });
    this.#worker.on('message', (reply: unknown) => {
      this.#waiting.shift()?.resolve(typeof reply === 'string' ? reply : '');
    });
    this.#worker.on('error', (cause) => {
      this.#end(cause instanceof Error ? cause : new Error(String(cause)));
    });
    this.#worker.on('exit', () => this.#end(new Error('The thread that computes SHA-256 has ended')));
  }

  /**
   * Adds the bytes to the hash called `name`. They must lie in a SharedArrayBuffer, else they are copied; do
   * not change them until the promise is settled.
   */
  async update(name: string, bytes: Uint8Array, algorithm = 'sha256'): Promise<void> {
    await this.#ask({
      name,
      algorithm,
      bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    });
  }

  /** Lower-case hex of everything added to `name` so far; the name starts anew then. */
  digest(name: string): Promise<string> {
    return this.#ask({ name });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(message: Message): Promise<string> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(message);
    });
  }

  #end(cause: Error): void {
    this.#failure ??= cause;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
