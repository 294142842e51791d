import { z } from './zod.ts';
import { CHUNK_BYTES } from './image.ts';

/** A drive with more differing chunks (CHUNK_BYTES each) than this is failing: it is not mended. */
export const MENDED_CHUNKS_MAX = 16;
/** How often one place is written again before it is given up. */
export const REWRITES_MAX = 3;

/** A byte range of the drive, from its start. */
export const byteRangeSchema = z.strictObject({
  offsetBytes: z.number().int().nonnegative(),
  lengthBytes: z.number().int().positive(),
});

/** A place that did not read back as it was written, and what became of it. */
export const badSpotSchema = byteRangeSchema.extend({
  /** How often it was written again. */
  rewrites: z.number().int().nonnegative(),
  /** It was equal at last. */
  isGood: z.boolean(),
});
export type BadSpot = Readonly<z.infer<typeof badSpotSchema>>;

/** Chunks of the image that are asked for a second time. */
export const chunkRangesSchema = z
  .array(byteRangeSchema.extend({ lengthBytes: z.number().int().positive().max(CHUNK_BYTES) }))
  .min(1)
  .max(MENDED_CHUNKS_MAX)
  .readonly();
