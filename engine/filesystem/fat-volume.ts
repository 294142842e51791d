import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { type Extent, readExtents } from './extents.ts';
import { FatChains } from './fat-chain.ts';
import { type FatEntry, readFatFolder } from './fat-folder.ts';
import { type FatLayout, readFatLayout } from './fat-layout.ts';
import { readExactly } from './limited-bytes.ts';
import { type FirstNodes, type Tree, TreeVolume } from './tree-volume.ts';
import {
  FOLDER_BYTES_MAX,
  FOLDER_ENTRIES_MAX,
  type Found,
  type Volume,
  type VolumeEntry,
  type VolumeSpace,
} from './volume.ts';
import { attempt, VolumeProblem } from './volume-problem.ts';

const BOOT_SECTOR_BYTES = 512;

/** The root folder has no entry of its own. */
type Node = FatEntry | 'root';

/**
 * Opens a FAT12, FAT16 or FAT32 volume for reading; `bytes` begin with its boot sector and may go on behind its end.
 * `other-format` where it is none. Source: Microsoft FAT specification 1.03.
 */
export function openFat(bytes: SeekableBytes): Promise<Found<Volume>> {
  return attempt(async () => {
    const layout = readFatLayout(await bytes.readAt(0, BOOT_SECTOR_BYTES));
    if (layout === null) throw new VolumeProblem('other-format');
    const tree = new FatTree(bytes, layout);
    await tree.readLabel();
    return new TreeVolume(tree);
  });
}

class FatTree implements Tree<Node> {
  readonly format: Volume['format'];
  label: string;
  readonly root = 'root';
  readonly #bytes: SeekableBytes;
  readonly #layout: FatLayout;
  readonly #chains: FatChains;

  constructor(bytes: SeekableBytes, layout: FatLayout) {
    this.#bytes = bytes;
    this.#layout = layout;
    this.#chains = new FatChains(bytes, layout);
    this.format = `fat${layout.bits}`;
    this.label = layout.label;
  }

  /** The name in the root folder goes before the one in the boot sector, which tools forget to change. */
  async readLabel(): Promise<void> {
    const found = await attempt(
      async () => readFatFolder(await this.#folderBytes('root'), FOLDER_ENTRIES_MAX).volumeLabel,
    );
    if (found.isFound) this.label = found.value ?? this.label;
  }

  entry(node: Node): VolumeEntry {
    if (node === 'root') return { name: '', kind: 'folder', sizeBytes: 0 };
    return {
      name: node.name,
      kind: node.isFolder ? 'folder' : 'file',
      sizeBytes: node.isFolder ? 0 : node.sizeBytes,
    };
  }

  key(node: Node): string {
    return node === 'root' ? node : String(node.firstCluster);
  }

  async children(folder: Node, most: number): Promise<FirstNodes<Node>> {
    const { entries, hasMore } = readFatFolder(await this.#folderBytes(folder), most);
    return { nodes: entries, hasMore };
  }

  async space(): Promise<VolumeSpace> {
    const { totalBytes, clusterBytes, clusterCount } = this.#layout;
    const free = await this.#freeClusters();
    return { totalBytes, usedBytes: free === null ? null : (clusterCount - free) * clusterBytes };
  }

  /** FAT32 keeps a count, because its table is large. Source: Microsoft FAT specification §5 (FSInfo). */
  async #freeClusters(): Promise<number | null> {
    const { bits, infoAtBytes, clusterCount } = this.#layout;
    if (bits !== 32) return await this.#chains.countFree();
    if (infoAtBytes === null) return null;
    const info = await readExactly(this.#bytes, infoAtBytes, BOOT_SECTOR_BYTES);
    const isInfo = info.readUInt32LE(0) === 0x41615252 && info.readUInt32LE(484) === 0x61417272;
    const free = info.readUInt32LE(488);
    return isInfo && free <= clusterCount ? free : null;
  }

  async read(file: Node, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    if (file === 'root') throw new VolumeProblem('other-kind');
    const runs = await this.#chains.runs(file.firstCluster, offsetBytes + lengthBytes);
    const read = await readExtents(this.#bytes, runs, { offsetBytes, lengthBytes });
    if (read.length < lengthBytes) throw new VolumeProblem('damaged'); // the chain is shorter than the file
    return read;
  }

  async #folderBytes(folder: Node): Promise<Buffer> {
    const { root } = this.#layout;
    if (folder === 'root' && 'atBytes' in root) return await readExactly(this.#bytes, root.atBytes, root.lengthBytes);
    const cluster = folder === 'root' ? rootCluster(root) : folder.firstCluster;
    const runs = await this.#chains.runs(cluster, FOLDER_BYTES_MAX);
    return await readExtents(this.#bytes, runs, { offsetBytes: 0, lengthBytes: lengthOf(runs) });
  }
}

function rootCluster(root: FatLayout['root']): number {
  return 'cluster' in root ? root.cluster : 0;
}

function lengthOf(runs: readonly Extent[]): number {
  return Math.min(
    FOLDER_BYTES_MAX,
    runs.reduce((sum, run) => sum + run.lengthBytes, 0),
  );
}
