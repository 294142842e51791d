import { CancelledError } from '../errors/app-error.ts';

/** Length of a pooled block in bytes; also the length of reads and of data frames. */
export const BLOCK_BYTES = 1024 * 1024;

/**
 * A fixed number of blocks of BLOCK_BYTES in shared memory, lent and given back. Waiting for a free block is
 * what keeps a fast decoder from running ahead of a slow consumer.
 */
export class BlockPool {
  readonly #free: Buffer[] = [];
  readonly #waiting: ((block: Buffer) => void)[] = [];

  constructor(count: number) {
    for (let index = 0; index < count; index += 1) {
      this.#free.push(Buffer.from(new SharedArrayBuffer(BLOCK_BYTES), 0, BLOCK_BYTES));
    }
  }

  /** A whole block, at once or when one is given back; CancelledError when the signal is aborted. */
  acquire(signal: AbortSignal): Promise<Buffer> {
    if (signal.aborted) return Promise.reject(new CancelledError());
    const block = this.#free.pop();
    if (block !== undefined) return Promise.resolve(block);
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.splice(this.#waiting.indexOf(lend), 1);
        reject(new CancelledError());
      };
      const lend = (given: Buffer) => {
        signal.removeEventListener('abort', stop);
        resolve(given);
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.push(lend);
    });
  }

  /** Gives back a whole block that came from `acquire`. */
  release(block: Buffer): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(block);
    else next(block);
  }
}
