import { mendUdf } from '../fuzz/mend.ts';

const SECTOR_BYTES = 2048;
const TAG = { partition: 5, logicalVolume: 6, fileEntry: 261 };
/** Metadata begins so far inside the partition: its addresses are others than those of the partition. */
const TYPE_METADATA = 250;

/**
 * A UDF image of one plain partition (`genisoimage -udf`) with its descriptors behind a metadata partition, as volumes of
 * UDF 2.50 and later have them: the file set and the root folder are found only through the metadata file, which is in
 * two parts. null where there is no room for its entry. Source: UDF 2.60 §2.2.10, §2.2.13.
 */
export function withMetadataPartition(image: Buffer): Buffer | null {
  const bytes = Buffer.concat([image, Buffer.alloc(16 * SECTOR_BYTES)]);
  const anchor = bytes.subarray(256 * SECTOR_BYTES);
  let partitionSector = 0;
  let blocks = 0;
  let entryBlock = 0;
  for (const at of [16, 24]) {
    const first = anchor.readUInt32LE(at + 4);
    for (let index = 0; index < 16; index += 1) {
      const descriptor = bytes.subarray((first + index) * SECTOR_BYTES, (first + index + 1) * SECTOR_BYTES);
      const tag = descriptor.readUInt16LE(0);
      if (tag === TAG.partition) {
        partitionSector = descriptor.readUInt32LE(188);
        blocks = Math.floor(bytes.length / SECTOR_BYTES) - partitionSector;
        entryBlock = blocks - 1;
        descriptor.writeUInt32LE(blocks, 192);
      }
      if (tag === TAG.logicalVolume) putMap(descriptor, entryBlockOf(bytes, first));
    }
  }
  if (partitionSector === 0) return null;
  const at = (partitionSector + entryBlock) * SECTOR_BYTES;
  if (bytes.subarray(at, at + SECTOR_BYTES).some((byte) => byte !== 0)) return null;
  putEntry(bytes.subarray(at, at + SECTOR_BYTES), { entryBlock, blocks });
  const fileSet = bytes.subarray(partitionSector * SECTOR_BYTES);
  fileSet.writeUInt16LE(1, 408); // the root folder, by the metadata partition
  mendUdf(bytes);
  return bytes;
}

/** Where the entry of the metadata file will lie: the descriptors come in any order. */
function entryBlockOf(bytes: Buffer, first: number): number {
  for (let index = 0; index < 16; index += 1) {
    const at = (first + index) * SECTOR_BYTES;
    if (bytes.readUInt16LE(at) === TAG.partition) {
      return Math.floor(bytes.length / SECTOR_BYTES) - bytes.readUInt32LE(at + 188) - 1;
    }
  }
  return 0;
}

function putMap(volume: Buffer, entryBlock: number): void {
  volume.writeUInt16LE(0x250, 240);
  volume.writeUInt16LE(1, 256); // the file set, by the metadata partition
  const at = 440 + volume.readUInt32LE(264);
  volume.fill(0, at, at + 64);
  volume.writeUInt8(2, at);
  volume.writeUInt8(64, at + 1);
  volume.write('*UDF Metadata Partition', at + 5, 'latin1');
  volume.writeUInt16LE(1, at + 36);
  volume.writeUInt16LE(0, at + 38);
  volume.writeUInt32LE(entryBlock, at + 40);
  volume.writeUInt32LE(entryBlock, at + 44);
  volume.writeUInt32LE(volume.readUInt32LE(264) + 64, 264);
  volume.writeUInt32LE(2, 268);
  volume.writeUInt16LE(Math.max(volume.readUInt16LE(10), 440 + 128), 10);
}

function putEntry(
  entry: Buffer,
  { entryBlock, blocks }: { readonly entryBlock: number; readonly blocks: number },
): void {
  entry.writeUInt16LE(TAG.fileEntry, 0);
  entry.writeUInt16LE(2, 2);
  entry.writeUInt16LE(400, 10);
  entry.writeUInt32LE(entryBlock, 12);
  entry.writeUInt16LE(4, 20);
  entry.writeUInt16LE(1, 24);
  entry.writeUInt8(TYPE_METADATA, 27);
  const parts = [
    [0, 1],
    [1, blocks - 2],
  ] as const;
  entry.writeBigUInt64LE(BigInt((blocks - 1) * SECTOR_BYTES), 56);
  entry.writeUInt32LE(parts.length * 8, 172);
  for (const [index, [first, count]] of parts.entries()) {
    entry.writeUInt32LE(count * SECTOR_BYTES, 176 + index * 8);
    entry.writeUInt32LE(first, 180 + index * 8);
  }
}
