import { downloadedSchema, downloadProgressSchema, networkSchema, remoteFileSchema } from './download.ts';
import { z } from './zod.ts';
import { chunkRangesSchema } from './bad-spot.ts';
import { driveContentsSchema } from './contents.ts';
import { driveSchema } from './drive.ts';
import { failureSchema } from './errors.ts';
import { extraDigestSchema, fileIdentitySchema, imageDigestSchema, imageSchema } from './image.ts';
import { sourceProgressSchema } from './job.ts';
import { base64Schema } from './look.ts';

/**
 * Messages between the engine and the reader, the child with the user's rights that opens, decodes
 * and hashes the image and lists drives. Numbered requests, each answered once by `answer` or `failed`;
 * requests may run side by side. `abandon` stops one; it is then answered by `failed` with `null`.
 */

export const listOptionsSchema = z.strictObject({
  /** Also loop devices that are attached to something. */
  virtual: z.boolean(),
  /** Also optical drives, empty readers and other nodes that can never be written. */
  all: z.boolean(),
  /** Practice drives to describe as well: absolute paths of plain files. */
  files: z.array(z.string()).readonly(),
  /** Absolute path of the chosen image, for the protection `source`. */
  imagePath: z.string().nullable(),
  /** Bytes the image needs, for the protection `too-small`. */
  neededBytes: z.number().nullable(),
});
export type ListOptions = Readonly<z.infer<typeof listOptionsSchema>>;

/** An address as it was typed, password and all, and how to get there. */
export const remotePlaceSchema = z.strictObject({ url: z.string(), network: networkSchema });
export type RemotePlace = Readonly<z.infer<typeof remotePlaceSchema>>;

/** A block map that was named; else one beside the image is looked for. */
const namedMap = { blockMapPath: z.string().min(1).optional() };

/** Host → reader. */
export const toReaderSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('list'), id: z.number(), options: listOptionsSchema }),
  /** Answers with a first `drives` event at once and another after every change, until abandoned. */
  z.strictObject({ type: z.literal('watch'), id: z.number(), options: listOptionsSchema }),
  z.strictObject({ type: z.literal('inspect'), id: z.number(), path: z.string(), ...namedMap }),
  /** Reads the whole image and answers with its digests. `file` must still be the same. */
  z.strictObject({
    type: z.literal('digest'),
    id: z.number(),
    path: z.string(),
    file: fileIdentitySchema,
    ...namedMap,
    /** `file` hashes the bytes on disk only (fast); `image` decodes as well. */
    of: z.enum(['file', 'image']),
    /** Computed in the same pass over the same bytes, so that they and the SHA-256 speak of one and the same image. */
    extra: z.array(extraDigestSchema).max(8).readonly().optional(),
  }),
  /**
   * Decodes the image into data frames on a socket, never more bytes than granted; answers like `digest`. An event
   * `listening` says that the socket can be connected to, once. Its folder is the socket's alone: both are removed.
   */
  z.strictObject({
    type: z.literal('stream'),
    id: z.number(),
    path: z.string(),
    file: fileIdentitySchema,
    socketPath: z.string().min(1),
    ...namedMap,
    /** Send only these bytes of the image, in order, without waiting for grants; the digests may stay null. */
    ranges: chunkRangesSchema.optional(),
    /** SHA-512 as well, of the file and of what it holds. */
    hasSha512: z.boolean().optional(),
    /** Set where the image lies on a server; `path` is not opened then. */
    remote: remotePlaceSchema.optional(),
  }),
  /** Looks at an image on a server and answers with `looked-at-remote`. */
  z.strictObject({ type: z.literal('look-at-remote'), id: z.number(), remote: remotePlaceSchema, ...namedMap }),
  /** Fetches a file into a folder; `download-progress` events, then `downloaded`. An abandoned one can be resumed. */
  z.strictObject({
    type: z.literal('download'),
    id: z.number(),
    remote: remotePlaceSchema,
    folder: z.string().min(1),
    /** SHA-256 or SHA-512, told by its length. */
    expectedDigest: z.string().nullable(),
  }),
  /** A short text from a server; answers with `fetched`. */
  z.strictObject({ type: z.literal('fetch-text'), id: z.number(), remote: remotePlaceSchema }),
  /** Deletes what is left of a download; answers with `discarded`. */
  z.strictObject({ type: z.literal('discard-download'), id: z.number(), partPath: z.string().min(1) }),
  /**
   * Reads what is on a drive of this size, whose bytes it asks the host for by `need-bytes`, one request after the other;
   * answers with `contents`.
   */
  z.strictObject({
    type: z.literal('read-contents'),
    id: z.number(),
    sizeBytes: z.number().int().nonnegative(),
    sectorSizeBytes: z.number().int().positive(),
  }),
  /** The bytes that were asked for, all of them. */
  z.strictObject({ type: z.literal('bytes'), id: z.number(), requestId: z.number().int(), base64: base64Schema }),
  z.strictObject({ type: z.literal('no-bytes'), id: z.number(), requestId: z.number().int(), failure: failureSchema }),
  z.strictObject({ type: z.literal('grant'), id: z.number(), bytes: z.number().int().positive() }),
  z.strictObject({ type: z.literal('abandon'), id: z.number() }),
]);
export type ToReader = Readonly<z.infer<typeof toReaderSchema>>;

/** Reader → host. */
export const fromReaderSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), protocol: z.number(), pid: z.number() }),
  z.strictObject({
    type: z.literal('drives'),
    id: z.number(),
    drives: z.array(driveSchema).readonly(),
  }),
  z.strictObject({ type: z.literal('listening'), id: z.number() }),
  z.strictObject({
    type: z.literal('digest-progress'),
    id: z.number(),
    doneBytes: z.number(),
    totalBytes: z.number(),
  }),
  downloadProgressSchema.extend({ type: z.literal('download-progress'), id: z.number() }),
  /** Of a stream from a server. At most 4 a second. */
  sourceProgressSchema.extend({ type: z.literal('source-progress'), id: z.number() }),
  z.strictObject({
    type: z.literal('looked-at-remote'),
    id: z.number(),
    file: remoteFileSchema,
    /** null: it can be unpacked only once the whole file is there. */
    image: imageSchema.nullable(),
  }),
  z.strictObject({ type: z.literal('downloaded'), id: z.number(), result: downloadedSchema }),
  z.strictObject({ type: z.literal('fetched'), id: z.number(), text: z.string() }),
  z.strictObject({ type: z.literal('discarded'), id: z.number() }),
  z.strictObject({
    type: z.literal('need-bytes'),
    id: z.number(),
    requestId: z.number().int(),
    offsetBytes: z.number().int().nonnegative(),
    lengthBytes: z.number().int().positive(),
  }),
  z.strictObject({ type: z.literal('contents'), id: z.number(), contents: driveContentsSchema }),
  z.strictObject({ type: z.literal('listed'), id: z.number(), drives: z.array(driveSchema).readonly() }),
  z.strictObject({ type: z.literal('inspected'), id: z.number(), image: imageSchema }),
  z.strictObject({ type: z.literal('digested'), id: z.number(), digest: imageDigestSchema }),
  z.strictObject({ type: z.literal('failed'), id: z.number(), failure: failureSchema.nullable() }),
]);
export type FromReader = Readonly<z.infer<typeof fromReaderSchema>>;
