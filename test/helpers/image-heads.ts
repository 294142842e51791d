import { crc32 } from '#engine/checksum/crc32.ts';

export interface PartitionRecipe {
  readonly type: number;
  readonly firstLba: number;
  readonly lengthSectors: number;
  readonly isActive?: boolean;
}

/** A sector with an MBR of up to four entries. */
export function mbrSector(entries: readonly PartitionRecipe[]): Buffer {
  const sector = Buffer.alloc(512);
  entries.forEach((entry, index) => {
    const at = 446 + index * 16;
    sector[at] = entry.isActive === true ? 0x80 : 0;
    sector[at + 4] = entry.type;
    sector.writeUInt32LE(entry.firstLba, at + 8);
    sector.writeUInt32LE(entry.lengthSectors, at + 12);
  });
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

export interface IsoRecipe {
  readonly volumeId: string;
  /** Volume space size in blocks of 2048 bytes. */
  readonly blocks: number;
}

/** The first 36 KiB of an ISO9660 image: empty system area, primary descriptor, end of the set. */
export function isoHead({ volumeId, blocks }: IsoRecipe): Buffer {
  const head = Buffer.alloc(18 * 2048);
  const primary = head.subarray(16 * 2048);
  primary[0] = 1;
  primary.write('CD001\x01', 1, 'latin1');
  primary.write(volumeId.padEnd(32), 40, 'latin1');
  primary.writeUInt32LE(blocks, 80);
  primary.writeUInt32BE(blocks, 84);
  primary.writeUInt16LE(2048, 128);
  primary.writeUInt16BE(2048, 130);
  const end = head.subarray(17 * 2048);
  end[0] = 255;
  end.write('CD001\x01', 1, 'latin1');
  return head;
}

export interface GptRecipe {
  readonly sectorSizeBytes: 512 | 4096;
  readonly diskSectors: number;
  readonly partitions: readonly { readonly firstLba: number; readonly lastLba: number }[];
}

/** A whole disk with a GPT at both ends and a protective MBR. */
export function gptDisk(recipe: GptRecipe): Buffer {
  const { sectorSizeBytes: sector, diskSectors } = recipe;
  const disk = Buffer.alloc(diskSectors * sector);
  const protective = { type: 0xee, firstLba: 1, lengthSectors: diskSectors - 1 };
  mbrSector([protective]).copy(disk);
  const entries = Buffer.alloc(128 * 128);
  recipe.partitions.forEach(({ firstLba, lastLba }, index) => {
    entries.fill(index + 1, index * 128, index * 128 + 32);
    entries.writeBigUInt64LE(BigInt(firstLba), index * 128 + 32);
    entries.writeBigUInt64LE(BigInt(lastLba), index * 128 + 40);
  });
  const entrySectors = entries.length / sector;
  const last = diskSectors - 1;
  const usable = { first: 2 + entrySectors, last: last - entrySectors - 1 };
  const copies = [
    { at: 1, other: last, entriesAt: 2 },
    { at: last, other: 1, entriesAt: last - entrySectors },
  ];
  for (const { at, other, entriesAt } of copies) {
    const header = disk.subarray(at * sector, at * sector + 92);
    header.write('EFI PART', 'latin1');
    header.writeUInt32LE(0x10000, 8);
    header.writeUInt32LE(92, 12);
    header.writeBigUInt64LE(BigInt(at), 24);
    header.writeBigUInt64LE(BigInt(other), 32);
    header.writeBigUInt64LE(BigInt(usable.first), 40);
    header.writeBigUInt64LE(BigInt(usable.last), 48);
    header.writeBigUInt64LE(BigInt(entriesAt), 72);
    header.writeUInt32LE(128, 80);
    header.writeUInt32LE(128, 84);
    header.writeUInt32LE(crc32(entries), 88);
    header.writeUInt32LE(crc32(header), 16);
    entries.copy(disk, entriesAt * sector);
  }
  return disk;
}
