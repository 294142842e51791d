import type { DiskFile } from './disk-file.ts';
import { diskSize } from './virtual-disk.ts';

export interface Qcow2Header {
  readonly version: 2 | 3;
  readonly sizeBytes: number;
  readonly clusterBits: number;
  readonly l1AtBytes: number;
  readonly packing: 'deflate' | 'zstd';
}

const HEADER_BYTES = 112;
const V2_HEADER_BYTES = 72;
/** Smallest and largest cluster: 512 bytes, 2 MiB. */
const CLUSTER_BITS = { min: 9, max: 21 };

/** Incompatible features by their bit; bit 0 (dirty) concerns reference counts only, which are not read here. */
const FEATURES = { dirty: 1n, corrupt: 2n, externalData: 4n, packingType: 8n, extendedL2: 16n };
const READABLE = FEATURES.dirty | FEATURES.packingType;

/**
 * Reads the header of a qcow2 file. IMAGE_UNSUPPORTED, by name, for what needs more than this file or is not known;
 * DECOMPRESS_FAILED for contradictions. Source: QEMU's docs/interop/qcow2, "Header".
 */
export async function readQcow2Header(file: DiskFile): Promise<Qcow2Header> {
  const header = Buffer.alloc(HEADER_BYTES);
  const read = await file.readUpTo(0, HEADER_BYTES);
  read.copy(header);
  if (read.length < V2_HEADER_BYTES) throw file.cutShort();
  const version = header.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw file.unsupported(`qcow of version ${version}`);
  const features = version === 3 ? header.readBigUInt64BE(72) : 0n;
  refuse(file, header, features);
  const clusterBits = header.readUInt32BE(20);
  if (clusterBits < CLUSTER_BITS.min || clusterBits > CLUSTER_BITS.max) {
    throw file.damaged(`clusters of 2^${clusterBits} bytes`);
  }
  const sizeBytes = diskSize(file, header.readBigUInt64BE(24));
  const l1AtBytes = file.place(header.readBigUInt64BE(40));
  const l1Entries = header.readUInt32BE(36);
  // One cluster of 8-byte entries for every entry of the first table.
  const neededEntries = Math.ceil(sizeBytes / 2 ** (2 * clusterBits - 3));
  if (l1Entries < neededEntries) throw file.damaged(`a first table of ${l1Entries} entries for ${sizeBytes} bytes`);
  if (l1AtBytes === 0 || l1AtBytes % 2 ** clusterBits !== 0) throw file.damaged('a first table at an odd place');
  file.assertInside(l1AtBytes, neededEntries * 8);
  return { version, sizeBytes, clusterBits, l1AtBytes, packing: packingOf(file, header, features) };
}

function refuse(file: DiskFile, header: Buffer, features: bigint): void {
  if (header.readBigUInt64BE(8) !== 0n) throw file.unsupported('qcow2 with a backing file');
  if (header.readUInt32BE(32) !== 0) throw file.unsupported('encrypted qcow2');
  if ((features & FEATURES.corrupt) !== 0n) throw file.damaged('it is marked as damaged by the program that wrote it');
  if ((features & FEATURES.externalData) !== 0n) throw file.unsupported('qcow2 with an external data file');
  if ((features & FEATURES.extendedL2) !== 0n) throw file.unsupported('qcow2 with subclusters');
  const unknown = features & ~READABLE;
  if (unknown !== 0n) throw file.unsupported(`qcow2 with features 0x${unknown.toString(16)}`);
}

function packingOf(file: DiskFile, header: Buffer, features: bigint): Qcow2Header['packing'] {
  if ((features & FEATURES.packingType) === 0n) return 'deflate';
  const type = header[104] ?? 0;
  if (type === 0) return 'deflate';
  if (type === 1) return 'zstd';
  throw file.unsupported(`qcow2 packed with method ${type}`);
}
