import type { ByteRange } from '#contract/errors.ts';

/** Ranges kept for the report; the count and the bytes go on beyond. */
const RANGES_KEPT = 100;

/** Collects differing ranges in ascending order; neighbours become one. */
export class Mismatches {
  readonly #ranges: { offsetBytes: number; lengthBytes: number }[] = [];
  #count = 0;
  #bytes = 0;
  #endBytes = -1;

  get count(): number {
    return this.#count;
  }

  /** Sum of the lengths of all ranges. */
  get differingBytes(): number {
    return this.#bytes;
  }

  /** The first RANGES_KEPT ranges. */
  get ranges(): readonly ByteRange[] {
    return this.#ranges;
  }

  /** Adds a range behind all earlier ones; `lengthBytes` > 0. */
  add(offsetBytes: number, lengthBytes: number): void {
    this.#bytes += lengthBytes;
    const last = this.#ranges.at(-1);
    if (offsetBytes === this.#endBytes) {
      if (last !== undefined && this.#count === this.#ranges.length) last.lengthBytes += lengthBytes;
    } else {
      this.#count += 1;
      if (this.#ranges.length < RANGES_KEPT) this.#ranges.push({ offsetBytes, lengthBytes });
    }
    this.#endBytes = offsetBytes + lengthBytes;
  }
}

/** Resolution of the byte comparison: the smallest unit a drive stores. */
const SECTOR_BYTES = 512;

/** Bytes that should be and bytes that are, of equal length, both for `offsetBytes` of the image. */
export interface Comparison {
  readonly expected: Buffer;
  readonly actual: Buffer;
  readonly offsetBytes: number;
}

/** Adds what differs to `into`: runs of differing sectors, cut to their first and last differing byte. */
export function addDifferences(into: Mismatches, { expected, actual, offsetBytes }: Comparison): void {
  if (expected.equals(actual)) return;
  let runStart = -1;
  for (let at = 0; at < expected.length + SECTOR_BYTES; at += SECTOR_BYTES) {
    const sector = expected.subarray(at, at + SECTOR_BYTES); // empty behind the end, and so equal
    const isEqual = sector.equals(actual.subarray(at, at + SECTOR_BYTES));
    if (!isEqual && runStart < 0) runStart = at;
    if (isEqual && runStart >= 0) {
      addTrimmed(into, {
        expected: expected.subarray(runStart, at),
        actual: actual.subarray(runStart, at),
        offsetBytes: offsetBytes + runStart,
      });
      runStart = -1;
    }
  }
}

function addTrimmed(into: Mismatches, { expected, actual, offsetBytes }: Comparison): void {
  let first = 0;
  while (first < expected.length && expected[first] === actual[first]) first += 1;
  let last = expected.length - 1;
  while (last > first && expected[last] === actual[last]) last -= 1;
  into.add(offsetBytes + first, last - first + 1);
}
