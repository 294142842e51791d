import { z } from './zod.ts';
import { badSpotSchema, chunkRangesSchema } from './bad-spot.ts';
import { driveIdentitySchema } from './drive.ts';
import { failureSchema } from './errors.ts';
import { fileIdentitySchema } from './image.ts';
import { OUTCOMES, PHASES } from './job.ts';
import { blockSumsSchema, recordSchema } from './record.ts';

/**
 * Messages between the engine and the privileged worker, over frames (`frames.ts`).
 *
 * Order: worker `ready` → host `start` → worker `started` (or `fatal`) → work. With source `channel`
 * the worker connects to the reader's socket and gets data frames there, never more bytes than it has granted by
 * `credit`; `source-ended` tells how many there are in all. When a drive has everything but its held-back
 * first bytes, the worker sends `prepared-to-finish` and waits: only `finish` makes it bootable.
 * A place that reads back wrong is written again: where the worker cannot read the image itself it sends `need-again`, and
 * gets `again-ready` with another socket of the reader, on which just these ranges come, or `again-failed`.
 * The worker ends by itself after `ended`, and at the next block when its input closes.
 */

const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const workerDriveSchema = z.strictObject({
  driveId: z.string(),
  identity: driveIdentitySchema,
  sectorSizeBytes: z.number().int().positive(),
  isVirtual: z.boolean(),
  /** The user lifted `internal` and `huge` for this drive with its code. */
  isUnlocked: z.boolean(),
  /** Image bytes it is said to hold from an earlier try; compared before they are believed. 0: none. */
  continueBytes: z.number().int().nonnegative(),
});
export type WorkerDrive = Readonly<z.infer<typeof workerDriveSchema>>;

export const workerPlanSchema = z.strictObject({
  jobId: z.string(),
  mode: z.enum(['write', 'verify']),
  drives: z.array(workerDriveSchema).min(1).max(64).readonly(),
  source: z.discriminatedUnion('kind', [
    /** The image file itself, opened by the host, inherited as this descriptor; raw bytes. */
    z.strictObject({
      kind: z.literal('descriptor'),
      fd: z.number().int().min(3),
      sizeBytes: z.number().int().positive(),
    }),
    /** Data frames from the reader's socket; `sizeBytes` is null where only the decoder will know. */
    z.strictObject({
      kind: z.literal('channel'),
      socketPath: z.string().min(1),
      sizeBytes: z.number().int().positive().nullable(),
    }),
    /** No image: mode `verify` against what a receipt says. */
    recordSchema.extend({ kind: z.literal('record') }),
  ]),
  /** The image file on its own disk: a drive that carries it is refused. null where there is none. */
  imageFile: fileIdentitySchema.nullable(),
  /** Files of the program: a drive that carries one is refused. */
  ownPaths: z.array(z.string()).readonly(),
  verify: z.boolean(),
  eject: z.boolean(),
  /** How often what was written is flushed and told by `stored`, while more follows. */
  storeEveryMs: z.number().int().positive(),
  /** Give up on a drive that accepted nothing for this long. */
  stallLimitMs: z.number().int().positive(),
});
export type WorkerPlan = Readonly<z.infer<typeof workerPlanSchema>>;

/** Host → worker. */
export const toWorkerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), protocol: z.number(), plan: workerPlanSchema }),
  z.strictObject({ type: z.literal('source-ended'), totalBytes: z.number().int().positive() }),
  z.strictObject({ type: z.literal('source-failed'), failure: failureSchema }),
  z.strictObject({ type: z.literal('again-ready'), requestId: z.number().int(), socketPath: z.string().min(1) }),
  z.strictObject({ type: z.literal('again-failed'), requestId: z.number().int(), failure: failureSchema }),
  z.strictObject({ type: z.literal('finish'), driveId: z.string() }),
  z.strictObject({ type: z.literal('refuse-finish'), driveId: z.string(), failure: failureSchema }),
  /** Stop; a drive that had begun is left blank. null: all drives. */
  z.strictObject({ type: z.literal('cancel'), driveId: z.string().nullable() }),
  /** Stop comparing and finish as `unverified`. null: all drives. */
  z.strictObject({ type: z.literal('skip-verify'), driveId: z.string().nullable() }),
]);
export type ToWorker = Readonly<z.infer<typeof toWorkerSchema>>;

export const workerStatsSchema = z.strictObject({
  /** False only while the drive holds what it held before (see `nothingWritten` of a failure). */
  isTouched: z.boolean(),
  isDirect: z.boolean(),
  writtenBytes: z.number(),
  verifiedBytes: z.number(),
  /** Of `writtenBytes`: were there from an earlier try, equal, and not written again. */
  keptBytes: z.number(),
  writeMs: z.number(),
  flushMs: z.number(),
  verifyMs: z.number(),
  stalledMs: z.number(),
  /** How often a place was written again because it read back wrong. */
  retries: z.number(),
  /** Those places, in ascending order. */
  badSpots: z.array(badSpotSchema).readonly(),
  ejected: z.boolean(),
});
export type WorkerStats = Readonly<z.infer<typeof workerStatsSchema>>;

/** Worker → host. */
export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    protocol: z.number(),
    pid: z.number(),
    uid: z.number(),
  }),
  z.strictObject({ type: z.literal('started') }),
  /** The job as a whole could not start or go on; the worker ends after it. */
  z.strictObject({ type: z.literal('fatal'), failure: failureSchema }),
  z.strictObject({ type: z.literal('credit'), bytes: z.number().int().positive() }),
  z.strictObject({ type: z.literal('phase'), driveId: z.string(), phase: z.enum(PHASES) }),
  z.strictObject({
    type: z.literal('progress'),
    driveId: z.string(),
    phase: z.enum(PHASES),
    doneBytes: z.number(),
    /** Since the last accepted block; 0 while it moves. */
    idleMs: z.number(),
    /** As in the statistics, so far. */
    retries: z.number(),
  }),
  /** The drive has the image up to here, flushed; what is held back to the end does not count. */
  z.strictObject({ type: z.literal('stored'), driveId: z.string(), doneBytes: z.number().int().nonnegative() }),
  z.strictObject({ type: z.literal('need-again'), requestId: z.number().int(), ranges: chunkRangesSchema }),
  z.strictObject({
    type: z.literal('prepared-to-finish'),
    driveId: z.string(),
    /** Bytes of the image as the worker saw them. */
    totalBytes: z.number(),
    chunkTableSha256: digest,
    blocks: blockSumsSchema,
  }),
  z.strictObject({
    type: z.literal('drive-ended'),
    driveId: z.string(),
    outcome: z.enum(OUTCOMES),
    failure: failureSchema.nullable(),
    warnings: z.array(failureSchema).readonly(),
    stats: workerStatsSchema,
  }),
  z.strictObject({
    type: z.literal('log'),
    level: z.enum(['error', 'warn', 'info', 'debug']),
    operation: z.string(),
    message: z.string(),
    data: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({ type: z.literal('ended') }),
]);
export type FromWorker = Readonly<z.infer<typeof fromWorkerSchema>>;
