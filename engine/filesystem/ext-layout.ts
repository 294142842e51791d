import type { ReadSystem } from '#contract/contents.ts';
import { VolumeProblem } from './volume-problem.ts';

/** What the superblock of an ext2, ext3 or ext4 volume says. Source: Linux Documentation/filesystems/ext4, "Super Block". */
export interface ExtLayout {
  readonly format: ReadSystem;
  readonly label: string;
  readonly blockBytes: number;
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly inodeCount: number;
  readonly inodesPerGroup: number;
  readonly inodeBytes: number;
  readonly groupCount: number;
  readonly blocksPerGroup: number;
  readonly descriptorBytes: number;
  readonly firstDataBlock: number;
  /** Groups from this one on keep their descriptors beside them (feature meta_bg); null: all lie together. */
  readonly firstMetaGroup: number | null;
  readonly hasSparseSuper: boolean;
  /** Entries of folders say what kind of thing they are. */
  readonly hasFileType: boolean;
}

export const EXT_SUPERBLOCK_AT = 1024;
export const EXT_SUPERBLOCK_BYTES = 1024;
const MAGIC = 0xef53;
const BLOCK_SHIFT_MAX = 6; // 64 KiB
const OLD_INODE_BYTES = 128;
const OLD_DESCRIPTOR_BYTES = 32;
const GROUPS_MAX = 1 << 24;

const COMPAT_JOURNAL = 0x4;
const COMPAT_SPARSE_SUPER_2 = 0x200;
const INCOMPAT = { fileType: 0x2, journalDevice: 0x8, metaGroups: 0x10, wide: 0x80 } as const;
/** Read, or of no consequence to who only reads names and sizes: filetype, recover, meta_bg, extents, 64bit, mmp, flex_bg, ea_inode, csum_seed, largedir, inline_data, encrypt, casefold. */
const INCOMPAT_READ =
  0x2 | 0x4 | 0x10 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x2000 | 0x4000 | 0x8000 | 0x10000 | 0x20000;
const RO_SPARSE_SUPER = 0x1;
/** What ext3 knows; anything more is ext4. */
const INCOMPAT_EXT3 = 0x2 | 0x4 | 0x10;
const RO_COMPAT_EXT3 = 0x1 | 0x2 | 0x4;

/** True where a superblock says that it is one, whether it is whole or not. */
export function isExt(superblock: Buffer): boolean {
  return superblock.length >= EXT_SUPERBLOCK_BYTES && superblock.readUInt16LE(56) === MAGIC;
}

/** `damaged` where the superblock contradicts itself, `unsupported` for features that change where things lie. */
export function readExtLayout(superblock: Buffer): ExtLayout {
  const isOld = superblock.readUInt32LE(76) === 0;
  const feature = (at: number) => (isOld ? 0 : superblock.readUInt32LE(at));
  const [compat, incompat, readOnly] = [feature(92), feature(96), feature(100)];
  if ((incompat & ~INCOMPAT_READ) !== 0 || (incompat & INCOMPAT.journalDevice) !== 0) {
    throw new VolumeProblem('unsupported');
  }
  const isWide = (incompat & INCOMPAT.wide) !== 0;
  const count = (lowAt: number, highAt: number) =>
    superblock.readUInt32LE(lowAt) + (isWide ? superblock.readUInt32LE(highAt) * 2 ** 32 : 0);
  const blockShift = superblock.readUInt32LE(24);
  const blockBytes = 1024 * 2 ** Math.min(blockShift, BLOCK_SHIFT_MAX);
  const blocks = count(4, 336);
  const freeBlocks = count(12, 344);
  const firstDataBlock = superblock.readUInt32LE(20);
  const blocksPerGroup = superblock.readUInt32LE(32);
  const groupCount = Math.ceil((blocks - firstDataBlock) / blocksPerGroup);
  const layout = {
    format: formatOf(compat, incompat, readOnly),
    label: superblock.toString('utf8', 120, 136).split('\0')[0] ?? '',
    blockBytes,
    totalBytes: blocks * blockBytes,
    freeBytes: freeBlocks * blockBytes,
    inodeCount: superblock.readUInt32LE(0),
    inodesPerGroup: superblock.readUInt32LE(40),
    inodeBytes: isOld ? OLD_INODE_BYTES : superblock.readUInt16LE(88),
    groupCount,
    blocksPerGroup,
    descriptorBytes: isWide ? superblock.readUInt16LE(254) : OLD_DESCRIPTOR_BYTES,
    firstDataBlock,
    firstMetaGroup: (incompat & INCOMPAT.metaGroups) === 0 ? null : superblock.readUInt32LE(260),
    hasSparseSuper: (readOnly & RO_SPARSE_SUPER) !== 0 || (compat & COMPAT_SPARSE_SUPER_2) !== 0,
    hasFileType: (incompat & INCOMPAT.fileType) !== 0,
  };
  const isSound =
    blockShift <= BLOCK_SHIFT_MAX &&
    firstDataBlock < blocks &&
    Number.isSafeInteger(layout.totalBytes) &&
    freeBlocks <= blocks &&
    groupCount <= GROUPS_MAX &&
    layout.inodesPerGroup > 0 &&
    isPowerOfTwoIn(layout.inodeBytes, OLD_INODE_BYTES, blockBytes) &&
    isPowerOfTwoIn(layout.descriptorBytes, OLD_DESCRIPTOR_BYTES, blockBytes);
  if (!isSound) throw new VolumeProblem('damaged');
  return layout;
}

function formatOf(compat: number, incompat: number, readOnly: number): ReadSystem {
  if ((incompat & ~INCOMPAT_EXT3) !== 0 || (readOnly & ~RO_COMPAT_EXT3) !== 0) return 'ext4';
  return (compat & COMPAT_JOURNAL) === 0 ? 'ext2' : 'ext3';
}

function isPowerOfTwoIn(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && Number.isInteger(Math.log2(value));
}
