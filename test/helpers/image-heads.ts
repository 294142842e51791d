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
  const { head, tail } = gptEnds(recipe);
  const disk = Buffer.alloc(recipe.diskSectors * recipe.sectorSizeBytes);
  tail.copy(disk, disk.length - tail.length);
  head.copy(disk);
  return disk;
}

/** Only the ends of such a disk: MBR, header and list; list and header. */
export function gptEnds(recipe: GptRecipe): { readonly head: Buffer; readonly tail: Buffer } {
  const { sectorSizeBytes: sector, diskSectors } = recipe;
  const entries = Buffer.alloc(128 * 128);
  recipe.partitions.forEach(({ firstLba, lastLba }, index) => {
    entries.fill(index + 1, index * 128, index * 128 + 32);
    entries.writeBigUInt64LE(BigInt(firstLba), index * 128 + 32);
    entries.writeBigUInt64LE(BigInt(lastLba), index * 128 + 40);
  });
  const entrySectors = entries.length / sector;
  const last = diskSectors - 1;
  const usable = { first: 2 + entrySectors, last: last - entrySectors - 1 };
  const header = (at: number, other: number, entriesAt: number): Buffer => {
    const bytes = Buffer.alloc(sector);
    const fields = bytes.subarray(0, 92);
    fields.write('EFI PART', 'latin1');
    fields.writeUInt32LE(0x10000, 8);
    fields.writeUInt32LE(92, 12);
    fields.writeBigUInt64LE(BigInt(at), 24);
    fields.writeBigUInt64LE(BigInt(other), 32);
    fields.writeBigUInt64LE(BigInt(usable.first), 40);
    fields.writeBigUInt64LE(BigInt(usable.last), 48);
    fields.writeBigUInt64LE(BigInt(entriesAt), 72);
    fields.writeUInt32LE(128, 80);
    fields.writeUInt32LE(128, 84);
    fields.writeUInt32LE(crc32(entries), 88);
    fields.writeUInt32LE(crc32(fields), 16);
    return bytes;
  };
  const protective = Buffer.alloc(sector);
  mbrSector([{ type: 0xee, firstLba: 1, lengthSectors: diskSectors - 1 }]).copy(protective);
  return {
    head: Buffer.concat([protective, header(1, last, 2), entries]),
    tail: Buffer.concat([entries, header(last, 1, last - entrySectors)]),
  };
}

export interface BootableDiscRecipe {
  readonly volumeId: string;
  /** Boot images by platform: 0 for BIOS, 0xEF for UEFI. */
  readonly images: readonly { readonly platform: number; readonly bytes: Buffer }[];
}

/** A disc image with an El Torito catalogue and its boot images, and nothing else. */
export function bootableDisc({ volumeId, images }: BootableDiscRecipe): Buffer {
  const places: number[] = [];
  let block = 20;
  for (const { bytes } of images) {
    places.push(block);
    block += Math.ceil(bytes.length / 2048);
  }
  const disc = Buffer.concat([isoHead({ volumeId, blocks: block }), Buffer.alloc((block - 18) * 2048)]);
  disc.copy(disc, 18 * 2048, 17 * 2048, 18 * 2048); // the end of the set moves behind the boot record
  const record = disc.subarray(17 * 2048, 18 * 2048).fill(0);
  record.write('\0CD001\x01EL TORITO SPECIFICATION', 0, 'latin1');
  record.writeUInt32LE(19, 0x47);
  const catalogue = disc.subarray(19 * 2048, 20 * 2048);
  catalogue.write(`\x01${String.fromCharCode(images[0]?.platform ?? 0)}\0\0CORPUS`, 0, 'latin1');
  catalogue.writeUInt16LE(0xaa55, 30);
  let sum = 0;
  for (let at = 0; at < 32; at += 2) sum += catalogue.readUInt16LE(at);
  catalogue.writeUInt16LE(-sum & 0xffff, 28);
  images.forEach(({ platform, bytes }, index) => {
    const at = index === 0 ? 32 : 32 + index * 64;
    if (index > 0) {
      catalogue[at - 32] = index === images.length - 1 ? 0x91 : 0x90;
      catalogue[at - 31] = platform;
      catalogue.writeUInt16LE(1, at - 30);
    }
    catalogue[at] = 0x88;
    catalogue.writeUInt16LE(Math.min(Math.ceil(bytes.length / 512), 0xffff), at + 6);
    catalogue.writeUInt32LE(places[index] ?? 0, at + 8);
    bytes.copy(disc, (places[index] ?? 0) * 2048);
  });
  return disc;
}
