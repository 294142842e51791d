import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { countSetBits, USED_MAP_BYTES_MAX } from './count-set-bits.ts';
import { NTFS_TYPE } from './ntfs-attributes.ts';
import { withFixups } from './ntfs-fixups.ts';
import { type NtfsName, readNtfsNames } from './ntfs-index.ts';
import { isNtfs, isPowerOfTwo, NTFS_BOOT_BYTES, readNtfsLayout } from './ntfs-layout.ts';
import { NtfsRecords } from './ntfs-records.ts';
import { type FirstNodes, type Tree, TreeVolume } from './tree-volume.ts';
import { FOLDER_BYTES_MAX, type Found, type Volume, type VolumeEntry, type VolumeSpace } from './volume.ts';
import { attempt, VolumeProblem } from './volume-problem.ts';

/** Records of the volume itself. Source: NTFS metadata files. */
const RECORD_VOLUME = 3;
const RECORD_ROOT = 5;
const RECORD_BITMAP = 6;
/** Files below it, such as $MFT, belong to the file system; no system shows them. */
const FIRST_USER_RECORD = 24;
const INDEX = '$I30';
const BLOCK_BYTES_MAX = 64 * 1024;

type Node = NtfsName;

/**
 * Opens an NTFS volume for reading; `bytes` begin with its boot sector. `other-format` where it is none. Its journal is not
 * looked at. Source: the on-disk structures as documented for Windows NT 3.1 to Windows 11 (versions 1.2 to 3.1).
 */
export function openNtfs(bytes: SeekableBytes): Promise<Found<Volume>> {
  return attempt(async () => {
    const sector = await bytes.readAt(0, NTFS_BOOT_BYTES);
    if (!isNtfs(sector)) throw new VolumeProblem('other-format');
    const tree = new NtfsTree(await NtfsRecords.open(bytes, readNtfsLayout(sector)));
    await tree.readLabel();
    return new TreeVolume(tree);
  });
}

class NtfsTree implements Tree<Node> {
  readonly format = 'ntfs';
  label = '';
  readonly root: Node = { record: RECORD_ROOT, name: '', isShort: false, kind: 'folder', sizeBytes: 0 };
  readonly #records: NtfsRecords;

  constructor(records: NtfsRecords) {
    this.#records = records;
  }

  async readLabel(): Promise<void> {
    const name = await attempt(() => this.#records.stream(RECORD_VOLUME, NTFS_TYPE.volumeName, ''));
    if (!name.isFound || name.value === null || !('resident' in name.value.content)) return;
    this.label = name.value.content.resident.toString('utf16le').replace(/[ \0]+$/u, '');
  }

  entry({ name, kind, sizeBytes }: Node): VolumeEntry {
    return { name, kind, sizeBytes };
  }

  key({ record }: Node): string {
    return String(record);
  }

  async children({ record }: Node, most: number): Promise<FirstNodes<Node>> {
    const nodes: Node[] = [];
    for await (const names of this.#names(record)) {
      for (const name of names) {
        if (name.isShort || name.record < FIRST_USER_RECORD) continue;
        if (nodes.length >= most) return { nodes, hasMore: true };
        nodes.push(name);
      }
    }
    return { nodes, hasMore: false };
  }

  async read({ record }: Node, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const stream = await this.#records.stream(record, NTFS_TYPE.data, '');
    if (stream === null) throw new VolumeProblem('damaged');
    // a folder may tell an old size of a file
    const length = Math.max(0, Math.min(lengthBytes, stream.sizeBytes - offsetBytes));
    return await this.#records.read(stream, offsetBytes, length);
  }

  async space(): Promise<VolumeSpace> {
    const { totalBytes, clusterBytes } = this.#records.layout;
    const clusters = Math.floor(totalBytes / clusterBytes);
    const mapBytes = Math.ceil(clusters / 8);
    if (mapBytes > USED_MAP_BYTES_MAX) return { totalBytes, usedBytes: null };
    const map = await this.#records.stream(RECORD_BITMAP, NTFS_TYPE.data, '');
    if (map === null || map.sizeBytes < mapBytes) throw new VolumeProblem('damaged');
    const used = countSetBits(await this.#records.read(map, 0, mapBytes), clusters);
    return { totalBytes, usedBytes: used * clusterBytes };
  }

  /**
   * The names of a folder, one part of its index after the other. The blocks of a large one are read in their order and not
   * along the tree they make up, so that no tree can lead in circles; its map tells which ones are in use.
   */
  async *#names(record: number): AsyncGenerator<readonly NtfsName[]> {
    const root = await this.#records.stream(record, NTFS_TYPE.indexRoot, INDEX);
    if (root === null || !('resident' in root.content)) throw new VolumeProblem('damaged');
    const head = root.content.resident;
    const blockBytes = head.readUInt32LE(8);
    yield readNtfsNames(head, 16);
    const blocks = await this.#records.stream(record, NTFS_TYPE.indexAllocation, INDEX);
    if (blocks === null) return;
    const isSound = isPowerOfTwo(blockBytes) && blockBytes >= 512 && blockBytes <= BLOCK_BYTES_MAX;
    if (!isSound) throw new VolumeProblem('damaged');
    const map = await this.#readMap(record);
    const count = Math.min(Math.floor(blocks.sizeBytes / blockBytes), map.length * 8);
    for (let index = 0; index < count; index += 1) {
      if (((map[index >> 3] ?? 0) & (1 << (index & 7))) === 0) continue;
      if (index * blockBytes >= FOLDER_BYTES_MAX) throw new VolumeProblem('too-much');
      const block = withFixups(await this.#records.read(blocks, index * blockBytes, blockBytes), 'INDX');
      if (block === null) throw new VolumeProblem('damaged');
      yield readNtfsNames(block, 24);
    }
  }

  async #readMap(record: number): Promise<Buffer> {
    const map = await this.#records.stream(record, NTFS_TYPE.bitmap, INDEX);
    if (map === null) throw new VolumeProblem('damaged');
    if (map.sizeBytes > FOLDER_BYTES_MAX / 512) throw new VolumeProblem('too-much');
    return await this.#records.read(map, 0, map.sizeBytes);
  }
}
