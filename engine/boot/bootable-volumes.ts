import type { Gpt, GptPartition } from '../partition/gpt.ts';
import { isExtended } from '../partition/logical-partitions.ts';
import type { Mbr, MbrEntry } from '../partition/mbr.ts';

/** A run of bytes where UEFI looks for a FAT volume. */
export interface VolumePlace {
  /** Partition number from 1; 0: the whole image. */
  readonly partition: number;
  readonly startBytes: number;
  readonly lengthBytes: number;
}

/** More partitions than this are not looked at. */
export const PLACES_MAX = 128;

/**
 * Partitions of a GPT that firmware makes available: those inside the usable range that overlap no other one.
 * Source: UEFI 2.10 §5.3.2, §5.3.3; the reference implementation passes all others by.
 */
export function placesOfGpt(gpt: Gpt): readonly VolumePlace[] {
  const { partitions, firstUsableLba, lastUsableLba, sectorSizeBytes } = gpt;
  const all = partitions ?? [];
  const isInRange = ({ firstLba, lastLba }: GptPartition) =>
    firstLba >= firstUsableLba && lastLba <= lastUsableLba && firstLba <= lastLba;
  return all
    .filter((one) => isInRange(one) && !all.some((other) => other !== one && overlaps(one, other)))
    .slice(0, PLACES_MAX)
    .map(({ number, firstLba, lastLba }) => ({
      partition: number,
      startBytes: firstLba * sectorSizeBytes,
      lengthBytes: (lastLba - firstLba + 1) * sectorSizeBytes,
    }));
}

/**
 * Partitions of an MBR, in sectors of `sectorSizeBytes`. One that starts in sector 0 covers the table and is no volume,
 * one that holds others is none either.
 */
export function placesOfMbr(entries: readonly MbrEntry[], sectorSizeBytes: number): readonly VolumePlace[] {
  return entries
    .filter((entry) => entry.firstLba > 0 && !isExtended(entry))
    .map(({ number, firstLba, lengthSectors }) => ({
      partition: number,
      startBytes: firstLba * sectorSizeBytes,
      lengthBytes: lengthSectors * sectorSizeBytes,
    }));
}

/** Firmware of the reference implementation does not use an MBR whose entries overlap. */
export function hasOverlap({ entries }: Mbr): boolean {
  const runs = entries.map(runOf);
  return runs.some((one, index) => runs.some((other, at) => at > index && overlaps(one, other)));
}

function runOf({ firstLba, lengthSectors }: MbrEntry): Run {
  return { firstLba, lastLba: firstLba + lengthSectors - 1 };
}

interface Run {
  readonly firstLba: number;
  readonly lastLba: number;
}

function overlaps(one: Run, other: Run): boolean {
  return one.firstLba <= other.lastLba && other.firstLba <= one.lastLba;
}
