import type { DecodeContext } from '../decode-context.ts';
import type { SeekableBytes } from '../seekable-bytes.ts';
import { DiskFile } from './disk-file.ts';
import { TablePages } from './table-pages.ts';
import { isVhdFooter, sumOf, VHD_FOOTER_BYTES } from './vhd-footer.ts';
import { type DiskRun, diskSize, type VirtualDisk } from './virtual-disk.ts';

const SECTOR_BYTES = 512;
const HEADER_BYTES = 1024;
const UNUSED = 0xffffffff;
const TYPES = { fixed: 2, dynamic: 3, differencing: 4 };
const BLOCK_BYTES = { min: 4096, max: 256 * 1024 * 1024 };

/**
 * Opens a VHD of fixed or dynamic size. IMAGE_UNSUPPORTED for a differencing one, IMAGE_TRUNCATED where the copy of its
 * footer at the end is missing or a block lies behind it. Source: Microsoft's Virtual Hard Disk Image Format Specification
 * 1.0, "Hard Disk Footer Format", "Dynamic Disk Header Format", "Block Allocation Table and Data Blocks".
 */
export async function openVhd(bytes: SeekableBytes, context: DecodeContext): Promise<VirtualDisk> {
  const file = new DiskFile('vhd', bytes, context);
  const footerAt = file.sizeBytes - VHD_FOOTER_BYTES;
  const footer = await file.readExactly(Math.max(0, footerAt), VHD_FOOTER_BYTES);
  if (!isVhdFooter(footer)) throw file.cutShort();
  const sizeBytes = diskSize(file, footer.readBigUInt64BE(48));
  switch (footer.readUInt32BE(60)) {
    case TYPES.fixed:
      if (sizeBytes !== footerAt) throw file.damaged(`it has ${footerAt} bytes, its footer says ${sizeBytes}`);
      return new FixedVhd(file, sizeBytes);
    case TYPES.dynamic:
      return await openDynamic(file, sizeBytes, file.place(footer.readBigUInt64BE(16)));
    case TYPES.differencing:
      throw file.unsupported('vhd that only holds the differences to another one');
    default:
      throw file.unsupported(`vhd of type ${footer.readUInt32BE(60)}`);
  }
}

class FixedVhd implements VirtualDisk {
  readonly file: DiskFile;
  readonly sizeBytes: number;
  readonly blockBytes: number;

  constructor(file: DiskFile, sizeBytes: number) {
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.blockBytes = sizeBytes;
  }

  runAt(offsetBytes: number): Promise<DiskRun> {
    const lengthBytes = this.sizeBytes - offsetBytes;
    return Promise.resolve({ kind: 'stored', atBytes: offsetBytes, lengthBytes, isOwned: false });
  }
}

async function openDynamic(file: DiskFile, sizeBytes: number, headerAt: number): Promise<VirtualDisk> {
  const header = await file.readExactly(headerAt, HEADER_BYTES);
  if (header.toString('latin1', 0, 8) !== 'cxsparse' || header.readUInt32BE(36) !== sumOf(header, 36)) {
    throw file.damaged('its header is damaged');
  }
  const tableAt = file.place(header.readBigUInt64BE(16));
  const blockBytes = header.readUInt32BE(32);
  const isBlockSize = (blockBytes & (blockBytes - 1)) === 0;
  if (!isBlockSize || blockBytes < BLOCK_BYTES.min || blockBytes > BLOCK_BYTES.max) {
    throw file.damaged(`blocks of ${blockBytes} bytes`);
  }
  const entries = Math.ceil(sizeBytes / blockBytes);
  if (header.readUInt32BE(28) < entries) throw file.damaged(`a table too short for ${sizeBytes} bytes`);
  file.assertInside(tableAt, entries * 4);
  return new DynamicVhd(file, { sizeBytes, blockBytes, tableAt, tableEndBytes: tableAt + entries * 4 });
}

interface Layout {
  readonly sizeBytes: number;
  readonly blockBytes: number;
  readonly tableAt: number;
  readonly tableEndBytes: number;
}

class DynamicVhd implements VirtualDisk {
  readonly file: DiskFile;
  readonly sizeBytes: number;
  readonly blockBytes: number;
  readonly #layout: Layout;
  readonly #tables: TablePages;
  readonly #bitmapBytes: number;
  #bitmap: { readonly blockAt: number; readonly bits: Buffer } | null = null;

  constructor(file: DiskFile, layout: Layout) {
    this.file = file;
    this.sizeBytes = layout.sizeBytes;
    this.blockBytes = layout.blockBytes;
    this.#layout = layout;
    this.#tables = new TablePages(file);
    const sectors = layout.blockBytes / SECTOR_BYTES;
    this.#bitmapBytes = Math.ceil(sectors / 8 / SECTOR_BYTES) * SECTOR_BYTES;
  }

  async runAt(offsetBytes: number): Promise<DiskRun> {
    const block = Math.floor(offsetBytes / this.blockBytes);
    const { page, at } = await this.#tables.entry(this.#layout.tableAt + block * 4, 4);
    const sector = page.readUInt32BE(at);
    const skipBytes = offsetBytes - block * this.blockBytes;
    const leftBytes = Math.min(this.blockBytes - skipBytes, this.sizeBytes - offsetBytes);
    if (sector === UNUSED) return { kind: 'zeros', lengthBytes: leftBytes };
    const blockAt = sector * SECTOR_BYTES;
    const dataAt = blockAt + this.#bitmapBytes;
    if (blockAt < this.#layout.tableEndBytes && dataAt + this.blockBytes > this.#layout.tableAt) {
      throw this.file.damaged('a block lies inside the table', offsetBytes);
    }
    this.file.assertInside(blockAt, this.#bitmapBytes + this.blockBytes);
    return await this.#sectorsAlike({ blockAt, dataAt, skipBytes, leftBytes });
  }

  /** Sectors that were never written have no bit in the map before the block and read as zeros. */
  async #sectorsAlike(place: Place): Promise<DiskRun> {
    const { blockAt, dataAt, skipBytes, leftBytes } = place;
    const bitmap = await this.#bitmapAt(blockAt);
    const first = Math.floor(skipBytes / SECTOR_BYTES);
    const last = Math.ceil((skipBytes + leftBytes) / SECTOR_BYTES);
    const isWritten = hasBit(bitmap, first);
    const wholeByte = isWritten ? 0xff : 0;
    let sector = first + 1;
    while (sector < last) {
      if (sector % 8 === 0 && bitmap[sector >> 3] === wholeByte) sector += 8;
      else if (hasBit(bitmap, sector) === isWritten) sector += 1;
      else break;
    }
    const lengthBytes = Math.min(sector * SECTOR_BYTES - skipBytes, leftBytes);
    if (!isWritten) return { kind: 'zeros', lengthBytes };
    return { kind: 'stored', atBytes: dataAt + skipBytes, lengthBytes, isOwned: skipBytes === 0 };
  }

  /** 64 KiB at most; the last one is kept. */
  async #bitmapAt(blockAt: number): Promise<Buffer> {
    if (this.#bitmap?.blockAt !== blockAt) {
      this.#bitmap = { blockAt, bits: await this.file.readExactly(blockAt, this.#bitmapBytes) };
    }
    return this.#bitmap.bits;
  }
}

function hasBit(bitmap: Buffer, sector: number): boolean {
  return ((bitmap[sector >> 3] ?? 0) & (0x80 >> (sector & 7))) !== 0;
}

interface Place {
  readonly blockAt: number;
  readonly dataAt: number;
  readonly skipBytes: number;
  readonly leftBytes: number;
}
