import { crc32 } from '../checksum/crc32.ts';

export interface GptPartition {
  /** From 1: its place in the list, empty places counted. */
  readonly number: number;
  /** Lower-case text form, as tools show it. */
  readonly typeGuid: string;
  readonly firstLba: number;
  /** Inclusive. */
  readonly lastLba: number;
  /** Attribute bit 2: boot code for BIOS may start it. */
  readonly isLegacyBootable: boolean;
}

/** Fields of a header whose CRC is right. LBAs count its own sectors. */
export interface GptHeader {
  /** 512 or 4096: what all its LBAs count. */
  readonly sectorSizeBytes: number;
  readonly ownLba: number;
  /** Where the other copy of the header should be. */
  readonly alternateLba: number;
  readonly firstUsableLba: number;
  readonly lastUsableLba: number;
  readonly entriesLba: number;
  readonly entryCount: number;
  readonly entryBytes: number;
  readonly entriesCrc: number;
}

export interface Gpt extends GptHeader {
  /** Entries in use; null where they are damaged or lie outside the bytes given. */
  readonly partitions: readonly GptPartition[] | null;
}

/** Partition type "EFI System". Source: UEFI 2.10 §5.3.3. */
export const TYPE_EFI_SYSTEM = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';

const SIGNATURE = 'EFI PART';
export const GPT_SECTOR_SIZES = [512, 4096] as const;
const HEADER_MIN_BYTES = 92;
const ENTRY_MIN_BYTES = 128;
const ENTRY_MAX_BYTES = 4096;
const ENTRIES_MAX = 4096;
/** 4096 entries of 4096 bytes would be 16 MiB; every tool makes 128 of 128 bytes. */
const LIST_MAX_BYTES = 1024 * 1024;

/**
 * Reads the primary GPT from the first bytes of a drive or image (at least two sectors; the entries need
 * 16 KiB more), for 512- and 4096-byte sectors, or null where no header with a right CRC is.
 * Source: UEFI 2.10 §5.3.2 (header), §5.3.3 (entries). All fields are little-endian.
 */
export function readGpt(head: Buffer): Gpt | null {
  for (const sectorSizeBytes of GPT_SECTOR_SIZES) {
    const header = readGptHeader(head.subarray(sectorSizeBytes, 2 * sectorSizeBytes), sectorSizeBytes);
    if (header === null) continue;
    const startBytes = header.entriesLba * sectorSizeBytes;
    return { ...header, partitions: readGptEntries(header, head.subarray(startBytes)) };
  }
  return null;
}

/** True if the sector is a GPT header, primary or backup, whose CRC is right. */
export function isGptHeader(sector: Buffer): boolean {
  if (!hasGptSignature(sector) || sector.length < HEADER_MIN_BYTES) return false;
  const headerBytes = sector.readUInt32LE(12);
  if (headerBytes < HEADER_MIN_BYTES || headerBytes > sector.length) return false;
  const header = Buffer.from(sector.subarray(0, headerBytes));
  header.writeUInt32LE(0, 16);
  return crc32(header) === sector.readUInt32LE(16);
}

/** True also for a damaged header. */
export function hasGptSignature(sector: Buffer): boolean {
  return sector.toString('latin1', 0, 8) === SIGNATURE;
}

/** The fields of one sector, or null where it is no header with a right CRC. */
export function readGptHeader(sector: Buffer, sectorSizeBytes: number): GptHeader | null {
  if (!isGptHeader(sector)) return null;
  return {
    sectorSizeBytes,
    ownLba: Number(sector.readBigUInt64LE(24)),
    alternateLba: Number(sector.readBigUInt64LE(32)),
    firstUsableLba: Number(sector.readBigUInt64LE(40)),
    lastUsableLba: Number(sector.readBigUInt64LE(48)),
    entriesLba: Number(sector.readBigUInt64LE(72)),
    entryCount: sector.readUInt32LE(80),
    entryBytes: sector.readUInt32LE(84),
    entriesCrc: sector.readUInt32LE(88),
  };
}

/** Bytes of the list of partitions, or null where the header asks for more than any table has. */
export function gptListBytes({ entryCount, entryBytes }: GptHeader): number | null {
  const isSound = entryCount <= ENTRIES_MAX && entryBytes >= ENTRY_MIN_BYTES && entryBytes <= ENTRY_MAX_BYTES;
  const bytes = entryCount * entryBytes;
  return isSound && bytes <= LIST_MAX_BYTES ? bytes : null;
}

/** Entries in use of the list that starts at `list`; null where it is cut short or its CRC is wrong. */
export function readGptEntries(header: GptHeader, list: Buffer): GptPartition[] | null {
  const bytes = gptListBytes(header);
  if (bytes === null || list.length < bytes) return null;
  const entries = list.subarray(0, bytes);
  if (crc32(entries) !== header.entriesCrc) return null;
  const partitions: GptPartition[] = [];
  for (let index = 0; index < header.entryCount; index += 1) {
    const entry = entries.subarray(index * header.entryBytes, (index + 1) * header.entryBytes);
    const isUsed = entry.subarray(0, 16).some((byte) => byte !== 0);
    if (!isUsed) continue;
    partitions.push({
      number: index + 1,
      typeGuid: guidText(entry),
      firstLba: Number(entry.readBigUInt64LE(32)),
      lastLba: Number(entry.readBigUInt64LE(40)),
      isLegacyBootable: ((entry[48] ?? 0) & 4) !== 0,
    });
  }
  return partitions;
}

/** Its first three fields are little-endian. Source: UEFI 2.10 Appendix A. */
function guidText(entry: Buffer): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const rest = entry.toString('hex', 8, 16);
  const fields = [hex(entry.readUInt32LE(0), 8), hex(entry.readUInt16LE(4), 4), hex(entry.readUInt16LE(6), 4)];
  return [...fields, rest.slice(0, 4), rest.slice(4)].join('-');
}
