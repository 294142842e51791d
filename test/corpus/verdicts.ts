import type { ImageWarning } from '#contract/image.ts';
import type { Firmware } from '../helpers/boot-check.ts';

/** What must be said of one image of the corpus, and what is tried in an emulated PC. */
export interface Verdict {
  readonly name: string;
  /** `answer reason`; UEFI for x64, Arm and 32 bits in this order. */
  readonly bios: string;
  readonly uefi: readonly [x64: string, arm64: string, ia32: string];
  readonly secureBoot: string;
  /** `mode why`, with the system where one is named. */
  readonly write: string;
  readonly sectorSizeBytes?: 512 | 4096;
  readonly isHybridMbr?: true;
  readonly warnings?: readonly ImageWarning[];
  /** Tried with the written drive: the answer must be what happens; `unknown` is not tried. */
  readonly tried?: readonly Firmware[];
  /** The screen of an image that does not show the corpus's own token. */
  readonly screen?: RegExp;
}

/** An image that must be refused as cut off, and by what it says so. */
export interface Refusal {
  readonly name: string;
  readonly cutSaidBy: string;
}

const X64_ONLY = ['yes loader', 'no no-loader', 'no no-loader'] as const;
const NONE = ['no no-loader', 'no no-loader', 'no no-loader'] as const;
const NO_FAT = ['no no-fat', 'no no-fat', 'no no-fat'] as const;
const DISC_X64 = ['unknown disc-only', 'no no-loader', 'no no-loader'] as const;
const UNSIGNED = { secureBoot: 'no not-signed' } as const;
const NOTHING = { secureBoot: 'no no-loader' } as const;
const HYBRID = { write: 'raw hybrid', sectorSizeBytes: 512 } as const;
const DISK = { write: 'raw disk', sectorSizeBytes: 512 } as const;
const GRUB_MENU = /GNU GRUB +version/;

