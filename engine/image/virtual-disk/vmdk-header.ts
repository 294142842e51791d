import type { DiskFile } from './disk-file.ts';
import { diskSize, PACKED_BLOCK_MAX_BYTES } from './virtual-disk.ts';
import { assertOneFile } from './vmdk-descriptor.ts';

export interface VmdkHeader {
  readonly sizeBytes: number;
  readonly grainBytes: number;
  readonly directoryAt: number;
  readonly tableEntries: number;
  /** What tables and headers at the beginning take: no block lies there. */
  readonly overheadBytes: number;
  readonly isPacked: boolean;
  /** An entry of 1 stands for zeros. */
  readonly hasZeroGrains: boolean;
}

const SECTOR_BYTES = 512;
const MAGIC = 0x564d444b;
const FLAGS = { newLines: 1, zeroGrains: 4, packed: 0x10000 };
const DEFLATE = 1;
/** In place of the directory: it stands in the copy of the header at the end. */
const AT_END = 0xffffffffffffffffn;
const FOOTER_FROM_END_BYTES = 2 * SECTOR_BYTES;
const DESCRIPTOR_MAX_BYTES = 64 * 1024;
const TABLE_ENTRIES_MAX = 4096;
const NEW_LINES = '\n \r\n';

/** Reads and judges the header. Source: Virtual Disk Format 5.0, "Hosted Sparse Extents" (SparseExtentHeader). */
export async function readVmdkHeader(file: DiskFile): Promise<VmdkHeader> {
  const first = await file.readExactly(0, SECTOR_BYTES);
  const version = first.readUInt32LE(4);
  if (version < 1 || version > 3) throw file.unsupported(`vmdk of version ${version}`);
  await checkDescriptor(file, first);
  const isAtEnd = first.readBigUInt64LE(56) === AT_END;
  const header = isAtEnd ? await footerOf(file) : first;
  const flags = header.readUInt32LE(8);
  if ((flags & FLAGS.newLines) !== 0 && header.toString('latin1', 73, 77) !== NEW_LINES) {
    throw file.damaged('it was changed on its way as if it were text');
  }
  const isPacked = (flags & FLAGS.packed) !== 0;
  if (isPacked && header.readUInt16LE(77) !== DEFLATE) {
    throw file.unsupported(`vmdk packed with method ${header.readUInt16LE(77)}`);
  }
  const sizeBytes = diskSize(file, header.readBigUInt64LE(12) * BigInt(SECTOR_BYTES));
  const grainSectors = header.readBigUInt64LE(20);
  const grainBytes = Number(grainSectors) * SECTOR_BYTES;
  const isPowerOfTwo = grainSectors > 0n && (grainSectors & (grainSectors - 1n)) === 0n;
  if (!isPowerOfTwo || grainBytes > PACKED_BLOCK_MAX_BYTES) throw file.damaged(`blocks of ${grainSectors} sectors`);
  const tableEntries = header.readUInt32LE(44);
  if (tableEntries === 0 || tableEntries > TABLE_ENTRIES_MAX) throw file.damaged(`tables of ${tableEntries} entries`);
  const directoryAt = file.place(header.readBigUInt64LE(56) * BigInt(SECTOR_BYTES));
  if (directoryAt === 0) throw file.damaged('no directory');
  file.assertInside(directoryAt, Math.ceil(sizeBytes / grainBytes / tableEntries) * 4);
  return {
    sizeBytes,
    grainBytes,
    directoryAt,
    tableEntries,
    overheadBytes: file.place(header.readBigUInt64LE(64) * BigInt(SECTOR_BYTES)),
    isPacked,
    hasZeroGrains: (flags & FLAGS.zeroGrains) !== 0,
  };
}

async function footerOf(file: DiskFile): Promise<Buffer> {
  const footer = await file.readExactly(Math.max(0, file.sizeBytes - FOOTER_FROM_END_BYTES), SECTOR_BYTES);
  if (footer.readUInt32LE(0) !== MAGIC || footer.readBigUInt64LE(56) === AT_END) throw file.cutShort();
  return footer;
}

async function checkDescriptor(file: DiskFile, header: Buffer): Promise<void> {
  const atBytes = file.place(header.readBigUInt64LE(28) * BigInt(SECTOR_BYTES));
  const lengthBytes = file.place(header.readBigUInt64LE(36) * BigInt(SECTOR_BYTES));
  // A part of a disk in several files has none of its own.
  if (atBytes === 0 || lengthBytes === 0) throw file.unsupported('vmdk in several files');
  if (lengthBytes > DESCRIPTOR_MAX_BYTES) throw file.damaged(`a descriptor of ${lengthBytes} bytes`);
  const text = (await file.readExactly(atBytes, lengthBytes)).toString('latin1');
  assertOneFile(file, text.replace(/\0.*$/su, ''));
}
