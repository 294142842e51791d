import type { Boot, BootReason, Firmware, SecureBoot, WriteMode } from '#contract/boot.ts';

type Raw = Extract<WriteMode, { mode: 'raw' }>['why'];
type System = NonNullable<Extract<WriteMode, { mode: 'other' }>['system']>;

/** Sentences about what starts from an image (contract/boot.ts). */
export const enBoot = {
  startsOn: 'Starts on',
  secureBoot: 'Secure Boot',
  writtenAs: 'Written as',
  bootCode: 'BIOS code',
  loader: 'UEFI loader',
  firmwares: {
    bios: 'BIOS',
    'uefi-x64': 'UEFI x64',
    'uefi-arm64': 'UEFI Arm64',
    'uefi-ia32': 'UEFI IA-32',
  } satisfies Record<Firmware, string>,
  answers: { yes: 'yes', no: 'no', unknown: 'could not tell' } satisfies Record<
    Boot['starts']['bios']['answer'],
    string
  >,
  reasons: {
    'boot-code': 'boot code found',
    loader: 'loader found',
    'no-boot-sector': 'it has no boot sector',
    'no-boot-code': 'its first sector holds no boot code',
    'no-active-partition': 'no partition is active and ready to start',
    'says-not-bootable': 'its boot code only says that it cannot be started',
    'no-fat': 'it has no FAT volume to look for a loader on',
    'no-loader': 'there is no loader for it',
    'loader-damaged': 'what is named like its loader is no program for it',
    'disc-only': 'it is made to start from optical discs; from USB few computers do',
    'code-unknown': 'its boot code is not known here',
    'out-of-reach': 'the part that decides is packed; unpack the image to know',
    damaged: 'the part that decides is damaged',
  } satisfies Record<BootReason, string>,
  secure: {
    'signed-microsoft': 'signed loader found',
    'signed-windows': 'loader signed for Windows found',
    'signed-other': 'could not tell: signed with a key that computers do not know as sold',
    'not-signed': 'loader not signed: Secure Boot must be off',
    'no-loader': 'no loader',
    'out-of-reach': 'could not tell: the loader is packed',
    damaged: 'could not tell: the loader cannot be read',
  } satisfies Record<SecureBoot['reason'], string>,
  raw: {
    hybrid: 'raw copy: it is made to be copied to USB drives as it is',
    disk: 'raw copy: it is the image of a whole disk',
    volume: 'raw copy: it is a volume that can be started by itself',
    'no-table': 'raw copy: it may not start',
  } satisfies Record<Raw, string>,
  otherMethod: 'needs another method than a raw copy',
  otherMethodFor: (system: string) => `needs another method than a raw copy (${system})`,
  systems: { esxi: 'VMware ESXi', windows: 'Windows setup' } satisfies Record<System, string>,
  rawAnyway: 'You asked to copy it as it is all the same (--raw-anyway): most computers will not start from it.',
  sectors: (imageBytes: number, driveBytes: number) =>
    `Made for drives with ${imageBytes}-byte sectors; this one has ${driveBytes}: computers will not find its partitions.`,
} as const;
