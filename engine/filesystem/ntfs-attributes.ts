import type { Extent } from './extents.ts';
import { EXTENTS_MAX } from './volume.ts';
import { VolumeProblem } from './volume-problem.ts';

/** Types of attributes that are read. Source: NTFS attribute type codes. */
export const NTFS_TYPE = {
  list: 0x20,
  volumeName: 0x60,
  data: 0x80,
  indexRoot: 0x90,
  indexAllocation: 0xa0,
  bitmap: 0xb0,
} as const;
const TYPE_END = 0xffffffff;
const ATTRIBUTES_MAX = 512;
const FLAGS_PACKED = 0x4001; // compressed or encrypted

/** One attribute of a record; a large one may be a part of a whole that other records go on with. */
export interface NtfsAttribute {
  readonly type: number;
  /** Empty for the attribute without a name. */
  readonly name: string;
  /** Compressed or encrypted: its bytes are not its content. */
  readonly isPacked: boolean;
  readonly content:
    | { readonly resident: Buffer }
    | {
        readonly firstCluster: number;
        readonly extents: readonly Extent[];
        /** Of the whole attribute, told by its first part; 0 in the others. */
        readonly sizeBytes: number;
        /** Bytes that were written; those behind read as zeros. */
        readonly writtenBytes: number;
      };
}

/** The attributes of a record whose fixups are done, in its order. Throws RangeError outside. Source: NTFS attribute record header. */
export function readNtfsAttributes(record: Buffer, clusterBytes: number): readonly NtfsAttribute[] {
  const attributes: NtfsAttribute[] = [];
  let at = record.readUInt16LE(20);
  while (attributes.length < ATTRIBUTES_MAX && record.readUInt32LE(at) !== TYPE_END) {
    const lengthBytes = record.readUInt32LE(at + 4);
    if (lengthBytes < 24 || at + lengthBytes > record.length) throw new VolumeProblem('damaged');
    attributes.push(attributeOf(record.subarray(at, at + lengthBytes), clusterBytes));
    at += lengthBytes;
  }
  return attributes;
}

function attributeOf(bytes: Buffer, clusterBytes: number): NtfsAttribute {
  const nameAt = bytes.readUInt16LE(10);
  const head = {
    type: bytes.readUInt32LE(0),
    name: bytes.toString('utf16le', nameAt, nameAt + bytes.readUInt8(9) * 2),
    isPacked: (bytes.readUInt16LE(12) & FLAGS_PACKED) !== 0,
  };
  if (bytes.readUInt8(8) === 0) {
    const valueAt = bytes.readUInt16LE(20);
    const valueBytes = bytes.readUInt32LE(16);
    if (valueAt + valueBytes > bytes.length) throw new VolumeProblem('damaged');
    return { ...head, content: { resident: bytes.subarray(valueAt, valueAt + valueBytes) } };
  }
  const firstCluster = Number(bytes.readBigUInt64LE(16));
  const isFirst = firstCluster === 0;
  const content = {
    firstCluster,
    extents: readRuns(bytes.subarray(bytes.readUInt16LE(32)), clusterBytes),
    sizeBytes: isFirst ? Number(bytes.readBigUInt64LE(48)) : 0,
    writtenBytes: isFirst ? Number(bytes.readBigUInt64LE(56)) : 0,
  };
  return { ...head, content };
}

/**
 * Runs of clusters: a byte with the widths of two numbers, then the length, then the signed step from the run before; no step:
 * a hole. Source: NTFS mapping pairs.
 */
function readRuns(bytes: Buffer, clusterBytes: number): readonly Extent[] {
  const extents: Extent[] = [];
  let cluster = 0;
  for (let at = 0; bytes.readUInt8(at) !== 0; ) {
    const widths = bytes.readUInt8(at);
    const lengthWidth = widths & 0xf;
    const stepWidth = widths >> 4;
    if (lengthWidth === 0 || lengthWidth > 6 || stepWidth > 6) throw new VolumeProblem('damaged');
    const clusters = bytes.readUIntLE(at + 1, lengthWidth);
    const step = stepWidth === 0 ? 0 : bytes.readIntLE(at + 1 + lengthWidth, stepWidth);
    cluster += step;
    if (clusters === 0 || cluster < 0) throw new VolumeProblem('damaged');
    if (extents.length >= EXTENTS_MAX) throw new VolumeProblem('too-much');
    const offsetBytes = stepWidth === 0 ? null : cluster * clusterBytes;
    extents.push({ offsetBytes, lengthBytes: clusters * clusterBytes });
    at += 1 + lengthWidth + stepWidth;
  }
  return extents;
}

/** One place of a list of attributes: which record holds which part. Source: NTFS attribute list entry. */
export interface NtfsListed {
  readonly type: number;
  readonly record: number;
}

export function readNtfsList(bytes: Buffer): readonly NtfsListed[] {
  const listed: NtfsListed[] = [];
  for (let at = 0; at + 26 <= bytes.length; ) {
    const lengthBytes = bytes.readUInt16LE(at + 4);
    if (lengthBytes < 26) throw new VolumeProblem('damaged');
    if (listed.length >= EXTENTS_MAX) throw new VolumeProblem('too-much');
    listed.push({ type: bytes.readUInt32LE(at), record: recordNumber(bytes, at + 16) });
    at += lengthBytes;
  }
  return listed;
}

/** A reference has a record's number in its lower 48 bits. */
export function recordNumber(bytes: Buffer, at: number): number {
  return bytes.readUIntLE(at, 6);
}
