import type { SeekableBytes } from '../image/seekable-bytes.ts';
import type { Extent } from './extents.ts';
import { readExactly } from './limited-bytes.ts';
import type { BlockAddress, UdfLayout } from './udf-descriptors.ts';
import { VolumeProblem } from './volume-problem.ts';

/** Turns addresses in partitions into places of the image. */
export class UdfBlocks {
  readonly blockBytes: number;
  readonly #bytes: SeekableBytes;
  readonly #layout: UdfLayout;
  /** By map index: where the bytes of a metadata partition lie. Filled by the volume once it has read their files. */
  readonly #metadata = new Map<number, readonly Extent[]>();

  constructor(bytes: SeekableBytes, layout: UdfLayout) {
    this.#bytes = bytes;
    this.#layout = layout;
    this.blockBytes = layout.blockBytes;
  }

  placeMetadata(mapIndex: number, extents: readonly Extent[]): void {
    this.#metadata.set(mapIndex, extents);
  }

  /** One block, in which a descriptor lies. */
  async readBlock(address: BlockAddress): Promise<Buffer> {
    const [place] = this.places(address, this.blockBytes);
    if (place === undefined || place.offsetBytes === null) throw new VolumeProblem('damaged');
    return await readExactly(this.#bytes, place.offsetBytes, place.lengthBytes);
  }

  /** Where `lengthBytes` bytes from a block on lie; several places where a metadata file is in parts. */
  places({ block, mapIndex }: BlockAddress, lengthBytes: number): readonly Extent[] {
    const map = this.#layout.maps[mapIndex];
    if (map === undefined) throw new VolumeProblem('damaged');
    const startBytes = block * this.blockBytes;
    if (map.kind === 'metadata') return cut(this.#metadata.get(mapIndex) ?? [], startBytes, lengthBytes);
    const partition = this.#layout.partitions.get(map.partitionNumber);
    if (partition === undefined || startBytes + lengthBytes > partition.lengthBytes + this.blockBytes) {
      throw new VolumeProblem('damaged');
    }
    return [{ offsetBytes: partition.startBytes + startBytes, lengthBytes }];
  }
}

/** The part [start, start + length) of a run of extents; all of it must be there. */
function cut(extents: readonly Extent[], startBytes: number, lengthBytes: number): readonly Extent[] {
  const parts: Extent[] = [];
  let at = 0;
  let left = lengthBytes;
  for (const extent of extents) {
    const skip = Math.max(0, startBytes + lengthBytes - left - at);
    if (left > 0 && skip < extent.lengthBytes) {
      const take = Math.min(left, extent.lengthBytes - skip);
      parts.push({ offsetBytes: extent.offsetBytes === null ? null : extent.offsetBytes + skip, lengthBytes: take });
      left -= take;
    }
    at += extent.lengthBytes;
  }
  if (left > 0) throw new VolumeProblem('damaged');
  return parts;
}
