import type { Boot } from '#contract/boot.ts';
import { hasBootSignature } from '../partition/mbr.ts';

export type BootCode = NonNullable<Boot['bootCode']>;

/** What the code of a boot sector does, as far as it is known here. */
export type BootSector =
  /** Does not end in 0x55 0xAA: a BIOS passes it by. */
  | { readonly does: 'nothing'; readonly why: 'no-signature' | 'no-code' | 'says-not-bootable' }
  /** Goes on with the sector at `atBytes`; `mark` must be there, where it is known. */
  | { readonly does: 'go-on'; readonly code: BootCode; readonly atBytes: number; readonly mark: Mark | null }
  /** Starts the boot sector of the one active partition. */
  | { readonly does: 'start-active'; readonly code: BootCode }
  /** Starts the GPT partition that is marked for BIOS. */
  | { readonly does: 'start-marked'; readonly code: BootCode }
  /** Loads a file of its own volume; one of these names must be there. */
  | { readonly does: 'load-file'; readonly code: BootCode; readonly names: readonly string[] }
  | { readonly does: 'unknown'; readonly code: 'other' };

interface Mark {
  /** From the place the code goes on at. */
  readonly offsetBytes: number;
  readonly bytes: string;
}

const SECTOR_BYTES = 512;
/** Behind it come disk signature and partition table. */
const CODE_BYTES = 440;
/** GRUB and ISOLINUX keep the place of their second part here in hybrid images. */
const HYBRID_LBA_AT = 0x1b0;
/** GRUB's own place for it. */
const GRUB_LBA_AT = 0x5c;
/** Starts of ISOLINUX: `cli`-free jump mark that isohybrid looks for. Source: isohdpfx.S, "magic" at 64 of isolinux.bin. */
const ISOLINUX_MARK: Mark = { offsetBytes: 64, bytes: '\xfb\xc0\x78\x70' };
const LBA_MAX = 2 ** 40;

const NOT_BOOTABLE = ['This is not a bootable disk', 'This is not a bootable partition'];
/** Messages in the code of partition boot records that start the active partition. */
const STARTS_ACTIVE = ['Missing operating system', 'Multiple active partitions', 'Error loading operating system'];
/** GNU parted writes a boot record without any message. */
const PARTED = '\xfa\xb8\x00\x10\x8e\xd0\xbc\x00\xb0\xb8';

/**
 * Tells what the boot code in a first sector (of a drive or of a partition) does, by its texts and marks. Never runs
 * anything; code that is not one of those known is `unknown`, not bad.
 */
export function readBootSector(sector: Buffer): BootSector {
  if (!hasBootSignature(sector)) return { does: 'nothing', why: 'no-signature' };
  const code = sector.subarray(0, CODE_BYTES);
  const text = sector.toString('latin1', 0, SECTOR_BYTES);
  if (NOT_BOOTABLE.some((words) => text.includes(words))) return { does: 'nothing', why: 'says-not-bootable' };
  if (isWithoutCode(code)) return { does: 'nothing', why: 'no-code' };
  if (text.includes('GRUB ')) return goOn('grub', grubPlace(sector), null);
  if (text.includes('isolinux.bin missing or corrupt')) {
    return goOn('isolinux', sector.readUInt32LE(HYBRID_LBA_AT), ISOLINUX_MARK);
  }
  return byText(text);
}

function byText(text: string): BootSector {
  if (text.startsWith('SYSLINUX', 3)) return { does: 'load-file', code: 'syslinux', names: ['LDLINUX.SYS'] };
  if (text.includes('BOOTMGR')) return { does: 'load-file', code: 'windows', names: ['BOOTMGR'] };
  if (text.includes('NTLDR')) return { does: 'load-file', code: 'windows', names: ['NTLDR'] };
  if (text.includes('Missing OS\r\n')) return { does: 'start-marked', code: 'syslinux' };
  const isGeneric = STARTS_ACTIVE.some((words) => text.includes(words)) || text.startsWith(PARTED);
  if (!isGeneric) return { does: 'unknown', code: 'other' };
  const isWindows = text.includes('Invalid partition table');
  return { does: 'start-active', code: isWindows ? 'windows' : 'generic-mbr' };
}

/** Zeros, or a file system's fields behind a jump with nothing at its target. */
function isWithoutCode(code: Buffer): boolean {
  const isJump = code[0] === 0xeb || code[0] === 0xe9;
  if (!isJump) return code.every((byte) => byte === 0);
  const target = code[0] === 0xeb ? 2 + (code[1] ?? 0) : 3 + code.readUInt16LE(1);
  return target >= CODE_BYTES || code.subarray(target).every((byte) => byte === 0);
}

function grubPlace(sector: Buffer): number {
  const hybrid = Number(sector.readBigUInt64LE(HYBRID_LBA_AT));
  if (hybrid > 0 && hybrid < LBA_MAX) return hybrid;
  return Number(sector.readBigUInt64LE(GRUB_LBA_AT));
}

function goOn(code: BootCode, lba: number, mark: Mark | null): BootSector {
  return { does: 'go-on', code, atBytes: lba * SECTOR_BYTES, mark };
}
