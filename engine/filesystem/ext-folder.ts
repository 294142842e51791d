import { VolumeProblem } from './volume-problem.ts';

/** One name in a folder. */
export interface ExtName {
  readonly name: string;
  readonly inode: number;
  /** null: the entry does not say; its inode does. */
  readonly kind: 'file' | 'folder' | 'other' | null;
}

const HEAD_BYTES = 8;
const TYPE_FILE = 1;
const TYPE_FOLDER = 2;
/** Stands for 64 KiB in a field of 16 bits. */
const WHOLE_LARGE_BLOCK = [0, 0xffff];

/**
 * The names in one block of a folder. Blocks of an index (htree) look like unused entries and give none.
 * Source: Linux Documentation/filesystems/ext4, "Directory Entries".
 */
export function readExtNames(block: Buffer, hasFileType: boolean): readonly ExtName[] {
  const names: ExtName[] = [];
  for (let at = 0; at + HEAD_BYTES <= block.length; ) {
    const inode = block.readUInt32LE(at);
    const told = block.readUInt16LE(at + 4);
    const isWhole = block.length === 65536 && WHOLE_LARGE_BLOCK.includes(told);
    const lengthBytes = isWhole ? block.length - at : told;
    const nameBytes = hasFileType ? block.readUInt8(at + 6) : block.readUInt16LE(at + 6);
    if (lengthBytes < HEAD_BYTES || at + lengthBytes > block.length) throw new VolumeProblem('damaged');
    if (inode !== 0) {
      if (nameBytes === 0 || HEAD_BYTES + nameBytes > lengthBytes) throw new VolumeProblem('damaged');
      const name = block.toString('utf8', at + HEAD_BYTES, at + HEAD_BYTES + nameBytes);
      const kind = hasFileType ? kindOf(block.readUInt8(at + 7)) : null;
      if (name !== '.' && name !== '..') names.push({ name, inode, kind });
    }
    at += lengthBytes;
  }
  return names;
}

function kindOf(type: number): ExtName['kind'] {
  switch (type) {
    case 0:
      return null;
    case TYPE_FILE:
      return 'file';
    case TYPE_FOLDER:
      return 'folder';
    default:
      return 'other';
  }
}
