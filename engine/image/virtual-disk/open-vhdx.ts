import type { DecodeContext } from '../decode-context.ts';
import type { SeekableBytes } from '../seekable-bytes.ts';
import { DiskFile } from './disk-file.ts';
import { PatchedBytes } from './patched-bytes.ts';
import { TablePages } from './table-pages.ts';
import { readVhdxLog } from './vhdx-log.ts';
import { readMetadata, type VhdxFacts } from './vhdx-metadata.ts';
import { readRegions, readVhdxHeader, type Region } from './vhdx-structures.ts';
import type { DiskRun, VirtualDisk } from './virtual-disk.ts';

const MIB = 1024 * 1024;
/** States of a block. 0 to 3: not there, undefined, zeros, unmapped; 7: partly there, which takes a parent. */
const PRESENT = 6;
const NOT_THERE_MAX = 3;

/**
 * Opens a VHDX of fixed or dynamic size; what its log still has to do is done in memory. IMAGE_UNSUPPORTED for a
 * differencing one and for required parts that are not known. Source: MS-VHDX 2.2 (headers), 2.5 (BAT), 2.6 (metadata).
 */
export async function openVhdx(bytes: SeekableBytes, context: DecodeContext): Promise<VirtualDisk> {
  const raw = new DiskFile('vhdx', bytes, context);
  const log = await readVhdxHeader(raw);
  const patches = log === null ? [] : await readVhdxLog(raw, log);
  const file = patches.length === 0 ? raw : new DiskFile('vhdx', new PatchedBytes(bytes, patches), context);
  const regions = await readRegions(file);
  const facts = await readMetadata(file, regions.metadata);
  return new VhdxDisk(file, facts, regions.table);
}

class VhdxDisk implements VirtualDisk {
  readonly file: DiskFile;
  readonly sizeBytes: number;
  readonly blockBytes: number;
  readonly #table: Region;
  readonly #tables: TablePages;
  /** After so many blocks of data comes the entry of one bitmap block. */
  readonly #chunkBlocks: number;

  constructor(file: DiskFile, facts: VhdxFacts, table: Region) {
    this.file = file;
    this.sizeBytes = facts.sizeBytes;
    this.blockBytes = facts.blockBytes;
    this.#table = table;
    this.#tables = new TablePages(file);
    this.#chunkBlocks = (2 ** 23 * facts.sectorBytes) / facts.blockBytes;
    const blocks = Math.ceil(facts.sizeBytes / facts.blockBytes);
    const entries = blocks + Math.floor((blocks - 1) / this.#chunkBlocks);
    if (entries * 8 > table.lengthBytes) throw file.damaged(`a table too short for ${facts.sizeBytes} bytes`);
    file.assertInside(table.atBytes, entries * 8);
  }

  async runAt(offsetBytes: number): Promise<DiskRun> {
    const block = Math.floor(offsetBytes / this.blockBytes);
    const index = block + Math.floor(block / this.#chunkBlocks);
    const { page, at } = await this.#tables.entry(this.#table.atBytes + index * 8, 8);
    const state = (page[at] ?? 0) & 7;
    // Bits 20 to 63: the place in MiB.
    const atBytes = this.file.place((page.readBigUInt64LE(at) >> 20n) * BigInt(MIB));
    const skipBytes = offsetBytes - block * this.blockBytes;
    const lengthBytes = Math.min(this.blockBytes - skipBytes, this.sizeBytes - offsetBytes);
    if (state <= NOT_THERE_MAX) return { kind: 'zeros', lengthBytes };
    if (state !== PRESENT) throw this.file.damaged(`a block in state ${state}`, offsetBytes);
    const isInTable =
      atBytes < this.#table.atBytes + this.#table.lengthBytes && atBytes + this.blockBytes > this.#table.atBytes;
    if (atBytes < MIB || isInTable) throw this.file.damaged('a block lies inside the tables', offsetBytes);
    return { kind: 'stored', atBytes: atBytes + skipBytes, lengthBytes, isOwned: skipBytes === 0 };
  }
}
