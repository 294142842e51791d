import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { countSetBits, USED_MAP_BYTES_MAX } from './count-set-bits.ts';
import { EXFAT_ENTRY_BYTES, type ExfatEntry, EXFAT_SET_ENTRIES_MAX, readExfatEntry } from './exfat-folder.ts';
import { EXFAT_BOOT_BYTES, type ExfatLayout, isExfat, readExfatLayout } from './exfat-layout.ts';
import { type Extent, readExtents, totalBytes } from './extents.ts';
import { FatChains } from './fat-chain.ts';
import { type FirstNodes, type Tree, TreeVolume } from './tree-volume.ts';
import { FOLDER_BYTES_MAX, type Found, type Volume, type VolumeEntry, type VolumeSpace } from './volume.ts';
import { attempt, VolumeProblem } from './volume-problem.ts';

type File = Extract<ExfatEntry, { readonly name: string }>;
type Bitmap = Extract<ExfatEntry, { readonly kind: 'bitmap' }>;
/** The root folder has no entry of its own. */
type Node = File | 'root';

/** Folders are read in pieces of this, so that a large one is not read beyond what is wanted of it. */
const PIECE_BYTES = 64 * 1024;
/** Every tool writes label and map first; a label that was added later takes a free place. */
const FACTS_AMONG_ENTRIES = 200;
const SET_BYTES_MAX = EXFAT_SET_ENTRIES_MAX * EXFAT_ENTRY_BYTES;

/**
 * Opens an exFAT volume for reading; `bytes` begin with its boot sector. `other-format` where it is none. Sets of entries
 * whose checksum is wrong are shown like the others.
 * Source: Microsoft exFAT specification 1.00.
 */
export function openExfat(bytes: SeekableBytes): Promise<Found<Volume>> {
  return attempt(async () => {
    const sector = await bytes.readAt(0, EXFAT_BOOT_BYTES);
    if (!isExfat(sector)) throw new VolumeProblem('other-format');
    const tree = new ExfatTree(bytes, readExfatLayout(sector));
    await tree.readFacts();
    return new TreeVolume(tree);
  });
}

class ExfatTree implements Tree<Node> {
  readonly format = 'exfat';
  label = '';
  readonly root = 'root';
  readonly #bytes: SeekableBytes;
  readonly #layout: ExfatLayout;
  readonly #chains: FatChains;
  #bitmap: Bitmap | null = null;

  constructor(bytes: SeekableBytes, layout: ExfatLayout) {
    this.#bytes = bytes;
    this.#layout = layout;
    this.#chains = new FatChains(bytes, layout);
  }

  /** The label and the map of clusters in use stand in the root folder, among its first entries. */
  async readFacts(): Promise<void> {
    let seen = 0;
    for await (const entry of this.#entries('root')) {
      if (entry.kind === 'label') this.label = entry.label;
      if (entry.kind === 'bitmap') this.#bitmap ??= entry;
      seen += 1;
      if (seen > FACTS_AMONG_ENTRIES) return;
    }
  }

  entry(node: Node): VolumeEntry {
    if (node === 'root') return { name: '', kind: 'folder', sizeBytes: 0 };
    return { name: node.name, kind: node.kind, sizeBytes: node.kind === 'file' ? node.sizeBytes : 0 };
  }

  key(node: Node): string {
    return node === 'root' ? node : String(node.firstCluster);
  }

  async children(folder: Node, most: number): Promise<FirstNodes<Node>> {
    const nodes: File[] = [];
    for await (const entry of this.#entries(folder)) {
      if (entry.kind !== 'file' && entry.kind !== 'folder') continue;
      if (nodes.length >= most) return { nodes, hasMore: true };
      nodes.push(entry);
    }
    return { nodes, hasMore: false };
  }

  async read(file: Node, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    if (file === 'root') throw new VolumeProblem('other-kind');
    const read = await readExtents(this.#bytes, await this.#runs(file, offsetBytes + lengthBytes), {
      offsetBytes,
      lengthBytes,
    });
    if (read.length < lengthBytes) throw new VolumeProblem('damaged'); // the chain is shorter than the file
    const written = Math.max(0, Math.min(lengthBytes, file.writtenBytes - offsetBytes));
    return written === lengthBytes
      ? read
      : Buffer.concat([read.subarray(0, written), Buffer.alloc(lengthBytes - written)]);
  }

  async space(): Promise<VolumeSpace> {
    const { totalBytes: volumeBytes, clusterBytes, clusterCount } = this.#layout;
    const mapBytes = Math.ceil(clusterCount / 8);
    if (this.#bitmap === null || mapBytes > USED_MAP_BYTES_MAX) return { totalBytes: volumeBytes, usedBytes: null };
    const runs = await this.#chains.runs(this.#bitmap.firstCluster, mapBytes);
    const map = await readExtents(this.#bytes, runs, { offsetBytes: 0, lengthBytes: mapBytes });
    if (map.length < mapBytes) throw new VolumeProblem('damaged');
    return { totalBytes: volumeBytes, usedBytes: countSetBits(map, clusterCount) * clusterBytes };
  }

  /** The entries of a folder, read as far as they are asked for. `too-much` behind FOLDER_BYTES_MAX. */
  async *#entries(folder: Node): AsyncGenerator<ExfatEntry> {
    const lengthBytes = folder === 'root' ? FOLDER_BYTES_MAX : Math.min(folder.sizeBytes, FOLDER_BYTES_MAX);
    const runs = await this.#runs(folder, lengthBytes);
    const endBytes = Math.min(lengthBytes, totalBytes(runs));
    let at = 0;
    for (let startBytes = 0; startBytes < endBytes; ) {
      const piece = await readExtents(this.#bytes, runs, {
        offsetBytes: startBytes,
        lengthBytes: Math.min(PIECE_BYTES, endBytes - startBytes),
      });
      const isLast = startBytes + piece.length >= endBytes;
      // a set of entries may go on in the next piece: that begins with the set
      while (at < piece.length && (isLast || at + SET_BYTES_MAX <= piece.length)) {
        const step = readExfatEntry(piece, at);
        if (step === null) return;
        if (step.entry !== null) yield step.entry;
        at = step.nextAt;
      }
      if (isLast) break;
      startBytes += at;
      at = 0;
    }
    if (endBytes === FOLDER_BYTES_MAX) throw new VolumeProblem('too-much');
  }

  async #runs(node: Node, lengthBytes: number): Promise<readonly Extent[]> {
    const { rootCluster, clusterBytes, clusterCount, dataAtBytes } = this.#layout;
    if (lengthBytes === 0) return [];
    if (node === 'root' || !node.isContiguous) {
      return await this.#chains.runs(node === 'root' ? rootCluster : node.firstCluster, lengthBytes);
    }
    const clusters = Math.ceil(node.sizeBytes / clusterBytes);
    const isInside = node.firstCluster >= 2 && node.firstCluster - 2 + clusters <= clusterCount;
    if (!isInside) throw new VolumeProblem('damaged');
    const offsetBytes = dataAtBytes + (node.firstCluster - 2) * clusterBytes;
    return [{ offsetBytes, lengthBytes: clusters * clusterBytes }];
  }
}
