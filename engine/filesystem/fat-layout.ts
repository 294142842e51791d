import { isFileSystemBootSector } from '../partition/mbr.ts';
import type { ChainLayout } from './fat-chain.ts';

/** Where everything lies in a FAT volume; offsets in bytes from its first sector. */
export interface FatLayout extends ChainLayout {
  /** The root folder of FAT12 and FAT16 has a place of its own; FAT32 keeps it in clusters. */
  readonly root: { readonly atBytes: number; readonly lengthBytes: number } | { readonly cluster: number };
  readonly totalBytes: number;
  /** FAT32: where its count of free clusters lies; null: it has none. */
  readonly infoAtBytes: number | null;
  readonly label: string;
}

const ENTRY_MASKS = { 12: 0xfff, 16: 0xffff, 32: 0x0fffffff } as const;
const FOLDER_ENTRY_BYTES = 32;
const FAT12_CLUSTERS_MAX = 4084;
const FAT16_CLUSTERS_MAX = 65_524;
const FAT32_CLUSTERS_MAX = 0x0ffffff5;

/**
 * The layout that the boot sector of a FAT volume describes, or null where it is none or contradicts itself. Which FAT it is
 * follows from the number of clusters alone. Source: Microsoft FAT specification §3.1 to §3.5.
 */
export function readFatLayout(sector: Buffer): FatLayout | null {
  if (sector.length < 512 || !isFileSystemBootSector(sector)) return null;
  const system = sector.toString('latin1', 3, 11);
  if (system === 'NTFS    ' || system === 'EXFAT   ') return null;
  const sectorBytes = sector.readUInt16LE(11);
  const clusterSectors = sector.readUInt8(13);
  const reservedSectors = sector.readUInt16LE(14);
  const tables = sector.readUInt8(16);
  const rootEntries = sector.readUInt16LE(17);
  const tableSectors = sector.readUInt16LE(22) || sector.readUInt32LE(36);
  const totalSectors = sector.readUInt16LE(19) || sector.readUInt32LE(32);
  const rootSectors = Math.ceil((rootEntries * FOLDER_ENTRY_BYTES) / sectorBytes);
  const rootAt = reservedSectors + tables * tableSectors;
  const dataAt = rootAt + rootSectors;
  if (tableSectors === 0 || dataAt >= totalSectors) return null;
  const clusterCount = Math.floor((totalSectors - dataAt) / clusterSectors);
  const bits = clusterCount <= FAT12_CLUSTERS_MAX ? 12 : clusterCount <= FAT16_CLUSTERS_MAX ? 16 : 32;
  const tableBytes = tableSectors * sectorBytes;
  const isTableLongEnough = ((clusterCount + 2) * bits) / 8 <= tableBytes;
  if (clusterCount === 0 || clusterCount > FAT32_CLUSTERS_MAX || !isTableLongEnough) return null;
  if ((bits === 32) !== (rootEntries === 0)) return null;
  return {
    bits,
    entryMask: ENTRY_MASKS[bits],
    clusterBytes: clusterSectors * sectorBytes,
    tableAtBytes: reservedSectors * sectorBytes,
    tableBytes,
    dataAtBytes: dataAt * sectorBytes,
    clusterCount,
    root:
      bits === 32
        ? { cluster: sector.readUInt32LE(44) }
        : { atBytes: rootAt * sectorBytes, lengthBytes: rootSectors * sectorBytes },
    totalBytes: totalSectors * sectorBytes,
    infoAtBytes: bits === 32 ? infoAtBytes(sector, sectorBytes) : null,
    label: labelOf(sector, bits),
  };
}

/** Source: §3.3 (BPB_FSInfo); 0 and 0xFFFF say that there is none. */
function infoAtBytes(sector: Buffer, sectorBytes: number): number | null {
  const number = sector.readUInt16LE(48);
  return number === 0 || number === 0xffff ? null : number * sectorBytes;
}

/** Of the extended boot record, where there is one. Source: §3.2, §3.3 (BS_BootSig, BS_VolLab). */
function labelOf(sector: Buffer, bits: FatLayout['bits']): string {
  const at = bits === 32 ? 71 : 43;
  if (sector[at - 5] !== 0x29) return '';
  const label = sector.toString('latin1', at, at + 11).replace(/[ \0]+$/u, '');
  return label === 'NO NAME' ? '' : label;
}
