import { getHeapStatistics } from 'node:v8';

/** No input of any size may make a parser ask for more. */
export const MEMORY_MAX_BYTES = 64 * 1024 * 1024;

/**
 * Counts all memory asked for in buffers while one input is read, also what is free again, and refuses what goes over the
 * limit; `assertHeld` besides looks at what everything else (texts, lists, tables) has grown to.
 */
export class MemoryGuard {
  #bytes = 0;
  #heldBefore = 0;

  /** From now on every new buffer of this thread counts. */
  constructor() {
    const { alloc, allocUnsafe, allocUnsafeSlow, concat } = Buffer;
    Buffer.alloc = (size, ...fill) => {
      this.count(size);
      return alloc(size, ...fill);
    };
    Buffer.allocUnsafe = (size) => {
      this.count(size);
      return allocUnsafe(size);
    };
    Buffer.allocUnsafeSlow = (size) => {
      this.count(size);
      return allocUnsafeSlow(size);
    };
    Buffer.concat = (list, total) => {
      this.count(total ?? list.reduce((sum, { length }) => sum + length, 0));
      return concat(list, total);
    };
    this.#countArrays();
  }

  reset(): void {
    this.#bytes = 0;
    this.#heldBefore = heldBytes();
  }

  /** Throws where it is too much; no parser takes that for bad input. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MEMORY_MAX_BYTES) throw new Error(`asks for ${this.#bytes} bytes of memory`);
  }

  /** Throws where memory of any kind has grown by more since the last `reset`. */
  assertHeld(): void {
    const grownBytes = heldBytes() - this.#heldBefore;
    if (grownBytes > MEMORY_MAX_BYTES) throw new Error(`holds ${grownBytes} bytes of memory more`);
  }

  /** `new Uint8Array(length)` and `new ArrayBuffer(length)`. */
  #countArrays(): void {
    const counted = <T extends new (...args: never[]) => object>(real: T, bytesEach: number): T =>
      new Proxy(real, {
        construct: (target, args: never[], newTarget) => {
          const [length]: unknown[] = args;
          if (typeof length === 'number') this.count(length * bytesEach);
          return Reflect.construct(target, args, newTarget);
        },
      });
    globalThis.Uint8Array = counted(Uint8Array, 1);
    globalThis.ArrayBuffer = counted(ArrayBuffer, 1);
    globalThis.Uint32Array = counted(Uint32Array, Uint32Array.BYTES_PER_ELEMENT);
    globalThis.Float64Array = counted(Float64Array, Float64Array.BYTES_PER_ELEMENT);
  }
}

/** Of this thread: its heap, what buffers hold, and what native code took for it. */
function heldBytes(): number {
  const { used_heap_size, external_memory, malloced_memory } = getHeapStatistics();
  return used_heap_size + external_memory + malloced_memory;
}
