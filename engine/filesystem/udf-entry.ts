import type { Extent } from './extents.ts';
import type { UdfBlocks } from './udf-blocks.ts';
import type { BlockAddress } from './udf-descriptors.ts';
import { readTag, TAG } from './udf-tag.ts';
import { EXTENTS_MAX } from './volume.ts';
import { VolumeProblem } from './volume-problem.ts';

/** Source: ECMA-167 4/14.6.6 (file types). */
const TYPE_FOLDER = 4;
const TYPES_OF_FILES = [5, 0];
/** The metadata file and its mirror. Source: UDF 2.60 §2.2.13. */
const TYPES_OF_METADATA = [250, 251];
const STRATEGY_PLAIN = 4;
/** Source: ECMA-167 4/14.14.1.1: the upper two bits of an extent's length. */
const NOT_RECORDED = 1;
const NOT_ALLOCATED = 2;
const CONTINUED = 3;

/** A file or folder, from its entry. */
export interface UdfEntry {
  readonly kind: 'file' | 'folder' | 'metadata' | 'other';
  readonly sizeBytes: number;
  /** Where its content lies, or the content itself where that is so small that it lies in the entry. */
  readonly content: { readonly extents: readonly Extent[] } | { readonly embedded: Buffer };
}

/** Reads a file entry or an extended one. Source: ECMA-167 4/14.9, 4/14.17 (entries), 4/14.6 (ICB tag). */
export async function readUdfEntry(blocks: UdfBlocks, address: BlockAddress): Promise<UdfEntry> {
  const bytes = await blocks.readBlock(address);
  const tag = readTag(bytes);
  if (tag === TAG.indirectEntry) throw new VolumeProblem('unsupported');
  if (tag !== TAG.fileEntry && tag !== TAG.extendedFileEntry) throw new VolumeProblem('damaged');
  if (bytes.readUInt16LE(20) !== STRATEGY_PLAIN) throw new VolumeProblem('unsupported');
  const isExtended = tag === TAG.extendedFileEntry;
  const lengthsAt = isExtended ? 208 : 168;
  const attributeBytes = bytes.readUInt32LE(lengthsAt);
  const allocationBytes = bytes.readUInt32LE(lengthsAt + 4);
  const startAt = lengthsAt + 8 + attributeBytes;
  if (startAt + allocationBytes > bytes.length) throw new VolumeProblem('damaged');
  const allocation = bytes.subarray(startAt, startAt + allocationBytes);
  const sizeBytes = Number(bytes.readBigUInt64LE(56));
  const form = bytes.readUInt16LE(34) & 7;
  const kind = kindOf(bytes.readUInt8(27));
  if (form === 3) return { kind, sizeBytes: Math.min(sizeBytes, allocation.length), content: { embedded: allocation } };
  if (form > 1) throw new VolumeProblem('unsupported');
  const extents = await readExtentList(blocks, { allocation, isLong: form === 1, mapIndex: address.mapIndex });
  return { kind, sizeBytes, content: { extents } };
}

function kindOf(type: number): UdfEntry['kind'] {
  if (type === TYPE_FOLDER) return 'folder';
  if (TYPES_OF_FILES.includes(type)) return 'file';
  return TYPES_OF_METADATA.includes(type) ? 'metadata' : 'other';
}

interface ExtentList {
  readonly allocation: Buffer;
  /** Long descriptors name their partition themselves. Source: ECMA-167 4/14.14.2. */
  readonly isLong: boolean;
  readonly mapIndex: number;
}

/** All allocation descriptors, also those that go on in further blocks. Source: ECMA-167 4/12, 4/14.5, 4/14.14. */
async function readExtentList(blocks: UdfBlocks, list: ExtentList): Promise<readonly Extent[]> {
  const { isLong, mapIndex } = list;
  const stepBytes = isLong ? 16 : 8;
  const extents: Extent[] = [];
  let allocation: Buffer | null = list.allocation;
  for (let chained = 0; allocation !== null; chained += 1) {
    if (chained > EXTENTS_MAX) throw new VolumeProblem('too-much');
    let next: BlockAddress | null = null;
    for (let at = 0; at + stepBytes <= allocation.length && next === null; at += stepBytes) {
      const lengthAndType = allocation.readUInt32LE(at);
      const lengthBytes = lengthAndType & 0x3fff_ffff;
      const type = lengthAndType >>> 30;
      if (lengthBytes === 0) break;
      const address: BlockAddress = {
        block: allocation.readUInt32LE(at + 4),
        mapIndex: isLong ? allocation.readUInt16LE(at + 8) : mapIndex,
      };
      if (type === CONTINUED) next = address;
      else if (type === NOT_RECORDED || type === NOT_ALLOCATED) extents.push({ offsetBytes: null, lengthBytes });
      else extents.push(...blocks.places(address, lengthBytes));
      if (extents.length > EXTENTS_MAX) throw new VolumeProblem('too-much');
    }
    allocation = next === null ? null : await readChained(blocks, next);
  }
  return extents;
}

async function readChained(blocks: UdfBlocks, address: BlockAddress): Promise<Buffer> {
  const bytes = await blocks.readBlock(address);
  if (readTag(bytes) !== TAG.allocationExtent) throw new VolumeProblem('damaged');
  return bytes.subarray(24, 24 + bytes.readUInt32LE(20));
}
