import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { DecodeContext } from '../decode-context.ts';
import type { SeekableBytes } from '../seekable-bytes.ts';
import { DiskFile, unpacked } from './disk-file.ts';
import { TablePages } from './table-pages.ts';
import type { DiskRun, VirtualDisk } from './virtual-disk.ts';
import { readVmdkHeader, type VmdkHeader } from './vmdk-header.ts';

const inflateGrain = promisify(inflate);
const SECTOR_BYTES = 512;
/** Before a packed grain: its first sector of the disk (8 bytes), its packed length (4 bytes). */
const MARKER_BYTES = 12;

/**
 * Opens a VMDK that is one sparse file, also a stream-optimised one. IMAGE_UNSUPPORTED for disks in several files.
 * Source: VMware's Virtual Disk Format 5.0, "Hosted Sparse Extents", "Stream-Optimized Compressed Sparse Extents".
 */
export async function openVmdk(bytes: SeekableBytes, context: DecodeContext): Promise<VirtualDisk> {
  const file = new DiskFile('vmdk', bytes, context);
  return new SparseVmdk(file, await readVmdkHeader(file));
}

class SparseVmdk implements VirtualDisk {
  readonly file: DiskFile;
  readonly sizeBytes: number;
  readonly blockBytes: number;
  readonly #header: VmdkHeader;
  readonly #tables: TablePages;

  constructor(file: DiskFile, header: VmdkHeader) {
    this.file = file;
    this.sizeBytes = header.sizeBytes;
    this.blockBytes = header.grainBytes;
    this.#header = header;
    this.#tables = new TablePages(file);
  }

  async runAt(offsetBytes: number): Promise<DiskRun> {
    const { directoryAt, tableEntries, hasZeroGrains } = this.#header;
    const grain = Math.floor(offsetBytes / this.blockBytes);
    const table = Math.floor(grain / tableEntries);
    const tableSector = await this.#entry(directoryAt + table * 4);
    if (tableSector === 0 || (hasZeroGrains && tableSector === 1)) {
      const endBytes = Math.min((table + 1) * tableEntries * this.blockBytes, this.sizeBytes);
      return { kind: 'zeros', lengthBytes: endBytes - offsetBytes };
    }
    const sector = await this.#entry(tableSector * SECTOR_BYTES + (grain % tableEntries) * 4);
    const skipBytes = offsetBytes - grain * this.blockBytes;
    const lengthBytes = Math.min(this.blockBytes - skipBytes, this.sizeBytes - offsetBytes);
    if (sector === 0 || (hasZeroGrains && sector === 1)) return { kind: 'zeros', lengthBytes };
    const atBytes = sector * SECTOR_BYTES;
    if (atBytes < this.#header.overheadBytes) throw this.file.damaged('a block lies inside the tables', offsetBytes);
    if (!this.#header.isPacked) return { kind: 'stored', atBytes: atBytes + skipBytes, lengthBytes, isOwned: true };
    return {
      kind: 'packed',
      atBytes,
      skipBytes,
      lengthBytes,
      unpack: () => this.#unpack(atBytes, grain),
    };
  }

  async #unpack(atBytes: number, grain: number): Promise<Buffer> {
    const { file, blockBytes } = this;
    const startBytes = grain * blockBytes;
    const marker = await file.readExactly(atBytes, MARKER_BYTES);
    const packedBytes = marker.readUInt32LE(8);
    // What does not get smaller by packing gets hardly longer.
    const isPlace = marker.readBigUInt64LE(0) === BigInt(startBytes / SECTOR_BYTES);
    if (!isPlace || packedBytes === 0 || packedBytes > 2 * blockBytes + 1024) {
      throw file.damaged('a packed block belongs to another place', startBytes);
    }
    const packed = await file.readExactly(atBytes + MARKER_BYTES, packedBytes);
    const bytes = await unpacked(file, startBytes, inflateGrain(packed, { maxOutputLength: blockBytes }));
    if (bytes.length < Math.min(blockBytes, this.sizeBytes - startBytes)) {
      throw file.damaged('a packed block is too short', startBytes);
    }
    return bytes;
  }

  async #entry(atBytes: number): Promise<number> {
    const { page, at } = await this.#tables.entry(atBytes, 4);
    return page.readUInt32LE(at);
  }
}
