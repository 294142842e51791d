import { CHUNK_BYTES } from '#contract/image.ts';

/** What is held back at the start of the image until the rest is read back equal. */
export const HEAD_BYTES = 1024 * 1024;
/** Written last: holds the MBR, and the primary GPT header for 512- and 4096-byte sectors. */
export const FIRST_BYTES = 8 * 1024;
/** Written together with them: the descriptors by which ISO 9660 and UDF are known (ECMA-119 §6.2.1, ECMA-167 part 2 §8). */
export const DESCRIPTORS = { fromBytes: 32 * 1024, toBytes: 64 * 1024 } as const;
/** Written together with them: holds the backup GPT header for 512- and 4096-byte sectors. */
export const LAST_BYTES = 4096;
/** What is wiped at both ends of the drive, so that no old partition table survives. */
export const WIPE_BYTES = 1024 * 1024;

/**
 * The three parts of an image on a drive. `head` is [0, headEnd), `body` [headEnd, tailStart), `tail`
 * [tailStart, totalBytes): the last chunk, which can hold a backup GPT that alone makes firmware see partitions
 * on a drive of exactly the image's size. Images up to HEAD_BYTES are all head.
 */
export interface Regions {
  readonly headEndBytes: number;
  readonly tailStartBytes: number;
  readonly totalBytes: number;
}

/** Cuts an image of `totalBytes` > 0. `tailStartBytes` is a multiple of CHUNK_BYTES, or `totalBytes` where there is no tail. */
export function regionsOf(totalBytes: number): Regions {
  if (totalBytes <= HEAD_BYTES) return { headEndBytes: totalBytes, tailStartBytes: totalBytes, totalBytes };
  const lastChunk = roundDown(totalBytes - 1, CHUNK_BYTES);
  return { headEndBytes: HEAD_BYTES, tailStartBytes: Math.max(HEAD_BYTES, lastChunk), totalBytes };
}

/** The smallest multiple of `stepBytes` that is not below `bytes`. */
export function roundUp(bytes: number, stepBytes: number): number {
  return Math.ceil(bytes / stepBytes) * stepBytes;
}

/** The largest multiple of `stepBytes` that is not above `bytes`. */
export function roundDown(bytes: number, stepBytes: number): number {
  return Math.floor(bytes / stepBytes) * stepBytes;
}
