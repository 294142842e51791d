import { bootSchema } from './boot.ts';
import { remoteFileSchema } from './download.ts';
import { systemSchema } from './system.ts';
import { z } from './zod.ts';

/** Wrappers around the image bytes, outermost first in `Image.layers`. */
export const LAYERS = ['gz', 'bz2', 'xz', 'zst', 'lz4', 'zip', '7z', 'dmg', 'qcow2', 'vhd', 'vhdx', 'vmdk'] as const;
export type Layer = (typeof LAYERS)[number];

/** Things worth telling about an image that do not forbid writing it. */
export const IMAGE_WARNINGS = [
  /** Neither a partition table nor a boot sector: a computer may not start from it. */
  'no-partition-table',
  /** An optical-disc image without a partition table: most computers do not start it from USB. */
  'not-hybrid',
  /** Size is not a multiple of 512 bytes; the rest of the last sector is written as zeros. */
  'odd-size',
  /** The backup GPT is missing or is not where the primary one says. */
  'backup-gpt-missing',
  /** The primary GPT is damaged; only its backup at the end is whole. */
  'primary-gpt-damaged',
  /** A GPT whose list of partitions is damaged. */
  'gpt-entries-damaged',
  /** Its partition table counts 4096-byte sectors: nothing is found on drives with 512-byte ones. */
  'sectors-4096',
  /** Its UDF file system is of a kind that is not read here: what it holds is not known. */
  'udf-unsupported',
  /** Its UDF file system is damaged. */
  'udf-damaged',
  /** Unpacked size is not stored in the file: it turns out while decoding. */
  'size-unknown',
] as const;
export type ImageWarning = (typeof IMAGE_WARNINGS)[number];

/** Tells whether a file is still the one that was looked at. Times in nanoseconds as decimal text. */
export const fileIdentitySchema = z.strictObject({
  device: z.string(),
  inode: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  modifiedNs: z.string(),
});
export type FileIdentity = Readonly<z.infer<typeof fileIdentitySchema>>;

/**
 * A checksum that an ISO carries in itself (`implantisomd5`). It finds damage on the way; whoever changes an image can change
 * it too, so it says nothing of who made the image.
 */
export const embeddedChecksumSchema = z.strictObject({
  algorithm: z.literal('md5'),
  /** Lower-case hex. */
  digest: z.string(),
  /** From the start of the image. */
  coveredBytes: z.number().int().positive(),
  /** Read as blanks (0x20): the area that holds it. */
  blank: z.strictObject({ fromBytes: z.number().int(), toBytes: z.number().int() }),
});
export type EmbeddedChecksum = Readonly<z.infer<typeof embeddedChecksumSchema>>;

/** An embedded checksum and what was computed for it. */
export const embeddedResultSchema = z.strictObject({ expected: z.string(), actual: z.string() });
export type EmbeddedResult = Readonly<z.infer<typeof embeddedResultSchema>>;

export const imageSchema = z.strictObject({
  /** Absolute path with symbolic links resolved. */
  path: z.string(),
  /** Last part of the path, cleaned for display. */
  name: z.string(),
  file: fileIdentitySchema,
  layers: z.array(z.enum(LAYERS)).readonly(),
  /** Name of the chosen file inside a zip, cleaned for display. */
  entryName: z.string().nullable(),
  /** Bytes that will be written; null means the container does not tell. */
  sizeBytes: z.number().int().nonnegative().nullable(),
  content: z.enum(['iso9660', 'disk', 'file-system', 'unknown']),
  partitionTable: z.enum(['gpt', 'mbr', 'none']),
  /** An optical-disc image that is a disk image as well. */
  isHybrid: z.boolean(),
  volumeLabel: z.string().nullable(),
  /** Revision of its UDF file system, `2.50`; left out where it has none, or does not say. */
  udf: z.string().optional(),
  /** The operating system in it, from its contents alone, never from its name; null where nothing is recognised. */
  system: systemSchema.nullable(),
  /** Name of the block map (.bmap) beside the file, which the image is held against while it is written. */
  blockMap: z.string().optional(),
  /** Its absolute path, where it was named and not found beside the file. */
  blockMapPath: z.string().optional(),
  /** The checksum it carries in itself; every pass over the image compares it. */
  embedded: embeddedChecksumSchema.optional(),
  warnings: z.array(z.enum(IMAGE_WARNINGS)).readonly(),
  /** Which computers start from it, and how it is written. */
  boot: bootSchema,
  /**
   * Set where the image lies on a server and is written straight from there: `path` is its address without user-info and
   * query, `file` stands for what the server says of it.
   */
  remote: remoteFileSchema.optional(),
});
export type Image = Readonly<z.infer<typeof imageSchema>>;

/**
 * A digest that is computed beside the usual ones: over the bytes up to `endBytes` (null: all), with `blank` read as blanks
 * (0x20), followed by `suffix` (base64).
 */
export const extraDigestSchema = z.strictObject({
  algorithm: z.enum(['sha256', 'sha384', 'sha512', 'md5']),
  suffix: z.string().max(100_000),
  endBytes: z.number().int().nonnegative().nullable(),
  blank: z.strictObject({ fromBytes: z.number().int(), toBytes: z.number().int() }).nullable(),
});
export type ExtraDigest = Readonly<z.infer<typeof extraDigestSchema>>;

/** The plain digest of all bytes. */
export function plainDigest(algorithm: ExtraDigest['algorithm']): ExtraDigest {
  return { algorithm, suffix: '', endBytes: null, blank: null };
}

/** SHA-256 values as 64 lower-case hex digits. */
export const imageDigestSchema = z.strictObject({
  /** Of the bytes that are written (unpacked); null where a packed file was hashed without unpacking it. */
  imageSha256: z.string().nullable(),
  /**
   * Of the file as it lies on the disk; equal to `imageSha256` where nothing is packed, null where the file was
   * not read in order (zip, 7z, dmg, disks of virtual machines).
   */
  fileSha256: z.string().nullable(),
  /** Null like `imageSha256`. */
  imageBytes: z.number().int().nonnegative().nullable(),
  /**
   * SHA-256 over the table of chunk checksums (XXH3-64 of every 64 KiB of the image, the last one
   * shorter, each as 8 bytes big-endian): proves that two passes saw the same bytes. Null like `imageSha256`.
   */
  chunkTableSha256: z.string().nullable(),
  /** The extra digests that were asked for, in their order, lower-case hex: of the file, or, where it was unpacked, of the image. */
  extra: z.array(z.string()).readonly(),
  /** Of the checksum the image carries in itself; left out where it has none, or was not unpacked. */
  embedded: embeddedResultSchema.optional(),
  /** SHA-512 values, only where they were asked for; null like their namesakes above. */
  sha512: z.strictObject({ file: z.string().nullable(), image: z.string().nullable() }).optional(),
});
export type ImageDigest = Readonly<z.infer<typeof imageDigestSchema>>;

/** Bytes covered by one chunk checksum. Also the resolution of reported mismatches. */
export const CHUNK_BYTES = 64 * 1024;
