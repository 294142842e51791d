import type { ExtInode } from './ext-inodes.ts';
import { VolumeProblem } from './volume-problem.ts';

const ATTRIBUTES_MAGIC = 0xea020000;
const NAME_INDEX_SYSTEM = 7;
const NAME = 'data';
const ENTRY_HEAD_BYTES = 16;

/**
 * The content that a small file or folder keeps in its inode: first what stands in the place of the map of blocks, then the
 * attribute `system.data`. Source: Linux Documentation/filesystems/ext4, "Inline Data", "Extended Attributes".
 */
export function inlineParts(inode: ExtInode): readonly Buffer[] {
  const rest = systemData(inode.attributes);
  return rest === null ? [inode.map] : [inode.map, rest];
}

function systemData(attributes: Buffer): Buffer | null {
  if (attributes.length < 4 || attributes.readUInt32LE(0) !== ATTRIBUTES_MAGIC) return null;
  const entries = attributes.subarray(4); // values are counted from here
  for (let at = 0; at + ENTRY_HEAD_BYTES <= entries.length && entries.readUInt32LE(at) !== 0; ) {
    const nameBytes = entries.readUInt8(at);
    const name = entries.toString('latin1', at + ENTRY_HEAD_BYTES, at + ENTRY_HEAD_BYTES + nameBytes);
    if (entries.readUInt8(at + 1) === NAME_INDEX_SYSTEM && name === NAME) {
      const valueAt = entries.readUInt16LE(at + 2);
      const valueBytes = entries.readUInt32LE(at + 8);
      if (valueAt + valueBytes > entries.length) throw new VolumeProblem('damaged');
      return entries.subarray(valueAt, valueAt + valueBytes);
    }
    at += (ENTRY_HEAD_BYTES + nameBytes + 3) & ~3;
  }
  return null;
}
