import type { SeekableBytes } from '../image/seekable-bytes.ts';
import type { ExtLayout } from './ext-layout.ts';
import { readExactly } from './limited-bytes.ts';
import { VolumeProblem } from './volume-problem.ts';

/** Source: Linux Documentation/filesystems/ext4, "Inode Table". */
export interface ExtInode {
  readonly number: number;
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  readonly hasExtents: boolean;
  readonly hasInlineData: boolean;
  /** Names and contents are ciphertext. */
  readonly isEncrypted: boolean;
  /** 60 bytes: a map of blocks, a tree of extents, or the content itself. */
  readonly map: Buffer;
  /** What follows the fields: extended attributes inside the inode; empty in old ones. */
  readonly attributes: Buffer;
}

const MODE_KIND = 0xf000;
const MODE_FOLDER = 0x4000;
const MODE_FILE = 0x8000;
const FLAG_ENCRYPTED = 0x800;
const FLAG_EXTENTS = 0x80000;
const FLAG_INLINE = 0x10000000;
const OLD_INODE_BYTES = 128;

/** Finds the inodes of one volume by their numbers. */
export class ExtInodes {
  readonly #bytes: SeekableBytes;
  readonly #layout: ExtLayout;
  readonly #tables = new Map<number, number>();

  constructor(bytes: SeekableBytes, layout: ExtLayout) {
    this.#bytes = bytes;
    this.#layout = layout;
  }

  /** Throws `damaged` for a number that there is not. */
  async read(number: number): Promise<ExtInode> {
    const { inodesPerGroup, inodeCount, inodeBytes } = this.#layout;
    if (number < 1 || number > inodeCount) throw new VolumeProblem('damaged');
    const group = Math.floor((number - 1) / inodesPerGroup);
    const tableAt = await this.#tableAt(group);
    const at = tableAt + ((number - 1) % inodesPerGroup) * inodeBytes;
    return inodeOf(number, await readExactly(this.#bytes, at, inodeBytes));
  }

  async #tableAt(group: number): Promise<number> {
    const known = this.#tables.get(group);
    if (known !== undefined) return known;
    const { groupCount, blockBytes, descriptorBytes } = this.#layout;
    if (group >= groupCount) throw new VolumeProblem('damaged');
    const descriptor = await readExactly(this.#bytes, this.#descriptorAt(group), descriptorBytes);
    const high = descriptorBytes >= 64 ? descriptor.readUInt32LE(40) : 0;
    const tableAt = (descriptor.readUInt32LE(8) + high * 2 ** 32) * blockBytes;
    this.#tables.set(group, tableAt);
    return tableAt;
  }

  /** All descriptors follow the first superblock; with meta_bg those of a block's worth of groups lie in the first of them. */
  #descriptorAt(group: number): number {
    const { blockBytes, descriptorBytes, firstDataBlock, firstMetaGroup, hasSparseSuper, blocksPerGroup } =
      this.#layout;
    const perBlock = blockBytes / descriptorBytes;
    const metaGroup = Math.floor(group / perBlock);
    if (firstMetaGroup === null || metaGroup < firstMetaGroup) {
      return (firstDataBlock + 1) * blockBytes + group * descriptorBytes;
    }
    const firstGroup = metaGroup * perBlock;
    const hasSuper = !hasSparseSuper || hasCopyOfSuperblock(firstGroup);
    const firstBlock = firstDataBlock + firstGroup * blocksPerGroup + (hasSuper ? 1 : 0);
    return firstBlock * blockBytes + (group % perBlock) * descriptorBytes;
  }
}

/** Source: "Sparse superblock": groups 0, 1 and powers of 3, 5 and 7. */
function hasCopyOfSuperblock(group: number): boolean {
  if (group <= 1) return true;
  return [3, 5, 7].some((base) => {
    let power = base;
    while (power < group) power *= base;
    return power === group;
  });
}

function inodeOf(number: number, bytes: Buffer): ExtInode {
  const kindBits = bytes.readUInt16LE(0) & MODE_KIND;
  const kind = kindBits === MODE_FOLDER ? 'folder' : kindBits === MODE_FILE ? 'file' : 'other';
  const flags = bytes.readUInt32LE(32);
  const extraBytes = bytes.length > OLD_INODE_BYTES ? bytes.readUInt16LE(OLD_INODE_BYTES) : 0;
  return {
    number,
    kind,
    // where a file has the upper half of its size, older folders have something else
    sizeBytes: bytes.readUInt32LE(4) + (kind === 'file' ? bytes.readUInt32LE(108) * 2 ** 32 : 0),
    hasExtents: (flags & FLAG_EXTENTS) !== 0,
    hasInlineData: (flags & FLAG_INLINE) !== 0,
    isEncrypted: (flags & FLAG_ENCRYPTED) !== 0,
    map: bytes.subarray(40, 100),
    attributes: bytes.subarray(OLD_INODE_BYTES + extraBytes),
  };
}
