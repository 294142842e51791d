import { crc32c } from '../../checksum/crc32c.ts';
import type { DiskFile } from './disk-file.ts';

const HEADERS_AT = [64 * 1024, 128 * 1024];
const HEADER_BYTES = 4096;
const REGION_TABLES_AT = [192 * 1024, 256 * 1024];
const TABLE_BYTES = 64 * 1024;
const ENTRY_BYTES = 32;
const REGIONS_MAX = 2047;
const MIB = 1024 * 1024;
const CHECKSUM_AT = 4;

export interface VhdxLogPlace {
  readonly guid: Buffer;
  readonly atBytes: number;
  readonly lengthBytes: number;
}

export interface Region {
  readonly atBytes: number;
  readonly lengthBytes: number;
}

/** The log named by the header that counts, or null where everything in it was carried out. Source: MS-VHDX 2.2.2. */
export async function readVhdxHeader(file: DiskFile): Promise<VhdxLogPlace | null> {
  const headers: Buffer[] = [];
  for (const at of HEADERS_AT) {
    const header = await file.readExactly(at, HEADER_BYTES);
    if (header.toString('latin1', 0, 4) === 'head' && hasGoodChecksum(header)) headers.push(header);
  }
  headers.sort((one, other) => (one.readBigUInt64LE(8) > other.readBigUInt64LE(8) ? -1 : 1));
  const [header] = headers;
  if (header === undefined) throw file.damaged('both headers are damaged');
  const version = header.readUInt16LE(66);
  if (version !== 1) throw file.unsupported(`vhdx of version ${version}`);
  const logGuid = Buffer.from(header.subarray(48, 64));
  if (logGuid.every((byte) => byte === 0)) return null;
  if (header.readUInt16LE(64) !== 0) throw file.unsupported('vhdx with a log of another version');
  return { guid: logGuid, lengthBytes: header.readUInt32LE(68), atBytes: file.place(header.readBigUInt64LE(72)) };
}

const REGIONS = {
  table: '2dc27766-f623-4200-9d64-115e9bfd4a08',
  metadata: '8b7ca206-4790-4b9a-b8fe-575f050f886e',
};

/** Where the table of blocks and the metadata lie. Source: MS-VHDX 2.2.3. */
export async function readRegions(file: DiskFile): Promise<{ readonly table: Region; readonly metadata: Region }> {
  const found = new Map<string, Region>();
  const regions = await regionTable(file);
  const count = regions.readUInt32LE(8);
  if (count > REGIONS_MAX) throw file.damaged(`a list of ${count} regions`);
  for (let index = 0; index < count; index += 1) {
    const at = 16 + index * ENTRY_BYTES;
    const guid = guidAt(regions, at);
    const isKnown = guid === REGIONS.table || guid === REGIONS.metadata;
    if (!isKnown && (regions.readUInt32LE(at + 28) & 1) !== 0) throw file.unsupported('vhdx with an unknown region');
    if (found.has(guid)) throw file.damaged('a region twice');
    const region = {
      atBytes: file.place(regions.readBigUInt64LE(at + 16)),
      lengthBytes: regions.readUInt32LE(at + 24),
    };
    if (isKnown && region.atBytes < MIB) throw file.damaged('a region inside the headers');
    found.set(guid, region);
  }
  const table = found.get(REGIONS.table);
  const metadata = found.get(REGIONS.metadata);
  if (table === undefined || metadata === undefined) throw file.damaged('a region is missing');
  return { table, metadata };
}

async function regionTable(file: DiskFile): Promise<Buffer> {
  for (const at of REGION_TABLES_AT) {
    const table = await file.readExactly(at, TABLE_BYTES);
    if (table.toString('latin1', 0, 4) === 'regi' && hasGoodChecksum(table)) return table;
  }
  throw file.damaged('both lists of regions are damaged');
}

/** A GUID as text; its first three parts are stored with the lowest byte first. */
export function guidAt(bytes: Buffer, at: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const first = `${hex(bytes.readUInt32LE(at), 8)}-${hex(bytes.readUInt16LE(at + 4), 4)}-${hex(bytes.readUInt16LE(at + 6), 4)}`;
  return `${first}-${bytes.toString('hex', at + 8, at + 10)}-${bytes.toString('hex', at + 10, at + 16)}`;
}

/** CRC-32C over a structure, its own field taken as zeros. */
export function hasGoodChecksum(structure: Buffer): boolean {
  const before = crc32c(structure.subarray(0, CHECKSUM_AT));
  const crc = crc32c(structure.subarray(CHECKSUM_AT + 4), crc32c(Buffer.alloc(4), before));
  return crc === structure.readUInt32LE(CHECKSUM_AT);
}
