import type { ChainLayout } from './fat-chain.ts';
import { VolumeProblem } from './volume-problem.ts';

/** Where everything lies in an exFAT volume; offsets in bytes from its first sector. */
export interface ExfatLayout extends ChainLayout {
  readonly rootCluster: number;
  readonly totalBytes: number;
}

export const EXFAT_BOOT_BYTES = 512;
const SECTOR_SHIFTS = { least: 9, most: 12 };
/** A cluster has 32 MiB at most. Source: exFAT §3.1.15. */
const CLUSTER_SHIFT_MAX = 25;
const CLUSTERS_MAX = 0xfffffff5;

/** True where the boot sector says exFAT, whether it is whole or not. */
export function isExfat(sector: Buffer): boolean {
  return sector.length >= EXFAT_BOOT_BYTES && sector.toString('latin1', 3, 11) === 'EXFAT   ';
}

/** The layout that a boot sector describes; `damaged` where it contradicts itself. Source: exFAT §3.1 (main boot sector). */
export function readExfatLayout(sector: Buffer): ExfatLayout {
  const sectorShift = sector.readUInt8(108);
  const clusterShift = sectorShift + sector.readUInt8(109);
  const clusterCount = sector.readUInt32LE(92);
  const isSound =
    sector.readUInt16LE(510) === 0xaa55 &&
    sectorShift >= SECTOR_SHIFTS.least &&
    sectorShift <= SECTOR_SHIFTS.most &&
    clusterShift <= CLUSTER_SHIFT_MAX &&
    clusterCount > 0 &&
    clusterCount <= CLUSTERS_MAX;
  if (!isSound) throw new VolumeProblem('damaged');
  const sectorBytes = 2 ** sectorShift;
  return {
    bits: 32,
    entryMask: 0xffffffff,
    clusterBytes: 2 ** clusterShift,
    tableAtBytes: sector.readUInt32LE(80) * sectorBytes,
    tableBytes: sector.readUInt32LE(84) * sectorBytes,
    dataAtBytes: sector.readUInt32LE(88) * sectorBytes,
    clusterCount,
    rootCluster: sector.readUInt32LE(96),
    totalBytes: Number(sector.readBigUInt64LE(72)) * sectorBytes,
  };
}
