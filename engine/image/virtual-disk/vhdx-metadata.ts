import type { DiskFile } from './disk-file.ts';
import { guidAt, type Region } from './vhdx-structures.ts';
import { diskSize } from './virtual-disk.ts';

export interface VhdxFacts {
  readonly sizeBytes: number;
  readonly blockBytes: number;
  readonly sectorBytes: number;
}

const TABLE_BYTES = 64 * 1024;
const ENTRIES_MAX = 2047;
const MIB = 1024 * 1024;
const IS_REQUIRED = 4;
const HAS_PARENT = 2;

const ITEMS = new Map([
  ['caa16737-fa36-4d43-b3b6-33f0aa44e76b', { name: 'parameters', lengthBytes: 8 }],
  ['2fa54224-cd1b-4876-b211-5dbed83bf4b8', { name: 'size', lengthBytes: 8 }],
  ['8141bf1d-a96f-4709-ba47-f233a8faab5f', { name: 'sector', lengthBytes: 4 }],
  ['cda348c7-445d-4471-9cc9-e9885251c556', { name: 'physical sector', lengthBytes: 4 }],
  ['beca12ab-b2e6-4523-93ef-c309e000c746', { name: 'identity', lengthBytes: 16 }],
  ['a8d35f2d-b30b-454d-abf7-d3d84834ab0c', { name: 'parent', lengthBytes: 0 }],
]);

/** What the metadata region says of the disk. IMAGE_UNSUPPORTED for a differencing one. Source: MS-VHDX 2.6. */
export async function readMetadata(file: DiskFile, region: Region): Promise<VhdxFacts> {
  const items = await readItems(file, region);
  const parameters = items.get('parameters');
  const size = items.get('size');
  const sector = items.get('sector');
  if (parameters === undefined || size === undefined || sector === undefined) {
    throw file.damaged('a fact about the disk is missing');
  }
  if ((parameters.readUInt32LE(4) & HAS_PARENT) !== 0) {
    throw file.unsupported('vhdx that only holds the differences to another one');
  }
  const blockBytes = parameters.readUInt32LE(0);
  const isBlockSize = (blockBytes & (blockBytes - 1)) === 0 && blockBytes >= MIB && blockBytes <= 256 * MIB;
  if (!isBlockSize) throw file.damaged(`blocks of ${blockBytes} bytes`);
  const sectorBytes = sector.readUInt32LE(0);
  if (sectorBytes !== 512 && sectorBytes !== 4096) throw file.damaged(`sectors of ${sectorBytes} bytes`);
  return { sizeBytes: diskSize(file, size.readBigUInt64LE(0)), blockBytes, sectorBytes };
}

async function readItems(file: DiskFile, region: Region): Promise<Map<string, Buffer>> {
  if (region.lengthBytes < TABLE_BYTES) throw file.damaged('a metadata region that is too short');
  const table = await file.readExactly(region.atBytes, TABLE_BYTES);
  const count = table.readUInt16LE(10);
  if (table.toString('latin1', 0, 8) !== 'metadata' || count > ENTRIES_MAX) throw file.damaged('no list of metadata');
  const items = new Map<string, Buffer>();
  for (let index = 0; index < count; index += 1) {
    const at = 32 + index * 32;
    const item = ITEMS.get(guidAt(table, at));
    if (item === undefined) {
      if ((table.readUInt32LE(at + 24) & IS_REQUIRED) !== 0) throw file.unsupported('vhdx with unknown metadata');
      continue;
    }
    const itemAt = table.readUInt32LE(at + 16);
    const lengthBytes = table.readUInt32LE(at + 20);
    const isInside = itemAt >= TABLE_BYTES && itemAt + lengthBytes <= region.lengthBytes;
    if (!isInside || lengthBytes < item.lengthBytes) throw file.damaged(`its ${item.name} lies at an odd place`);
    if (items.has(item.name)) throw file.damaged(`its ${item.name} twice`);
    items.set(item.name, await file.readExactly(region.atBytes + itemAt, item.lengthBytes));
  }
  return items;
}
