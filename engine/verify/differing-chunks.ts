import { CHUNK_BYTES } from '#contract/image.ts';
import type { ByteRange } from '#contract/errors.ts';
import type { ChunkTable } from '../checksum/chunk-table.ts';
import type { FalseCapacity } from '../write/capacity-probe.ts';

/** Differing chunks whose contents are looked up in the table. */
const LOOKED_UP = 64;
/** Fewer than these prove nothing: a failing stick may show old contents in some places. */
const WRAPPED_MIN = 3;
const BLANK_MIN = 16;

/**
 * Collects the chunks of a read-back that differ, and sees from their contents whether the drive is smaller than it says:
 * they are the image's own bytes from a fixed distance behind (addresses wrap around), or, from some place on, nothing but
 * one repeated byte (writes are dropped).
 */
export class DifferingChunks {
  readonly ranges: ByteRange[] = [];
  readonly #table: ChunkTable;
  readonly #distances: number[] = [];
  #lookedUp = 0;
  #blankFromBytes: number | null = null;
  #blankCount = 0;

  constructor(table: ChunkTable) {
    this.#table = table;
  }

  /** Takes the bytes read at `offsetBytes`, a multiple of CHUNK_BYTES; whole chunks but for the image's last one. */
  compare(bytes: Buffer, offsetBytes: number): void {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      const isEqual = this.#table.matches((offsetBytes + at) / CHUNK_BYTES, chunk);
      if (isEqual && this.#blankFromBytes === null) continue;
      if (isEqual) {
        if (!isOneByte(chunk)) this.#blankFromBytes = null;
      } else this.#differs(chunk, offsetBytes + at);
    }
  }

  /** What the differences say of the drive's size; null where they say nothing. */
  falseCapacity(): FalseCapacity | null {
    const [first] = this.#distances;
    if (first !== undefined && this.#distances.length >= WRAPPED_MIN && this.#distances.length * 2 > this.#lookedUp) {
      return { pattern: 'wraps', realBytes: this.#distances.reduce(greatestCommonDivisor, first) };
    }
    const isBlank = this.#blankFromBytes !== null && this.#blankCount >= BLANK_MIN;
    return isBlank ? { pattern: 'drops', realBytes: this.#blankFromBytes } : null;
  }

  #differs(chunk: Buffer, offsetBytes: number): void {
    this.ranges.push({ offsetBytes, lengthBytes: chunk.length });
    if (isOneByte(chunk)) {
      if (this.#blankFromBytes === null) this.#blankCount = 0;
      this.#blankFromBytes ??= offsetBytes;
      this.#blankCount += 1;
      return;
    }
    this.#blankFromBytes = null;
    if (this.#lookedUp >= LOOKED_UP) return;
    this.#lookedUp += 1;
    const index = this.#table.lastIndexOf(chunk);
    const distanceBytes = index === null ? 0 : index * CHUNK_BYTES - offsetBytes;
    if (distanceBytes > 0) this.#distances.push(distanceBytes); // what was written last is what is seen
  }
}

function isOneByte(chunk: Buffer): boolean {
  return chunk.length < 2 || chunk.subarray(1).equals(chunk.subarray(0, -1));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
