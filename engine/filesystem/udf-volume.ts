import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { readExtents } from './extents.ts';
import { type FirstNodes, type Tree, TreeVolume } from './tree-volume.ts';
import { UdfBlocks } from './udf-blocks.ts';
import { type BlockAddress, readUdfLayout, type UdfLayout } from './udf-descriptors.ts';
import { readUdfEntry, type UdfEntry } from './udf-entry.ts';
import { ostaText, readTag, TAG } from './udf-tag.ts';
import { FOLDER_BYTES_MAX, type Found, type Volume, type VolumeEntry, type VolumeSpace } from './volume.ts';
import { attempt, VolumeProblem } from './volume-problem.ts';

/** Source: ECMA-167 4/14.4.3 (file characteristics). */
const IS_FOLDER = 0x02;
const IS_DELETED = 0x04;
const IS_PARENT = 0x08;
const IDENTIFIER_HEAD_BYTES = 38;

interface Node {
  readonly name: string;
  readonly address: BlockAddress;
  readonly udf: UdfEntry;
}

/**
 * Opens a UDF volume (1.02 to 2.60, also with a metadata partition) for reading. `other-format` where it is none.
 * Source: ECMA-167 parts 3 and 4; UDF 2.60.
 */
export function openUdf(bytes: SeekableBytes): Promise<Found<Volume>> {
  return attempt(async () => {
    const layout = await readUdfLayout(bytes);
    const blocks = new UdfBlocks(bytes, layout);
    await openMetadata(blocks, layout);
    const fileSet = await blocks.readBlock(layout.fileSet);
    if (readTag(fileSet) !== TAG.fileSet) throw new VolumeProblem('damaged');
    const address = longAddress(fileSet, 400);
    const udf = await readUdfEntry(blocks, address);
    if (udf.kind !== 'folder') throw new VolumeProblem('damaged');
    return new TreeVolume(new UdfTree(bytes, blocks, { label: layout.label, root: { name: '', address, udf } }));
  });
}

/** Finds where the metadata partitions lie: in their file, or in its mirror. Source: UDF 2.60 §2.2.13. */
async function openMetadata(blocks: UdfBlocks, { maps }: UdfLayout): Promise<void> {
  for (const [mapIndex, map] of maps.entries()) {
    if (map.kind !== 'metadata') continue;
    const physical = maps.findIndex(
      ({ kind, partitionNumber }) => kind === 'physical' && partitionNumber === map.partitionNumber,
    );
    const tried = [map.fileBlock, map.mirrorBlock].map((block) =>
      attempt(() => readUdfEntry(blocks, { block, mapIndex: physical })),
    );
    const good = (await Promise.all(tried)).find((found) => found.isFound && 'extents' in found.value.content);
    if (good?.isFound !== true || !('extents' in good.value.content)) throw new VolumeProblem('damaged');
    blocks.placeMetadata(mapIndex, good.value.content.extents);
  }
}

/** Source: ECMA-167 4/14.14.2 (long_ad): length, then block and partition reference. */
function longAddress(bytes: Buffer, at: number): BlockAddress {
  return { block: bytes.readUInt32LE(at + 4), mapIndex: bytes.readUInt16LE(at + 8) };
}

class UdfTree implements Tree<Node> {
  readonly format = 'udf';
  readonly label: string;
  readonly root: Node;
  readonly #bytes: SeekableBytes;
  readonly #blocks: UdfBlocks;

  constructor(bytes: SeekableBytes, blocks: UdfBlocks, facts: { readonly label: string; readonly root: Node }) {
    this.#bytes = bytes;
    this.#blocks = blocks;
    this.label = facts.label;
    this.root = facts.root;
  }

  entry({ name, udf }: Node): VolumeEntry {
    const kind = udf.kind === 'metadata' ? 'other' : udf.kind;
    return { name, kind, sizeBytes: kind === 'file' ? udf.sizeBytes : 0 };
  }

  key({ address }: Node): string {
    return `${address.mapIndex}:${address.block}`;
  }

  async read({ udf }: Node, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    if ('embedded' in udf.content) return udf.content.embedded.subarray(offsetBytes, offsetBytes + lengthBytes);
    return await readExtents(this.#bytes, udf.content.extents, { offsetBytes, lengthBytes });
  }

  /** Source: ECMA-167 4/14.4 (file identifier descriptor). */
  async children(folder: Node, most: number): Promise<FirstNodes<Node>> {
    const { sizeBytes } = folder.udf;
    if (sizeBytes > FOLDER_BYTES_MAX) throw new VolumeProblem('too-much');
    const bytes = await this.read(folder, 0, sizeBytes);
    const nodes: Node[] = [];
    for (let at = 0; at + IDENTIFIER_HEAD_BYTES <= bytes.length; ) {
      if (readTag(bytes.subarray(at)) !== TAG.fileIdentifier) throw new VolumeProblem('damaged');
      const characteristics = bytes.readUInt8(at + 18);
      const nameBytes = bytes.readUInt8(at + 19);
      const nameAt = at + IDENTIFIER_HEAD_BYTES + bytes.readUInt16LE(at + 36);
      const address = longAddress(bytes, at + 20);
      const name = ostaText(bytes.subarray(nameAt, nameAt + nameBytes));
      at = (nameAt + nameBytes + 3) & ~3;
      if ((characteristics & (IS_DELETED | IS_PARENT)) !== 0) continue;
      if (nodes.length >= most) return { nodes, hasMore: true };
      const found = await attempt(() => readUdfEntry(this.#blocks, address));
      // one entry that cannot be read leaves the others as they are
      const unread = { kind: 'other', sizeBytes: 0, content: { extents: [] } } as const;
      const udf = found.isFound ? found.value : unread;
      const isFolder = (characteristics & IS_FOLDER) !== 0;
      nodes.push({ name, address, udf: isFolder === (udf.kind === 'folder') ? udf : unread });
    }
    return { nodes, hasMore: false };
  }

  /** A disc is full; how much of a rewritable one is used is not asked. */
  space(): Promise<VolumeSpace> {
    return Promise.resolve({ totalBytes: this.#bytes.sizeBytes, usedBytes: null });
  }
}