export const VERDICTS: readonly (Verdict | Refusal)[] = [
  // discs for USB as well
  {
    name: 'grub-rescue.iso',
    bios: 'yes boot-code',
    uefi: NO_FAT,
    ...NOTHING,
    ...HYBRID,
    tried: ['bios'],
    screen: GRUB_MENU,
  },
  { name: 'ipxe.iso', bios: 'yes boot-code', uefi: DISC_X64, ...UNSIGNED, ...HYBRID, tried: ['bios'], screen: /iPXE/ },
  {
    name: 'memtest.iso',
    bios: 'unknown code-unknown',
    uefi: X64_ONLY,
    ...UNSIGNED,
    ...HYBRID,
    tried: ['uefi'],
    screen: /BdsDxe: starting Boot0001/,
  },
  { name: 'grub-hybrid.iso', bios: 'yes boot-code', uefi: X64_ONLY, ...UNSIGNED, ...HYBRID, tried: ['bios'] },
  {
    name: 'isolinux-hybrid.iso',
    bios: 'yes boot-code',
    uefi: X64_ONLY,
    ...UNSIGNED,
    ...HYBRID,
    tried: ['bios', 'uefi'],
  },
  { name: 'isolinux-bios.iso', bios: 'yes boot-code', uefi: NO_FAT, ...NOTHING, ...HYBRID, tried: ['bios'] },
  { name: 'appended-esp.iso', bios: 'yes boot-code', uefi: X64_ONLY, ...UNSIGNED, ...HYBRID, tried: ['bios', 'uefi'] },
  { name: 'grub-hybrid.iso.xz', bios: 'yes boot-code', uefi: X64_ONLY, ...UNSIGNED, ...HYBRID },

  // discs for optical drives alone, and for none
  {
    name: 'esxi-like.iso',
    bios: 'no disc-only',
    uefi: DISC_X64,
    ...UNSIGNED,
    write: 'other disc-only esxi',
    warnings: ['not-hybrid'],
    tried: ['bios'],
  },
  {
    name: 'windows-like.iso',
    bios: 'no disc-only',
    uefi: DISC_X64,
    ...UNSIGNED,
    write: 'other disc-only windows',
    warnings: ['not-hybrid'],
    tried: ['bios'],
  },
  {
    name: 'disc-bios.iso',
    bios: 'no disc-only',
    uefi: NO_FAT,
    ...NOTHING,
    write: 'other disc-only',
    warnings: ['not-hybrid'],
    tried: ['bios', 'uefi'],
  },
  {
    name: 'bad-catalogue.iso',
    bios: 'no no-boot-sector',
    uefi: NO_FAT,
    ...NOTHING,
    write: 'other disc-only esxi',
    warnings: ['not-hybrid'],
  },
  {
    name: 'data.iso',
    bios: 'no no-boot-sector',
    uefi: NO_FAT,
    ...NOTHING,
    write: 'raw no-table',
    warnings: ['not-hybrid'],
    tried: ['bios'],
  },

  // volumes without a table
  {
    name: 'fat32-uefi.img',
    bios: 'no says-not-bootable',
    uefi: X64_ONLY,
    ...UNSIGNED,
    write: 'raw volume',
    tried: ['bios', 'uefi'],
  },
  {
    name: 'esp-4096.img',
    bios: 'no says-not-bootable',
    uefi: X64_ONLY,
    ...UNSIGNED,
    write: 'raw volume',
    tried: ['uefi'],
  },
  { name: 'syslinux.img', bios: 'yes boot-code', uefi: NONE, ...NOTHING, write: 'raw volume', tried: ['bios'] },
  {
    name: 'fat-data.img',
    bios: 'no says-not-bootable',
    uefi: NONE,
    ...NOTHING,
    write: 'raw no-table',
    tried: ['uefi'],
  },
  {
    name: 'ext4.img',
    bios: 'no no-boot-sector',
    uefi: NO_FAT,
    ...NOTHING,
    write: 'raw no-table',
    warnings: ['no-partition-table'],
  },
  {
    name: 'noise.img',
    bios: 'no no-boot-sector',
    uefi: NO_FAT,
    ...NOTHING,
    write: 'raw no-table',
    warnings: ['no-partition-table'],
  },

  // disks
  { name: 'gpt-esp.img', bios: 'no no-boot-code', uefi: X64_ONLY, ...UNSIGNED, ...DISK, tried: ['bios', 'uefi'] },
  {
    name: 'gpt-4096.img',
    bios: 'no no-boot-code',
    uefi: X64_ONLY,
    ...UNSIGNED,
    ...DISK,
    sectorSizeBytes: 4096,
    warnings: ['sectors-4096'],
    tried: ['uefi'],
  },
  {
    name: 'gpt-signed.img',
    bios: 'no no-boot-code',
    uefi: X64_ONLY,
    secureBoot: 'likely signed-microsoft',
    ...DISK,
    tried: ['uefi'],
    screen: GRUB_MENU,
  },
  {
    name: 'gpt-junk.img',
    bios: 'no no-boot-code',
    uefi: ['no loader-damaged', 'no no-loader', 'no no-loader'],
    ...NOTHING,
    ...DISK,
    tried: ['uefi'],
  },
  {
    name: 'gpt-wrong.img',
    bios: 'no no-boot-code',
    uefi: ['no loader-damaged', 'no no-loader', 'no no-loader'],
    ...NOTHING,
    ...DISK,
  },
  {
    name: 'gpt-others.img',
    bios: 'no no-boot-code',
    uefi: ['no no-loader', 'yes loader', 'yes loader'],
    ...UNSIGNED,
    ...DISK,
    tried: ['uefi'],
  },
  { name: 'gpt-syslinux.img', bios: 'yes boot-code', uefi: NONE, ...NOTHING, ...DISK, tried: ['bios'] },
  { name: 'mbr-esp.img', bios: 'no no-boot-code', uefi: X64_ONLY, ...UNSIGNED, ...DISK, tried: ['uefi'] },
  { name: 'mbr-fat.img', bios: 'no no-boot-code', uefi: X64_ONLY, ...UNSIGNED, ...DISK },
  { name: 'mbr-syslinux.img', bios: 'yes boot-code', uefi: NONE, ...NOTHING, ...DISK, tried: ['bios'] },
  { name: 'mbr-inactive.img', bios: 'no no-active-partition', uefi: NONE, ...NOTHING, ...DISK, tried: ['bios'] },
  { name: 'mbr-grub.img', bios: 'yes boot-code', uefi: NONE, ...NOTHING, ...DISK, tried: ['bios'] },
  { name: 'logical-esp.img', bios: 'no no-boot-code', uefi: X64_ONLY, ...UNSIGNED, ...DISK, tried: ['uefi'] },
  {
    name: 'hybrid-mbr.img',
    bios: 'no no-boot-code',
    uefi: X64_ONLY,
    ...UNSIGNED,
    ...DISK,
    isHybridMbr: true,
    tried: ['uefi'],
  },
  { name: 'raspberry-like.img', bios: 'no no-boot-code', uefi: NONE, ...NOTHING, ...DISK },
  { name: 'gpt-esp.img.gz', bios: 'no no-boot-code', uefi: X64_ONLY, ...UNSIGNED, ...DISK, warnings: ['size-unknown'] },

  // damaged
  {
    name: 'gpt-no-backup.img',
    bios: 'no no-boot-code',
    uefi: X64_ONLY,
    ...UNSIGNED,
    ...DISK,
    warnings: ['backup-gpt-missing'],
    tried: ['uefi'],
  },
  {
    name: 'gpt-no-primary.img',
    bios: 'no no-boot-code',
    uefi: ['unknown damaged', 'no no-loader', 'no no-loader'],
    ...UNSIGNED,
    ...DISK,
    warnings: ['primary-gpt-damaged'],
  },
  {
    name: 'gpt-none.img',
    bios: 'no no-boot-code',
    uefi: ['unknown damaged', 'unknown damaged', 'unknown damaged'],
    ...NOTHING,
    ...DISK,
    warnings: ['primary-gpt-damaged', 'backup-gpt-missing'],
  },
  {
    name: 'gpt-bad-list.img',
    bios: 'no no-boot-code',
    uefi: ['unknown damaged', 'no no-loader', 'no no-loader'],
    ...UNSIGNED,
    ...DISK,
    warnings: ['gpt-entries-damaged'],
  },
  {
    name: 'gpt-unprotected.img',
    bios: 'no no-boot-sector',
    uefi: NO_FAT,
    ...NOTHING,
    write: 'raw disk',
    tried: ['uefi'],
  },
  { name: 'gpt-overlap.img', bios: 'no no-boot-code', uefi: NO_FAT, ...NOTHING, ...DISK, tried: ['uefi'] },
  { name: 'gpt-bad-fat.img', bios: 'no no-boot-code', uefi: NONE, ...NOTHING, ...DISK },
  { name: 'grub-no-core.iso', bios: 'unknown damaged', uefi: X64_ONLY, ...UNSIGNED, ...HYBRID },
  { name: 'isolinux-lost.iso', bios: 'unknown damaged', uefi: NO_FAT, ...NOTHING, ...HYBRID },

  // cut off
  { name: 'cut-hybrid.iso', cutSaidBy: 'iso9660' },
  { name: 'cut-windows.iso', cutSaidBy: 'iso9660' },
  { name: 'cut-gpt.img', cutSaidBy: 'gpt' },
  { name: 'cut-mbr.img', cutSaidBy: 'mbr' },
  { name: 'cut-fat.img', cutSaidBy: 'fat' },
  { name: 'cut-ext4.img', cutSaidBy: 'ext' },
];
