import { VolumeProblem } from './volume-problem.ts';

/** Where an NTFS volume begins; offsets in bytes from its first sector. */
export interface NtfsLayout {
  readonly clusterBytes: number;
  readonly totalBytes: number;
  readonly tableAtBytes: number;
  /** Of one record of the master file table. */
  readonly recordBytes: number;
}

export const NTFS_BOOT_BYTES = 512;
const SECTOR_SIZES = [256, 512, 1024, 2048, 4096];
const CLUSTER_BYTES_MAX = 2 * 1024 * 1024;
const RECORD_BYTES_MAX = 64 * 1024;

/** True where the boot sector says NTFS, whether it is whole or not. */
export function isNtfs(sector: Buffer): boolean {
  return sector.length >= NTFS_BOOT_BYTES && sector.toString('latin1', 3, 11) === 'NTFS    ';
}

/**
 * The layout that a boot sector describes; `damaged` where it contradicts itself. Sizes are counts or, as negative numbers,
 * powers of two. Source: NTFS boot sector and extended BPB as Windows documents them.
 */
export function readNtfsLayout(sector: Buffer): NtfsLayout {
  const sectorBytes = sector.readUInt16LE(11);
  const perCluster = sector.readUInt8(13);
  const clusterBytes = sectorBytes * (perCluster > 0x80 ? 2 ** (0x100 - perCluster) : perCluster);
  const recordCount = sector.readInt8(64);
  const recordBytes = recordCount < 0 ? 2 ** -recordCount : recordCount * clusterBytes;
  const isSound =
    sector.readUInt16LE(510) === 0xaa55 &&
    SECTOR_SIZES.includes(sectorBytes) &&
    isPowerOfTwo(clusterBytes) &&
    clusterBytes <= CLUSTER_BYTES_MAX &&
    isPowerOfTwo(recordBytes) &&
    recordBytes >= 512 &&
    recordBytes <= RECORD_BYTES_MAX;
  if (!isSound) throw new VolumeProblem('damaged');
  return {
    clusterBytes,
    totalBytes: Number(sector.readBigUInt64LE(40)) * sectorBytes,
    tableAtBytes: Number(sector.readBigUInt64LE(48)) * clusterBytes,
    recordBytes,
  };
}

export function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}
