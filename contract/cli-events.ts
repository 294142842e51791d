import { expectedSchema } from './trust.ts';
import { z } from './zod.ts';
import { driveContentsSchema } from './contents.ts';
import { driveSchema } from './drive.ts';
import { failureSchema } from './errors.ts';
import { embeddedResultSchema, imageSchema } from './image.ts';
import { catalogueEntrySchema } from './catalogue.ts';
import { downloadedSchema, downloadProgressSchema, remoteFileSchema } from './download.ts';
import { driveResultSchema, PHASES, planSchema, progressSchema, receiptSchema, sourceProgressSchema } from './job.ts';

/**
 * Lines the command line prints on stdout with `--json`: one object a line, told apart by `event`.
 * The last line is always `exit`. Described for users in docs/CLI-JSON.md. New fields and new events
 * may be added; readers ignore what they do not know.
 */

/** A failure in plain sentences, as a person would read it on the terminal. */
export const failureTextSchema = z.strictObject({
  title: z.string(),
  happened: z.string(),
  /** Likely cause; null where nothing is known. */
  cause: z.string().nullable(),
  todo: z.array(z.string()).readonly(),
  /** A command to paste into a shell. */
  command: z.string().optional(),
});
export type FailureText = Readonly<z.infer<typeof failureTextSchema>>;

export const cliEventSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('drive'), drive: driveSchema }),
  z.strictObject({ event: z.literal('contents'), driveId: z.string(), contents: driveContentsSchema }),
  z.strictObject({ event: z.literal('image'), image: imageSchema }),
  /** `inspect` read the image whole: its SHA-256, and what it was found equal to (null: nothing to compare with). */
  z.strictObject({
    event: z.literal('checked'),
    sha256: z.string().nullable(),
    check: expectedSchema.nullable(),
    embedded: embeddedResultSchema.nullable(),
  }),
  z.strictObject({ event: z.literal('plan'), plan: planSchema }),
  z.strictObject({ event: z.literal('elevating'), how: z.string() }),
  z.strictObject({ event: z.literal('started') }),
  /** The image is read once before the drives are touched, to compare it with the expected SHA-256. */
  z.strictObject({ event: z.literal('checking'), doneBytes: z.number(), totalBytes: z.number() }),
  z.strictObject({ event: z.literal('catalogue-entry'), entry: catalogueEntrySchema }),
  /** An address was looked at: what the server says of the file. */
  z.strictObject({ event: z.literal('remote'), file: remoteFileSchema }),
  downloadProgressSchema.extend({ event: z.literal('download') }),
  z.strictObject({ event: z.literal('downloaded'), result: downloadedSchema }),
  /** An image that is written straight from a server. */
  sourceProgressSchema.extend({ event: z.literal('source') }),
  z.strictObject({ event: z.literal('phase'), driveId: z.string(), phase: z.enum(PHASES) }),
  progressSchema.extend({ event: z.literal('progress') }),
  driveResultSchema.extend({ event: z.literal('result') }),
  z.strictObject({ event: z.literal('receipt'), receipt: receiptSchema }),
  /** The failure that gives the exit code, or a receipt that could not be saved. */
  z.strictObject({
    event: z.literal('error'),
    failure: failureSchema,
    text: failureTextSchema,
    exitCode: z.number().int(),
  }),
  z.strictObject({ event: z.literal('exit'), exitCode: z.number().int() }),
]);
export type CliEvent = Readonly<z.infer<typeof cliEventSchema>>;
