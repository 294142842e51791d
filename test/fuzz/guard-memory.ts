/** No input of any size may make a parser ask for more. */
export const MEMORY_MAX_BYTES = 64 * 1024 * 1024;

/** Counts all memory asked for while one input is read, also what is free again, and refuses what goes over the limit. */
export class MemoryGuard {
  #bytes = 0;

  /** From now on every new buffer of this thread counts. */
  constructor() {
    const { alloc, allocUnsafe, concat } = Buffer;
    Buffer.alloc = (size, ...fill) => {
      this.count(size);
      return alloc(size, ...fill);
    };
    Buffer.allocUnsafe = (size) => {
      this.count(size);
      return allocUnsafe(size);
    };
    Buffer.concat = (list, total) => {
      this.count(total ?? list.reduce((sum, { length }) => sum + length, 0));
      return concat(list, total);
    };
  }

  reset(): void {
    this.#bytes = 0;
  }

  /** Throws where it is too much; no parser takes that for bad input. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MEMORY_MAX_BYTES) throw new Error(`asks for ${this.#bytes} bytes of memory`);
  }
}
