import { z } from './zod.ts';
import type { MethodName, ParamsOf } from './methods.ts';
import { settingChangesSchema } from './settings-schema.ts';

/** Longest path any system allows, with room. */
const path = z.string().min(1).max(32_768);
const id = z.string().min(1).max(200);
const digest = z.string().regex(/^(?:[0-9a-f]{64}|[0-9a-f]{128})$/);
const nothing = z.strictObject({});
const codes = z.record(id, z.string().max(100));
const word = z.string().max(300);
/** A checksum file of a large mirror has some thousand lines. */
const CHECKSUM_TEXT_MAX = 1024 * 1024;
/** 1 MiB as base64. */
const TRUST_BASE64_MAX = Math.ceil((1024 * 1024) / 3) * 4;

const receiptWords = z.strictObject({
  language: z.string().max(35),
  title: word,
  outcome: word,
  image: word,
  file: word,
  size: word,
  sha256: word,
  sha256OfFile: word,
  checkedBy: word,
  started: word,
  ended: word,
  program: word,
  system: word,
  drive: word,
  serial: word,
  port: word,
  written: word,
  compared: word,
  writeSpeed: word,
  verifySpeed: word,
  retries: word,
  badSpot: word,
  mended: word,
  differs: word,
  stalled: word,
  ejected: word,
  error: word,
  yes: word,
  no: word,
  unknown: word,
  outcomes: z.strictObject({ verified: word, unverified: word, partial: word, failed: word, cancelled: word }),
  checked: z.strictObject({ expected: word, signature: word, none: word }),
});

/** What each request must look like; checked by the host before anything is done. The page does not load this. */
export const methodSchemas = {
  'app.info': nothing,
  'image.inspect': z.strictObject({ path }),
  'image.fromUrl': z.strictObject({ url: z.string().min(1).max(8000), expectedDigest: digest.nullable() }),
  'image.download': z.strictObject({ folder: path.nullable(), isKept: z.boolean() }),
  'image.pauseDownload': nothing,
  'catalogue.list': nothing,
  'catalogue.refresh': nothing,
  'image.fromCatalogue': z.strictObject({ id }),
  'image.clear': nothing,
  'image.browse': z.strictObject({ folder: path.nullable() }),
  'image.roots': nothing,
  'image.recent': nothing,
  'image.choose': nothing,
  'image.digest': nothing,
  'image.stopDigest': nothing,
  'image.expect': z.strictObject({
    text: z.string().max(CHECKSUM_TEXT_MAX),
    fileName: z.string().max(1000).nullable(),
  }),
  'image.addTrust': z.strictObject({
    files: z
      .array(z.strictObject({ name: z.string().min(1).max(1000), base64: z.string().max(TRUST_BASE64_MAX) }))
      .min(1)
      .max(16),
  }),
  'image.forgetExpected': nothing,
  'image.allowRaw': z.strictObject({ isAllowed: z.boolean() }),
  'drives.rescan': nothing,
  'drive.contents': z.strictObject({ driveId: id }),
  'drive.stopContents': nothing,
  'drive.eject': z.strictObject({ driveId: id }),
  'practice.create': z.strictObject({
    sizeBytes: z
      .number()
      .int()
      .min(1024 * 1024)
      .max(1e12)
      .multipleOf(512),
  }),
  'practice.remove': z.strictObject({ driveId: id }),
  'plan.make': z.strictObject({
    mode: z.enum(['write', 'verify']),
    driveIds: z.array(id).min(1).max(64),
    codes,
    isContinued: z.boolean().optional(),
    recheckOf: id.optional(),
  }),
  'plan.confirm': z.strictObject({ planId: id, codes, verify: z.boolean(), eject: z.boolean() }),
  'job.cancel': z.strictObject({ driveId: id.nullable() }),
  'job.skipVerify': z.strictObject({ driveId: id.nullable() }),
  'job.dismiss': nothing,
  'receipts.list': nothing,
  'receipts.get': z.strictObject({ jobId: id }),
  'receipts.delete': z.strictObject({ jobIds: z.array(id).max(10_000) }),
  'receipts.export': z.strictObject({
    jobId: id,
    format: z.enum(['json', 'html', 'text']),
    words: receiptWords.nullable(),
  }),
  'settings.get': nothing,
  'settings.set': z.strictObject({ changes: settingChangesSchema }),
  'update.look': nothing,
  'update.get': nothing,
  'update.install': nothing,
  'update.refuse': nothing,
  'log.write': z.strictObject({
    level: z.enum(['error', 'warn', 'info']),
    operation: z.string().max(100),
    message: z.string().max(4000),
  }),
  'log.read': nothing,
} satisfies { readonly [M in MethodName]: z.ZodType<ParamsOf<M>> };
