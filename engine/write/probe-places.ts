import { roundDown, WIPE_BYTES } from './regions.ts';

/** Length of one marked spot: whole sectors of every drive. */
export const SPOT_BYTES = 4096;
const STEP_BYTES = 64 * 1024;
/** A drive with less than this between its ends is not worth probing: its image covers all of it. */
const ROOM_MIN_BYTES = 1024 * 1024;
const TAIL_MIN_BYTES = 128 * 1024;
/** A tail of this share of the drive is found again by as many looks. */
const TAIL_SHARE = 1024;
const PARTS = 16;

export interface ProbePlaces {
  /** Marked spots of SPOT_BYTES, most telling first: powers of two downwards, sixteenths of the drive, what lies between. */
  readonly spots: readonly number[];
  /** A run that is marked as a whole at the end of the drive: [tailStartBytes, tailEndBytes). */
  readonly tailStartBytes: number;
  readonly tailEndBytes: number;
}

/**
 * Where to mark a drive; null where it is too small. Both ends stay untouched (WIPE_BYTES): they are what shows a partition
 * table. Sizes in bytes; all places are multiples of SPOT_BYTES.
 */
export function probePlaces(sizeBytes: number, tailMaxBytes: number): ProbePlaces | null {
  const tailEndBytes = roundDown(Math.max(0, sizeBytes - WIPE_BYTES), STEP_BYTES);
  const roomBytes = tailEndBytes - WIPE_BYTES;
  if (roomBytes < ROOM_MIN_BYTES) return null;
  const wanted = 2 ** Math.floor(Math.log2(sizeBytes / TAIL_SHARE));
  const tailBytes = Math.min(Math.max(wanted, TAIL_MIN_BYTES), tailMaxBytes);
  const tailStartBytes = tailEndBytes - tailBytes;
  const spots = new Set<number>();
  const add = (place: number) => {
    const spot = roundDown(place, SPOT_BYTES);
    if (spot >= WIPE_BYTES && spot + SPOT_BYTES <= tailStartBytes) spots.add(spot);
  };
  const powers: number[] = [];
  for (let power = WIPE_BYTES * 2; power < tailStartBytes; power *= 2) powers.unshift(power);
  for (const power of powers) add(power);
  for (let part = PARTS - 1; part > 0; part -= 1) add((sizeBytes / PARTS) * part);
  for (const power of powers) add(power * 1.5);
  return { spots: [...spots], tailStartBytes, tailEndBytes };
}

/**
 * Where to look for marks that went astray, most telling first: a power of two below the tail, then every multiple of the
 * tail's length, coarse steps first. Looking at all of them finds a wrap-around at any size, because one of them lies
 * wherever the whole tail has gone; a part of them finds most, and every size that is a power of two.
 */
export function* lookPlaces({ tailStartBytes, tailEndBytes }: ProbePlaces, markedBytes: number): Generator<number> {
  const middle = roundDown(tailEndBytes - markedBytes / 2, SPOT_BYTES);
  for (let power = WIPE_BYTES; power <= middle; power *= 2) yield middle - power;
  let step = markedBytes;
  while (step * 2 < tailStartBytes) step *= 2;
  for (let place = 0; place < tailStartBytes; place += step) yield place;
  for (step /= 2; step >= markedBytes; step /= 2) {
    for (let place = step; place < tailStartBytes; place += step * 2) yield place;
  }
}
