import type { DecodeContext } from '../decode-context.ts';
import type { SeekableBytes } from '../seekable-bytes.ts';
import { DiskFile } from './disk-file.ts';
import { type Qcow2Header, readQcow2Header } from './qcow2-header.ts';
import { TablePages } from './table-pages.ts';
import { unpackCluster } from './unpack-cluster.ts';
import type { DiskRun, VirtualDisk } from './virtual-disk.ts';

/** Bits 9 to 55 of an entry: the place of a cluster or table. */
const PLACE_HIGH = 0x00ffffff;
const PLACE_LOW = 0xfffffe00;
/** Of the upper half of an entry: the cluster belongs to this place alone; it is packed; what must be zero. */
const COPIED = 0x80000000;
const PACKED = 0x40000000;
const RESERVED_HIGH = 0x3f000000;
const ZERO_LOW = 1;
const TWO_32 = 2 ** 32;

/**
 * Opens a qcow2 disk of version 2 or 3; snapshots in it are left aside. Clusters that are not there read as zeros.
 * Source: QEMU's docs/interop/qcow2, "Cluster mapping", "L1 table entry", "L2 table entry", "Compressed Clusters Descriptor".
 */
export async function openQcow2(bytes: SeekableBytes, context: DecodeContext): Promise<VirtualDisk> {
  const file = new DiskFile('qcow2', bytes, context);
  return new Qcow2Disk(file, await readQcow2Header(file));
}

interface Cluster {
  readonly offsetBytes: number;
  /** Of the wanted place in its cluster. */
  readonly skipBytes: number;
  readonly lengthBytes: number;
}

class Qcow2Disk implements VirtualDisk {
  readonly file: DiskFile;
  readonly sizeBytes: number;
  readonly blockBytes: number;
  readonly #header: Qcow2Header;
  readonly #tables: TablePages;
  readonly #l1EndBytes: number;

  constructor(file: DiskFile, header: Qcow2Header) {
    this.file = file;
    this.sizeBytes = header.sizeBytes;
    this.blockBytes = 2 ** header.clusterBits;
    this.#header = header;
    this.#tables = new TablePages(file);
    this.#l1EndBytes = header.l1AtBytes + Math.ceil(header.sizeBytes / ((this.blockBytes * this.blockBytes) / 8)) * 8;
  }

  async runAt(offsetBytes: number): Promise<DiskRun> {
    const clusterBytes = this.blockBytes;
    const tableBytes = (clusterBytes * clusterBytes) / 8; // of the disk, behind one table of the second level
    const l1 = Math.floor(offsetBytes / tableBytes);
    const upper = await this.#entry(this.#header.l1AtBytes + l1 * 8);
    const tableAt = this.#placeOf(upper, offsetBytes);
    if (tableAt === 0) {
      const endBytes = Math.min((l1 + 1) * tableBytes, this.sizeBytes);
      return { kind: 'zeros', lengthBytes: endBytes - offsetBytes };
    }
    const l2 = Math.floor((offsetBytes - l1 * tableBytes) / clusterBytes);
    const entry = await this.#entry(tableAt + l2 * 8);
    const skipBytes = offsetBytes % clusterBytes;
    const lengthBytes = Math.min(clusterBytes - skipBytes, this.sizeBytes - offsetBytes);
    const cluster = { offsetBytes, skipBytes, lengthBytes };
    return (entry.high & PACKED) !== 0 ? this.#packed(entry, cluster) : this.#stored(entry, cluster);
  }

  #stored(entry: Halves, cluster: Cluster): DiskRun {
    const atBytes = this.#placeOf({ ...entry, low: entry.low & ~ZERO_LOW }, cluster.offsetBytes);
    const isZero = (entry.low & ZERO_LOW) !== 0;
    if (isZero && this.#header.version === 2) throw this.file.damaged('an unknown cluster', cluster.offsetBytes);
    if (isZero || atBytes === 0) return { kind: 'zeros', lengthBytes: cluster.lengthBytes };
    return {
      kind: 'stored',
      atBytes: atBytes + cluster.skipBytes,
      lengthBytes: cluster.lengthBytes,
      isOwned: (entry.high & COPIED) !== 0,
    };
  }

  #packed(entry: Halves, { offsetBytes, skipBytes, lengthBytes }: Cluster): DiskRun {
    // The place has x bits, the number of 512-byte sectors behind its first one the bits from x to 61.
    const placeBits = BigInt(62 - (this.#header.clusterBits - 8));
    const descriptor = (BigInt(entry.high & 0x3fffffff) << 32n) | BigInt(entry.low);
    const atBytes = this.file.place(descriptor & ((1n << placeBits) - 1n));
    const sectors = Number(descriptor >> placeBits);
    const packedBytes = (sectors + 1) * 512 - (atBytes % 512);
    const { file, blockBytes } = this;
    const how = { packing: this.#header.packing, clusterBytes: blockBytes, offsetBytes };
    const unpack = async () => await unpackCluster(file, await file.readUpTo(atBytes, packedBytes), how);
    return { kind: 'packed', atBytes, skipBytes, lengthBytes, unpack };
  }

  /** The place in an entry, 0 where there is none; damage where it is odd or inside the first table. */
  #placeOf(entry: Halves, offsetBytes: number): number {
    const isReserved = (entry.high & RESERVED_HIGH) !== 0 || (entry.low & ~PLACE_LOW) !== 0;
    const atBytes = (entry.high & PLACE_HIGH) * TWO_32 + ((entry.low & PLACE_LOW) >>> 0);
    const isInL1 = atBytes + this.blockBytes > this.#header.l1AtBytes && atBytes < this.#l1EndBytes;
    if (isReserved || (entry.high & PACKED) !== 0 || atBytes % this.blockBytes !== 0 || (atBytes !== 0 && isInL1)) {
      throw this.file.damaged('a table with an impossible entry', offsetBytes);
    }
    return atBytes;
  }

  async #entry(atBytes: number): Promise<Halves> {
    const { page, at } = await this.#tables.entry(atBytes, 8);
    return { high: page.readUInt32BE(at), low: page.readUInt32BE(at + 4) };
  }
}

/** An entry of 64 bits as two numbers: no big numbers for every 64 KiB of a disk. */
interface Halves {
  readonly high: number;
  readonly low: number;
}
