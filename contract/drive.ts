import { z } from './zod.ts';
import { PROTECTION_CODES } from './errors.ts';

/** How a drive is attached. `file` is a practice drive: a plain file treated as a drive. */
export const BUSES = ['usb', 'sd', 'nvme', 'sata', 'scsi', 'virtio', 'loop', 'file', 'other'] as const;

const byteCount = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/**
 * What tells "the same drive" from "the same name": frozen in a plan and checked again by the worker.
 * Two identities are the same drive only if every field is equal.
 */
export const driveIdentitySchema = z.strictObject({
  /** Node of the whole drive, resolved (`/dev/sdb`), or the absolute path of a practice drive. */
  devicePath: z.string().min(1),
  bus: z.enum(BUSES),
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  wwn: z.string().nullable(),
  sizeBytes: byteCount,
  /** Where it is plugged in, e.g. `2-1.4` for USB; null where there is no port. */
  portPath: z.string().nullable(),
  /** Linux: number that rises with every attachment or medium change of this node. */
  diskSeq: z.number().int().nonnegative().nullable(),
  /** Virtual drives: device and inode number of the backing file, `dev:inode`. */
  backing: z.string().nullable(),
});
export type DriveIdentity = Readonly<z.infer<typeof driveIdentitySchema>>;

export const partitionSchema = z.strictObject({
  devicePath: z.string(),
  /** Partition number from 1; 0 means the file system covers the whole drive. */
  number: z.number().int().nonnegative(),
  sizeBytes: byteCount,
  label: z.string().nullable(),
  /** As the system names it (`vfat`, `ext4`, `LVM2_member`), null where nothing was recognised. */
  fileSystem: z.string().nullable(),
  mountPoints: z.array(z.string()).readonly(),
  /** Used bytes of the mounted file system; null is "unknown", never a guess. */
  usedBytes: byteCount.nullable(),
  /** First names in its top folder, at most 12, when mounted; null is "unknown". */
  firstNames: z.array(z.string()).readonly().nullable(),
  /** How many names the top folder holds in all. */
  nameCount: z.number().int().nonnegative().nullable(),
});
export type Partition = Readonly<z.infer<typeof partitionSchema>>;

export const protectionSchema = z.strictObject({
  code: z.enum(PROTECTION_CODES),
  /** A fact that goes with it: mount point, pool name, missing bytes; may be empty. */
  detail: z.string(),
  /** True where the user may lift it once by typing the drive's code. */
  canUnlock: z.boolean(),
});
export type Protection = Readonly<z.infer<typeof protectionSchema>>;

/** Why a drive asks for its code although it may be written (ux.md 4.4, level L2). */
export const RISK_CODES = [
  'large',
  'fixed',
  'operating-system',
  'backup',
  'encrypted',
  'pool-member',
  'unlocked',
] as const;

export const driveSchema = z.strictObject({
  /** `<node name>#<8 hex>`: the hex part is a digest of the whole identity. */
  id: z.string(),
  identity: driveIdentitySchema,
  /** Vendor and model, cleaned for display; for virtual drives what backs them. */
  name: z.string(),
  /** Four characters shown at the end of its line, typed to confirm a risky drive. Upper case. */
  code: z.string(),
  isVirtual: z.boolean(),
  isRemovable: z.boolean(),
  isReadOnly: z.boolean(),
  hasMedium: z.boolean(),
  sectorSizeBytes: z.number().int().positive(),
  /** Speed of its USB link, null where not USB or not told. */
  usbMbps: z.number().nullable(),
  partitionTable: z.enum(['gpt', 'mbr', 'other', 'none', 'unknown']),
  partitions: z.array(partitionSchema).readonly(),
  /** Empty: it may be written. Otherwise every reason that applies, hardest first. */
  protections: z.array(protectionSchema).readonly(),
  risks: z.array(z.enum(RISK_CODES)).readonly(),
});
export type Drive = Readonly<z.infer<typeof driveSchema>>;
export type RiskCode = (typeof RISK_CODES)[number];
