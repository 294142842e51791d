import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { extExtents } from './ext-blocks.ts';
import { type ExtName, readExtNames } from './ext-folder.ts';
import { type ExtInode, ExtInodes } from './ext-inodes.ts';
import { inlineParts } from './ext-inline-data.ts';
import { EXT_SUPERBLOCK_AT, EXT_SUPERBLOCK_BYTES, type ExtLayout, isExt, readExtLayout } from './ext-layout.ts';
import { readExtents } from './extents.ts';
import { type FirstNodes, type Tree, TreeVolume } from './tree-volume.ts';
import { FOLDER_BYTES_MAX, type Found, type Volume, type VolumeEntry, type VolumeSpace } from './volume.ts';
import { attempt, VolumeProblem } from './volume-problem.ts';

const ROOT_INODE = 2;
/** The inode of the folder above, before the first entries of a folder that lies in its inode. */
const INLINE_PARENT_BYTES = 4;

interface Node {
  readonly name: string;
  readonly kind: VolumeEntry['kind'];
  readonly number: number;
  /** null: not needed (a folder's kind stands in its entry), or damaged. */
  readonly inode: ExtInode | null;
}

/**
 * Opens an ext2, ext3 or ext4 volume for reading; `bytes` begin 1024 bytes before its superblock. `other-format` where it is
 * none. Its journal is not replayed: what a system had written last before it was cut off may be missing.
 * Source: Linux Documentation/filesystems/ext4.
 */
export function openExt(bytes: SeekableBytes): Promise<Found<Volume>> {
  return attempt(async () => {
    const superblock = await bytes.readAt(EXT_SUPERBLOCK_AT, EXT_SUPERBLOCK_BYTES);
    if (!isExt(superblock)) throw new VolumeProblem('other-format');
    return new TreeVolume(new ExtTree(bytes, readExtLayout(superblock)));
  });
}

class ExtTree implements Tree<Node> {
  readonly format: Volume['format'];
  readonly label: string;
  readonly root: Node = { name: '', kind: 'folder', number: ROOT_INODE, inode: null };
  readonly #bytes: SeekableBytes;
  readonly #layout: ExtLayout;
  readonly #inodes: ExtInodes;

  constructor(bytes: SeekableBytes, layout: ExtLayout) {
    this.format = layout.format;
    this.label = layout.label;
    this.#bytes = bytes;
    this.#layout = layout;
    this.#inodes = new ExtInodes(bytes, layout);
  }

  entry({ name, kind, inode }: Node): VolumeEntry {
    if (kind !== 'file') return { name, kind, sizeBytes: 0 };
    return inode === null ? { name, kind, sizeBytes: 0, isDamaged: true } : { name, kind, sizeBytes: inode.sizeBytes };
  }

  key({ number }: Node): string {
    return String(number);
  }

  async children(folder: Node, most: number): Promise<FirstNodes<Node>> {
    const nodes: Node[] = [];
    const inode = folder.inode ?? (await this.#inodes.read(folder.number));
    if (inode.kind !== 'folder') throw new VolumeProblem('damaged');
    if (inode.isEncrypted) throw new VolumeProblem('unsupported');
    for await (const names of this.#names(inode)) {
      for (const name of names) {
        if (nodes.length >= most) return { nodes, hasMore: true };
        nodes.push(await this.#node(name));
      }
    }
    return { nodes, hasMore: false };
  }

  async read({ inode }: Node, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    if (inode === null) throw new VolumeProblem('damaged');
    if (inode.isEncrypted) throw new VolumeProblem('unsupported');
    const endBytes = offsetBytes + lengthBytes;
    const read = inode.hasInlineData
      ? Buffer.concat(inlineParts(inode)).subarray(offsetBytes, endBytes)
      : await readExtents(this.#bytes, await extExtents(this.#place, inode, endBytes), { offsetBytes, lengthBytes });
    if (read.length < lengthBytes) throw new VolumeProblem('damaged');
    return read;
  }

  space(): Promise<VolumeSpace> {
    const { totalBytes, freeBytes } = this.#layout;
    return Promise.resolve({ totalBytes, usedBytes: totalBytes - freeBytes });
  }

  get #place() {
    return { bytes: this.#bytes, blockBytes: this.#layout.blockBytes };
  }

  async #node({ name, inode: number, kind }: ExtName): Promise<Node> {
    if (kind === 'folder' || kind === 'other') return { name, kind, number, inode: null };
    const found = await attempt(() => this.#inodes.read(number));
    // one inode that cannot be read leaves the others as they are
    if (!found.isFound) return { name, kind: kind ?? 'other', number, inode: null };
    return { name, kind: kind ?? found.value.kind, number, inode: found.value };
  }

  /** The names of a folder, one block after the other. */
  async *#names(inode: ExtInode): AsyncGenerator<readonly ExtName[]> {
    const { blockBytes, hasFileType } = this.#layout;
    if (inode.hasInlineData) {
      const [own, ...rest] = inlineParts(inode);
      for (const part of [own?.subarray(INLINE_PARENT_BYTES) ?? Buffer.alloc(0), ...rest]) {
        yield readExtNames(part, hasFileType);
      }
      return;
    }
    const lengthBytes = Math.min(inode.sizeBytes, FOLDER_BYTES_MAX);
    const extents = await extExtents(this.#place, inode, lengthBytes);
    for (let offsetBytes = 0; offsetBytes < lengthBytes; offsetBytes += blockBytes) {
      const block = await readExtents(this.#bytes, extents, { offsetBytes, lengthBytes: blockBytes });
      if (block.length < blockBytes) throw new VolumeProblem('damaged');
      // a block that was never written holds no names
      if (block.readUInt16LE(4) !== 0 || blockBytes === 65536) yield readExtNames(block, hasFileType);
    }
    if (inode.sizeBytes > FOLDER_BYTES_MAX) throw new VolumeProblem('too-much');
  }
}
