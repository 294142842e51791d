import type { DriveContents } from '#contract/contents.ts';
import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { isExtended, readLogicalPartitions } from '../partition/logical-partitions.ts';
import { readMbr } from '../partition/mbr.ts';
import { readGptTables } from '../partition/read-gpt-tables.ts';

/** A run of bytes that may hold a volume. */
export interface Place {
  /** Number of the partition from 1; 0: the whole drive. */
  readonly partition: number;
  readonly startBytes: number;
  readonly lengthBytes: number;
}

export interface DrivePlaces {
  readonly table: DriveContents['table'];
  readonly places: readonly Place[];
}

const SECTOR_BYTES = 512;

/**
 * The partitions of a drive in the order of their places; those that lie outside it, whole or in part, are cut or left out. An
 * MBR counts the drive's own sectors. Without any table the drive itself is the only place.
 */
export async function drivePlaces(bytes: SeekableBytes, sectorSizeBytes: number): Promise<DrivePlaces> {
  const mbr = readMbr(await bytes.readAt(0, SECTOR_BYTES));
  const isProtected = mbr?.isProtective === true;
  const { gpt } = isProtected ? await readGptTables(bytes, { isProtected, hasEnd: true }) : { gpt: null };
  if (gpt?.partitions != null) {
    const places = gpt.partitions.map(({ number, firstLba, lastLba }) => ({
      partition: number,
      startBytes: firstLba * gpt.sectorSizeBytes,
      lengthBytes: (lastLba - firstLba + 1) * gpt.sectorSizeBytes,
    }));
    return { table: 'gpt', places: inside(places, bytes.sizeBytes) };
  }
  if (mbr !== null) {
    const logical = await readLogicalPartitions(bytes, mbr.entries, sectorSizeBytes);
    const places = [...mbr.entries.filter((entry) => !isExtended(entry)), ...logical].map(
      ({ number, firstLba, lengthSectors }) => ({
        partition: number,
        startBytes: firstLba * sectorSizeBytes,
        lengthBytes: lengthSectors * sectorSizeBytes,
      }),
    );
    return isProtected ? { table: 'damaged', places: [] } : { table: 'mbr', places: inside(places, bytes.sizeBytes) };
  }
  return { table: 'none', places: [wholeDrive(bytes)] };
}

export function wholeDrive({ sizeBytes }: SeekableBytes): Place {
  return { partition: 0, startBytes: 0, lengthBytes: sizeBytes };
}

function inside(places: readonly Place[], driveBytes: number): readonly Place[] {
  return places
    .map((place) => ({ ...place, lengthBytes: Math.min(place.lengthBytes, driveBytes - place.startBytes) }))
    .filter(({ startBytes, lengthBytes }) => Number.isSafeInteger(startBytes) && lengthBytes > 0)
    .sort((a, b) => a.startBytes - b.startBytes || a.partition - b.partition);
}
