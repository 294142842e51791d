export interface MbrEntry {
  /** 1 to 4. */
  readonly number: number;
  readonly isActive: boolean;
  readonly type: number;
  readonly firstLba: number;
  readonly lengthSectors: number;
}

export interface Mbr {
  /** Only entries in use: type and length are not 0. */
  readonly entries: readonly MbrEntry[];
  /** One entry says "this is GPT" (type 0xEE). */
  readonly isProtective: boolean;
}

const ENTRIES_AT = 446;
const ENTRY_BYTES = 16;
export const TYPE_PROTECTIVE = 0xee;

/** True if the sector ends in 0x55 0xAA, as MBRs and boot sectors do. */
export function hasBootSignature(sector: Buffer): boolean {
  return sector.length >= 512 && sector[510] === 0x55 && sector[511] === 0xaa;
}

/**
 * True for the boot sector of a FAT, exFAT or NTFS file system: it ends in 0x55 0xAA as an MBR does, but has
 * code where an MBR has its table. Source: Microsoft FAT specification §3.1 (BPB), exFAT §3.1.
 */
export function isFileSystemBootSector(sector: Buffer): boolean {
  if (!hasBootSignature(sector)) return false;
  const system = sector.toString('latin1', 3, 11);
  if (system === 'NTFS    ' || system === 'EXFAT   ') return true;
  const bytesPerSector = sector.readUInt16LE(11);
  const sectorsPerCluster = sector[13] ?? 0;
  const isJump = sector[0] === 0xe9 || (sector[0] === 0xeb && sector[2] === 0x90);
  return (
    isJump &&
    [512, 1024, 2048, 4096].includes(bytesPerSector) &&
    sectorsPerCluster > 0 &&
    (sectorsPerCluster & (sectorsPerCluster - 1)) === 0 &&
    sector.readUInt16LE(14) > 0 &&
    (sector[16] === 1 || sector[16] === 2) &&
    (sector[21] ?? 0) >= 0xf0
  );
}

/**
 * Reads the partition table of the first 512 bytes of a drive or image, or null where there is none: no
 * signature, a file system's boot sector, a boot flag other than 0 and 0x80, or no entry in use. LBAs count
 * the drive's own sectors. Source: UEFI 2.10 §5.2.1.
 */
export function readMbr(sector: Buffer): Mbr | null {
  if (!hasBootSignature(sector) || isFileSystemBootSector(sector)) return null;
  const entries: MbrEntry[] = [];
  for (let index = 0; index < 4; index += 1) {
    const at = ENTRIES_AT + index * ENTRY_BYTES;
    const flag = sector[at];
    if (flag !== 0 && flag !== 0x80) return null;
    const entry = {
      number: index + 1,
      isActive: flag === 0x80,
      type: sector[at + 4] ?? 0,
      firstLba: sector.readUInt32LE(at + 8),
      lengthSectors: sector.readUInt32LE(at + 12),
    };
    if (entry.type !== 0 && entry.lengthSectors > 0) entries.push(entry);
  }
  if (entries.length === 0) return null;
  return { entries, isProtective: entries.some((entry) => entry.type === TYPE_PROTECTIVE) };
}
