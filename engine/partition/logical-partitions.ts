import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { hasBootSignature, type MbrEntry } from './mbr.ts';

/** Types of a partition that holds others: CHS, LBA, Linux. */
const EXTENDED_TYPES = [0x05, 0x0f, 0x85];
const LOGICAL_MAX = 32;
const FIRST_LOGICAL_NUMBER = 5;
const TABLE_AT = 446;

/**
 * The partitions inside the extended ones of an MBR, numbered from 5, with LBAs from the start of the drive; a chain that is
 * damaged ends there. Each link holds one partition, counted from the link, and the next link, counted from the first.
 * Source: "Partition types" and EBR layout as every PC system reads them.
 */
export async function readLogicalPartitions(
  bytes: SeekableBytes,
  entries: readonly MbrEntry[],
  sectorSizeBytes: number,
): Promise<readonly MbrEntry[]> {
  const found: MbrEntry[] = [];
  for (const extended of entries.filter(({ type }) => EXTENDED_TYPES.includes(type))) {
    let linkLba: number | null = extended.firstLba;
    while (linkLba !== null && found.length < LOGICAL_MAX) {
      const sector: Buffer = await bytes.readAt(linkLba * sectorSizeBytes, 512);
      if (!hasBootSignature(sector)) break;
      const own = entryAt(sector, 0);
      if (own.type !== 0 && own.lengthSectors > 0) {
        found.push({ ...own, number: FIRST_LOGICAL_NUMBER + found.length, firstLba: linkLba + own.firstLba });
      }
      const next = entryAt(sector, 1);
      const isLink: boolean = EXTENDED_TYPES.includes(next.type) && next.firstLba > linkLba - extended.firstLba;
      linkLba = isLink ? extended.firstLba + next.firstLba : null;
    }
  }
  return found;
}

function entryAt(sector: Buffer, index: number): MbrEntry {
  const at = TABLE_AT + index * 16;
  return {
    number: index + 1,
    isActive: sector[at] === 0x80,
    type: sector[at + 4] ?? 0,
    firstLba: sector.readUInt32LE(at + 8),
    lengthSectors: sector.readUInt32LE(at + 12),
  };
}

export function isExtended({ type }: MbrEntry): boolean {
  return EXTENDED_TYPES.includes(type);
}
