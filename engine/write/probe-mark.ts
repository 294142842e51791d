const SECTOR_BYTES = 512;
/** One copy of a mark: 8 bytes of name, 16 of the run, 8 of its place. A sector holds 16 copies. */
const COPY_BYTES = 32;
const RUN_BYTES = 16;
const NAME = Buffer.from('SWprobe1', 'latin1');

/**
 * Fills `memory`, meant for the drive at `offsetBytes`, with marks: every 512 bytes say which run made them and where they
 * belong. `run` is 16 random bytes. Both numbers are multiples of 512.
 */
export function putMarks(memory: Buffer, offsetBytes: number, run: Buffer): void {
  for (let at = 0; at < memory.length; at += SECTOR_BYTES) {
    const sector = memory.subarray(at, at + SECTOR_BYTES);
    NAME.copy(sector, 0);
    run.copy(sector, NAME.length, 0, RUN_BYTES);
    sector.writeBigUInt64BE(BigInt(offsetBytes + at), NAME.length + RUN_BYTES);
    for (let copy = COPY_BYTES; copy < SECTOR_BYTES; copy *= 2) sector.copyWithin(copy, 0, copy);
  }
}

/**
 * The place a sector was marked for in this run, or null where it holds no mark of it. One undamaged copy of 16 is enough,
 * so a flipped bit does not look like a lost sector.
 */
export function markedPlace(sector: Buffer, run: Buffer): number | null {
  for (let at = 0; at + COPY_BYTES <= Math.min(sector.length, SECTOR_BYTES); at += COPY_BYTES) {
    const copy = sector.subarray(at, at + COPY_BYTES);
    const isNamed = copy.subarray(0, NAME.length).equals(NAME);
    if (isNamed && copy.subarray(NAME.length, NAME.length + RUN_BYTES).equals(run)) {
      return Number(copy.readBigUInt64BE(NAME.length + RUN_BYTES));
    }
  }
  return null;
}

/** The first mark in `memory` that belongs elsewhere than `offsetBytes` says: its distance in bytes, or null. */
export function strayDistance(memory: Buffer, offsetBytes: number, run: Buffer): number | null {
  for (let at = 0; at < memory.length; at += SECTOR_BYTES) {
    const place = markedPlace(memory.subarray(at, at + SECTOR_BYTES), run);
    if (place !== null && place !== offsetBytes + at) return Math.abs(place - (offsetBytes + at));
  }
  return null;
}
