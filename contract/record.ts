import { z } from './zod.ts';

/**
 * Checksums of an image by block, as a receipt keeps them: they say where a drive differs, the SHA-256 of the whole says
 * whether it does. Each entry is the XXH3-64 over the XXH3-64 values of the block's chunks (CHUNK_BYTES), all big-endian.
 */
export const blockSumsSchema = z.strictObject({
  /** A power of two; the last block may be shorter. */
  blockBytes: z
    .number()
    .int()
    .min(1024 * 1024),
  /** 8 bytes for each block, base64; at most BLOCKS_MAX of them. */
  table: z.string().max(64 * 1024),
});
export type BlockSums = Readonly<z.infer<typeof blockSumsSchema>>;

/** More blocks than this are never kept: a receipt stays below 64 KiB, and names 1 MiB of an image of up to 4 GiB. */
export const BLOCKS_MAX = 4096;

/** What a receipt says of the bytes of a drive: enough to check it without the image. */
export const recordSchema = z.strictObject({
  /** The job whose receipt it is. */
  jobId: z.string(),
  sizeBytes: z.number().int().positive(),
  /** Of the first `sizeBytes` of the drive. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  /** null in receipts of older versions: it is then only told that the drive differs, not where. */
  blocks: blockSumsSchema.nullable(),
});
export type WrittenRecord = Readonly<z.infer<typeof recordSchema>>;
