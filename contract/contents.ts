import type { ProtectionCode } from './errors.ts';
import { z } from './zod.ts';

/** What is on a drive, read from its bytes when the user asked: file systems with the names in their top folders. */

/** File systems whose files are told. */
export const READ_SYSTEMS = [
  'fat12',
  'fat16',
  'fat32',
  'exfat',
  'ntfs',
  'ext2',
  'ext3',
  'ext4',
  'iso9660',
  'udf',
] as const;
export type ReadSystem = (typeof READ_SYSTEMS)[number];

/** What is recognised by its mark, and no more: encrypted, a part of something larger, or not read here. */
export const NAMED_SYSTEMS = [
  'bitlocker',
  'luks',
  'lvm',
  'raid',
  'zfs',
  'vmfs',
  'refs',
  'xfs',
  'btrfs',
  'f2fs',
  'bcachefs',
  'hfs',
  'apfs',
  'squashfs',
  'swap',
] as const;
export type NamedSystem = (typeof NAMED_SYSTEMS)[number];

/**
 * Reasons against writing a drive that are none against looking at it. All others are: who may start the reading process must
 * not get to see, through it, what this computer itself runs on. Which of them can be lifted for writing makes no difference.
 */
export const LOCKS_THAT_MAY_BE_LOOKED_AT: readonly ProtectionCode[] = [
  'read-only',
  'huge',
  'source',
  'own-data',
  'too-small',
];

/** Names told of one volume at most. */
export const CONTENTS_ENTRIES_MAX = 1000;
/** Volumes told of one drive at most. */
export const CONTENTS_VOLUMES_MAX = 64;

const byteCount = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

export const contentsEntrySchema = z.strictObject({
  /** Cleaned for display. */
  name: z.string(),
  kind: z.enum(['file', 'folder', 'other']),
  /** Of a file; null where it has none or it cannot be told. */
  sizeBytes: byteCount.nullable(),
});
export type ContentsEntry = Readonly<z.infer<typeof contentsEntrySchema>>;

const place = {
  /** Number of the partition from 1; 0: the file system covers the whole drive. */
  partition: z.number().int().nonnegative(),
  sizeBytes: byteCount,
};

export const volumeContentsSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('read'),
    ...place,
    fileSystem: z.enum(READ_SYSTEMS),
    /** Cleaned; '' where it has none. */
    label: z.string(),
    /** null: to be known only by reading more than is worth it. */
    usedBytes: byteCount.nullable(),
    /** Folders first, then by name. */
    entries: z.array(contentsEntrySchema).max(CONTENTS_ENTRIES_MAX).readonly(),
    /** The top folder has more than these. */
    hasMore: z.boolean(),
  }),
  /** Recognised by its mark; its files are not read. */
  z.strictObject({ state: z.literal('named'), ...place, system: z.enum(NAMED_SYSTEMS) }),
  /** Recognised, but not to be read. `io`: the drive did not give the bytes. */
  z.strictObject({
    state: z.literal('unreadable'),
    ...place,
    reason: z.enum(['damaged', 'unsupported', 'too-much', 'io']),
  }),
  /** No mark that is known here: unknown or encrypted. */
  z.strictObject({ state: z.literal('unknown'), ...place }),
  /** Nothing but zeros where a file system would begin. */
  z.strictObject({ state: z.literal('blank'), ...place }),
]);
export type VolumeContents = Readonly<z.infer<typeof volumeContentsSchema>>;

export const driveContentsSchema = z.strictObject({
  /** `damaged`: there is one, and none of its copies is whole. */
  table: z.enum(['gpt', 'mbr', 'none', 'damaged']),
  /** In the order of the drive. Empty: a table without partitions. */
  volumes: z.array(volumeContentsSchema).max(CONTENTS_VOLUMES_MAX).readonly(),
  /** There are more volumes than these. */
  hasMore: z.boolean(),
});
export type DriveContents = Readonly<z.infer<typeof driveContentsSchema>>;
