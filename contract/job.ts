import { z } from './zod.ts';
import { badSpotSchema } from './bad-spot.ts';
import { driveSchema } from './drive.ts';
import { failureSchema } from './errors.ts';
import { embeddedResultSchema, imageSchema } from './image.ts';
import { blockSumsSchema, recordSchema } from './record.ts';
import { systemSchema } from './system.ts';
import { expectedSchema } from './trust.ts';

/** Steps of one drive's way through a job, in order. `finishing` writes and checks the held-back first bytes. */
export const PHASES = [
  'queued',
  'preparing',
  'writing',
  'flushing',
  'verifying',
  'finishing',
  'releasing',
  'ended',
] as const;
export type Phase = (typeof PHASES)[number];

export const OUTCOMES = ['verified', 'unverified', 'failed', 'cancelled'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The frozen description of what will be written where. Nothing else is written. */
export const planSchema = z.strictObject({
  jobId: z.string(),
  mode: z.enum(['write', 'verify']),
  image: imageSchema,
  drives: z.array(driveSchema).min(1).readonly(),
  /** Read everything back and compare. Always true for mode `verify`. */
  verify: z.boolean(),
  eject: z.boolean(),
  /** SHA-256 the user expects, of the file or of the unpacked image; lower-case hex. */
  expectedSha256: z.string().nullable(),
  /** Mode `verify` only: compare with this record of an earlier job instead of the image, which is not opened then. */
  record: recordSchema.nullable(),
  /** Drives that go on from an earlier try of the same image, and how far that came. */
  continued: z.array(z.strictObject({ driveId: z.string(), fromBytes: z.number().int().positive() })).readonly(),
  /** What the image must be and why that is believed; null: nothing to compare with. Holds `expectedSha256`, or a SHA-512. */
  check: expectedSchema.nullable().default(null),
  /** Ids of drives whose liftable protections (internal, huge) the user lifted with the code. */
  unlocked: z.array(z.string()).readonly(),
});
export type Plan = Readonly<z.infer<typeof planSchema>>;

/** Figures of one drive, at most 4 a second. Speeds in bytes per second, times in milliseconds. */
export const progressSchema = z.strictObject({
  driveId: z.string(),
  phase: z.enum(PHASES),
  /** Image bytes that reached the drive (writing) or were compared (verifying) in this phase. */
  doneBytes: z.number(),
  /** null while the unpacked size is not known. */
  totalBytes: z.number().nullable(),
  speedBytesPerSec: z.number(),
  averageBytesPerSec: z.number(),
  /** Time left in this phase; null while it would be a guess. */
  etaMs: z.number().nullable(),
  /** How long the drive has accepted nothing; null while it moves. */
  stalledMs: z.number().nullable(),
  /** Milliseconds since the job began. */
  elapsedMs: z.number(),
  /** How often a place was written again so far, because it read back wrong. */
  retries: z.number(),
});
export type Progress = Readonly<z.infer<typeof progressSchema>>;

export const driveResultSchema = z.strictObject({
  driveId: z.string(),
  devicePath: z.string(),
  name: z.string(),
  /** Serial with all but its last four characters masked. */
  maskedSerial: z.string().nullable(),
  portPath: z.string().nullable(),
  driveSizeBytes: z.number(),
  outcome: z.enum(OUTCOMES),
  failure: failureSchema.nullable(),
  /** False only while the drive holds what it held before (see `nothingWritten` of a failure). */
  isTouched: z.boolean(),
  /** True when the drive was read without the system's cache (direct I/O). */
  isDirect: z.boolean(),
  writtenBytes: z.number(),
  verifiedBytes: z.number(),
  /** Of `writtenBytes`: were there from an earlier try, equal, and not written again. */
  keptBytes: z.number().default(0),
  /** Image bytes it has stored although it is not finished: another write can go on from there. 0: none. */
  continueBytes: z.number().default(0),
  writeMs: z.number(),
  flushMs: z.number(),
  verifyMs: z.number(),
  writeBytesPerSec: z.number(),
  verifyBytesPerSec: z.number(),
  /** Time in which the drive accepted nothing for more than 5 s. */
  stalledMs: z.number(),
  /** How often a place was written again because it read back wrong. */
  retries: z.number(),
  /** Those places; records of older versions have none. */
  badSpots: z.array(badSpotSchema).readonly().default([]),
  ejected: z.boolean(),
  warnings: z.array(failureSchema).readonly(),
});
export type DriveResult = Readonly<z.infer<typeof driveResultSchema>>;

/** The record of a finished job, as it is saved. */
export const receiptSchema = z.strictObject({
  receiptVersion: z.literal(1),
  jobId: z.string(),
  program: z.strictObject({ name: z.literal('stickwright'), version: z.string() }),
  /** Operating system and architecture, e.g. `linux 6.18.0 x64`. */
  system: z.string(),
  mode: z.enum(['write', 'verify']),
  startedAt: z.string(),
  endedAt: z.string(),
  outcome: z.enum(['verified', 'unverified', 'partial', 'failed', 'cancelled']),
  image: z.strictObject({
    path: z.string(),
    name: z.string(),
    entryName: z.string().nullable(),
    layers: z.array(z.string()).readonly(),
    fileSizeBytes: z.number(),
    /** Bytes that were to be written; null if the job ended before it was known. */
    sizeBytes: z.number().nullable(),
    sha256: z.string().nullable(),
    fileSha256: z.string().nullable(),
    /** The operating system in it; null also in receipts of versions that did not look. */
    system: systemSchema.nullable().default(null),
    /** How the image was checked: `expected` means an expected digest was given and is equal, `signature` that it was signed too. */
    checkedBy: z.enum(['expected', 'signature', 'none']),
    /** What it was found equal to, and who says so; null where nothing was compared, and in older receipts. */
    check: expectedSchema.nullable().default(null),
    /** The checksum the image carries in itself and what was computed; left out where it has none. */
    embedded: embeddedResultSchema.optional(),
  }),
  drives: z.array(driveResultSchema).readonly(),
  /** Checksums by block, for a later check without the image; null where they were not known. */
  blocks: blockSumsSchema.nullable().default(null),
  /** The job whose receipt the drives were compared with; null: they were compared with the image. */
  recheckOf: z.string().nullable().default(null),
  /** Failure of the whole job, where it was not one drive's. */
  failure: failureSchema.nullable(),
});
export type Receipt = Readonly<z.infer<typeof receiptSchema>>;

/** How an image comes in that is written straight from a server; told of a file only while nothing of it comes. */
export const sourceProgressSchema = z.strictObject({
  doneBytes: z.number(),
  /** null: the server does not tell. */
  totalBytes: z.number().nullable(),
  /** Nothing comes: the connection is lost and tried again, or the file gives nothing. */
  isWaiting: z.boolean(),
  /** How long nothing has come of a file, once that is worth a word; null: it comes, or from a server. */
  silentMs: z.number().nullable(),
  /** The drives could take more than the server sends. */
  isLimit: z.boolean(),
});
export type SourceProgress = Readonly<z.infer<typeof sourceProgressSchema>>;

/** What a running job tells its host, in order. The last event is always `ended`. */
export type JobEvent =
  | { readonly event: 'elevating'; readonly how: string }
  | { readonly event: 'started' }
  | { readonly event: 'checking'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly event: 'source'; readonly source: SourceProgress }
  | { readonly event: 'phase'; readonly driveId: string; readonly phase: Phase }
  | { readonly event: 'progress'; readonly progress: Progress }
  | { readonly event: 'drive-ended'; readonly result: DriveResult }
  | { readonly event: 'ended'; readonly receipt: Receipt };
