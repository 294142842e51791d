import { driveIdentitySchema } from './drive.ts';
import { failureSchema } from './errors.ts';
import { z } from './zod.ts';

/**
 * Messages between the engine and a worker that was started to look at one drive (`look`). It can read and nothing else: the
 * messages that write are no messages of this line.
 *
 * Order: worker `ready` → host `look` → worker `opened` (or `fatal`) → `read` answered by `bytes` or `no-bytes`, one after the
 * other → the input closes. Whatever goes over LOOK_LIMITS, or beyond the end of the drive, ends the process.
 */

export const LOOK_LIMITS = {
  /** Of one reading. */
  readBytes: 256 * 1024,
  /** Of all readings: names and sizes need little, and whoever takes the worker for something else gets no more. */
  totalBytes: 64 * 1024 * 1024,
  reads: 8192,
  /** From the opening on. */
  timeMs: 120_000,
} as const;

const BASE64_MAX_CHARS = Math.ceil(LOOK_LIMITS.readBytes / 3) * 4;
/** Bytes of one reading. */
export const base64Schema = z
  .string()
  .max(BASE64_MAX_CHARS)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/u);

export const lookPlanSchema = z.strictObject({
  driveId: z.string(),
  identity: driveIdentitySchema,
  isVirtual: z.boolean(),
});
export type LookPlan = Readonly<z.infer<typeof lookPlanSchema>>;

/** Host → worker. */
export const toLookSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('look'), protocol: z.number(), plan: lookPlanSchema }),
  z.strictObject({
    type: z.literal('read'),
    requestId: z.number().int(),
    offsetBytes: z.number().int().nonnegative(),
    lengthBytes: z.number().int().positive().max(LOOK_LIMITS.readBytes),
  }),
]);
export type ToLook = Readonly<z.infer<typeof toLookSchema>>;

/** Worker → host. */
export const fromLookSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), protocol: z.number(), pid: z.number(), uid: z.number() }),
  z.strictObject({
    type: z.literal('opened'),
    sizeBytes: z.number().int().nonnegative(),
    sectorSizeBytes: z.number().int().positive(),
  }),
  z.strictObject({ type: z.literal('bytes'), requestId: z.number().int(), base64: base64Schema }),
  /** The drive did not give these bytes; others may be readable. */
  z.strictObject({ type: z.literal('no-bytes'), requestId: z.number().int(), failure: failureSchema }),
  /** The drive may not be read or cannot be; the worker ends after it. */
  z.strictObject({ type: z.literal('fatal'), failure: failureSchema }),
  z.strictObject({ type: z.literal('ended') }),
]);
export type FromLook = Readonly<z.infer<typeof fromLookSchema>>;
