import { crc32 } from '../checksum/crc32.ts';

export interface GptPartition {
  readonly firstLba: number;
  /** Inclusive. */
  readonly lastLba: number;
}

export interface Gpt {
  /** 512 or 4096: what all its LBAs count. */
  readonly sectorSizeBytes: number;
  /** Where the other copy of the header should be. */
  readonly alternateLba: number;
  readonly lastUsableLba: number;
  /** Entries in use; null where they are damaged or lie outside the bytes given. */
  readonly partitions: readonly GptPartition[] | null;
}

const SIGNATURE = 'EFI PART';
const SECTOR_SIZES = [512, 4096];
const HEADER_MIN_BYTES = 92;
const ENTRY_MIN_BYTES = 128;
const ENTRIES_MAX = 4096;

/**
 * Reads the primary GPT from the first bytes of a drive or image (at least two sectors; the entries need
 * 16 KiB more), for 512- and 4096-byte sectors, or null where no header with a right CRC is.
 * Source: UEFI 2.10 §5.3.2 (header), §5.3.3 (entries). All fields are little-endian.
 */
export function readGpt(head: Buffer): Gpt | null {
  for (const sectorSizeBytes of SECTOR_SIZES) {
    const header = head.subarray(sectorSizeBytes, 2 * sectorSizeBytes);
    if (!isGptHeader(header)) continue;
    return {
      sectorSizeBytes,
      alternateLba: Number(header.readBigUInt64LE(32)),
      lastUsableLba: Number(header.readBigUInt64LE(48)),
      partitions: readEntries(head, header, sectorSizeBytes),
    };
  }
  return null;
}

/** True if the sector is a GPT header, primary or backup, whose CRC is right. */
export function isGptHeader(sector: Buffer): boolean {
  if (sector.length < HEADER_MIN_BYTES || sector.toString('latin1', 0, 8) !== SIGNATURE) return false;
  const headerBytes = sector.readUInt32LE(12);
  if (headerBytes < HEADER_MIN_BYTES || headerBytes > sector.length) return false;
  const header = Buffer.from(sector.subarray(0, headerBytes));
  header.writeUInt32LE(0, 16);
  return crc32(header) === sector.readUInt32LE(16);
}

function readEntries(head: Buffer, header: Buffer, sectorSizeBytes: number): GptPartition[] | null {
  const startBytes = Number(header.readBigUInt64LE(72)) * sectorSizeBytes;
  const count = header.readUInt32LE(80);
  const entryBytes = header.readUInt32LE(84);
  if (count > ENTRIES_MAX || entryBytes < ENTRY_MIN_BYTES || entryBytes > 4096) return null;
  const entries = head.subarray(startBytes, startBytes + count * entryBytes);
  if (entries.length < count * entryBytes || crc32(entries) !== header.readUInt32LE(88)) return null;
  const partitions: GptPartition[] = [];
  for (let at = 0; at < entries.length; at += entryBytes) {
    const isUsed = entries.subarray(at, at + 16).some((byte) => byte !== 0);
    if (!isUsed) continue;
    partitions.push({
      firstLba: Number(entries.readBigUInt64LE(at + 32)),
      lastLba: Number(entries.readBigUInt64LE(at + 40)),
    });
  }
  return partitions;
}
