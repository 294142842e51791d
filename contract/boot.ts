import { z } from './zod.ts';

/** What starts a computer, and for what kind of processor. BIOS is always a PC's (x86). */
export const FIRMWARES = ['bios', 'uefi-x64', 'uefi-arm64', 'uefi-ia32'] as const;
export type Firmware = (typeof FIRMWARES)[number];

/** Why a firmware starts from the bytes, or not, or why nobody can tell. Sentences: the language files. */
export const BOOT_REASONS = [
  /** yes, BIOS: known boot code with what it needs behind it. */
  'boot-code',
  /** yes, UEFI: a FAT volume in reach of the firmware has the loader it looks for. */
  'loader',
  /** no, BIOS: the first sector does not end in 0x55 0xAA. */
  'no-boot-sector',
  /** no, BIOS: the first sector is marked as one, but holds no code. */
  'no-boot-code',
  /** no, BIOS: code that starts the active partition, and none is active or it has no boot sector. */
  'no-active-partition',
  /** no, BIOS: code that only says that nothing can be started from here. */
  'says-not-bootable',
  /** no, UEFI: no FAT volume where a firmware looks. */
  'no-fat',
  /** no, UEFI: FAT volumes, but none with a loader for this processor. */
  'no-loader',
  /** no, UEFI: a file has the loader's name, but is no program for this processor. */
  'loader-damaged',
  /** unknown or no: started only from optical discs (El Torito); from USB few computers do it. */
  'disc-only',
  /** unknown, BIOS: code that is not one of those known here. */
  'code-unknown',
  /** unknown: the place that decides is packed, too far from the beginning. */
  'out-of-reach',
  /** unknown: partition table or file system are damaged there. */
  'damaged',
] as const;
export type BootReason = (typeof BOOT_REASONS)[number];

export const bootVerdictSchema = z.strictObject({
  /** `unknown` is said wherever the bytes do not decide: nothing is guessed. */
  answer: z.enum(['yes', 'no', 'unknown']),
  reason: z.enum(BOOT_REASONS),
});
export type BootVerdict = Readonly<z.infer<typeof bootVerdictSchema>>;

export const secureBootSchema = z.strictObject({
  /** `likely`: every loader is signed by a key that computers trust as sold. What is revoked cannot be told. */
  answer: z.enum(['likely', 'no', 'unknown']),
  reason: z.enum([
    'signed-microsoft',
    'signed-windows',
    /** By a key that no computer trusts as sold. */
    'signed-other',
    'not-signed',
    /** Nothing UEFI would start. */
    'no-loader',
    'out-of-reach',
    'damaged',
  ]),
});
export type SecureBoot = Readonly<z.infer<typeof secureBootSchema>>;

/** How the app writes the image, and the one reason for it. */
export const writeModeSchema = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('raw'),
    why: z.enum([
      /** A disc image made for USB drives as well. */
      'hybrid',
      /** The image of a whole disk. */
      'disk',
      /** One file system that a computer can start by itself. */
      'volume',
      /** Neither: written as it is, it may not start. */
      'no-table',
    ]),
  }),
  /** Copied as it is, it starts on few computers. The user may insist. */
  z.strictObject({
    mode: z.literal('other'),
    why: z.literal('disc-only'),
    /** Whose setup medium it is; null: some bootable disc. */
    system: z.enum(['esxi', 'windows']).nullable(),
  }),
]);
export type WriteMode = Readonly<z.infer<typeof writeModeSchema>>;

export const BOOT_CODES = ['isolinux', 'grub', 'syslinux', 'generic-mbr', 'windows', 'ipxe', 'other'] as const;

/** Who signed a loader, by the authorities every computer is sold with. */
export const SIGNERS = ['microsoft-uefi-2011', 'microsoft-uefi-2023', 'windows-2011', 'windows-2023', 'other'] as const;

export const loaderSchema = z.strictObject({
  /** Path on its FAT volume, as the volume writes it. */
  path: z.string(),
  /** Partition number from 1, 0 where the volume is the whole image. */
  partition: z.number().int().nonnegative(),
  firmware: z.enum(FIRMWARES),
  /** A program for the processor its name promises. */
  isProgram: z.boolean(),
  /** One for each signature, empty: not signed; null: could not be read. */
  signers: z.array(z.enum(SIGNERS)).readonly().nullable(),
  /** Component and generation pairs of its `.sbat` section such as `shim,4`; null where it has none. */
  sbat: z.array(z.string()).readonly().nullable(),
});
export type Loader = Readonly<z.infer<typeof loaderSchema>>;

/** What the bytes of an image or a drive say about starting a computer from it. */
export const bootSchema = z.strictObject({
  starts: z.strictObject({
    bios: bootVerdictSchema,
    'uefi-x64': bootVerdictSchema,
    'uefi-arm64': bootVerdictSchema,
    'uefi-ia32': bootVerdictSchema,
  }),
  secureBoot: secureBootSchema,
  writeMode: writeModeSchema,
  /** Tables found: a hybrid has several. */
  tables: z.array(z.enum(['mbr', 'gpt', 'apm', 'el-torito'])).readonly(),
  /**
   * Sector size its partition tables count in; on a drive with another one they are not found. null: it has none, or one
   * for every size.
   */
  sectorSizeBytes: z.union([z.literal(512), z.literal(4096)]).nullable(),
  /** The GPT stands beside MBR entries that show the same partitions to older computers. */
  isHybridMbr: z.boolean(),
  /** What the code in the first sector is; null: none. */
  bootCode: z.enum(BOOT_CODES).nullable(),
  /** Entries of the boot catalogue for optical drives. */
  elTorito: z.array(z.enum(['bios', 'uefi', 'other'])).readonly(),
  /** Everything UEFI would start, at most 16. */
  loaders: z.array(loaderSchema).readonly(),
});
export type Boot = Readonly<z.infer<typeof bootSchema>>;
