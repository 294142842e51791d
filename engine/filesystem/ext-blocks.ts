import type { SeekableBytes } from '../image/seekable-bytes.ts';
import type { ExtInode } from './ext-inodes.ts';
import type { Extent } from './extents.ts';
import { readExactly } from './limited-bytes.ts';
import { EXTENTS_MAX } from './volume.ts';
import { VolumeProblem } from './volume-problem.ts';

const EXTENT_MAGIC = 0xf30a;
const EXTENT_BYTES = 12;
const DEPTH_MAX = 5;
/** Lengths above it mark extents that were never written and read as zeros. */
const WRITTEN_LENGTH_MAX = 32768;
const DIRECT_BLOCKS = 12;

/** A run of a file's blocks: `first` counts from the start of the file, `block` null reads as zeros. */
interface Run {
  readonly first: number;
  readonly block: number | null;
  readonly count: number;
}

export interface ExtPlace {
  readonly bytes: SeekableBytes;
  readonly blockBytes: number;
}

/**
 * Where the first `lengthBytes` bytes of a file or folder lie, by its tree of extents or its map of blocks.
 * Source: Linux Documentation/filesystems/ext4, "The Contents of inode.i_block".
 */
export async function extExtents(place: ExtPlace, inode: ExtInode, lengthBytes: number): Promise<readonly Extent[]> {
  const { blockBytes } = place;
  const wanted = Math.ceil(lengthBytes / blockBytes);
  const runs = inode.hasExtents
    ? await runsOfTree(place, inode.map, wanted)
    : await runsOfMap(place, inode.map, wanted);
  const extents: Extent[] = [];
  let told = 0;
  for (const { first, block, count } of runs) {
    if (first < told) throw new VolumeProblem('damaged');
    if (first > told) extents.push({ offsetBytes: null, lengthBytes: (first - told) * blockBytes });
    extents.push({ offsetBytes: block === null ? null : block * blockBytes, lengthBytes: count * blockBytes });
    told = first + count;
  }
  if (told < wanted) extents.push({ offsetBytes: null, lengthBytes: (wanted - told) * blockBytes });
  return extents;
}

async function runsOfTree(place: ExtPlace, root: Buffer, wanted: number): Promise<readonly Run[]> {
  const runs: Run[] = [];
  let nodes = 0;
  await readNode(root, null);
  return runs;

  /** Each level says how far it is from the leaves, so that no tree leads in circles. */
  async function readNode(node: Buffer, expectedDepth: number | null): Promise<void> {
    const depth = node.readUInt16LE(6);
    const count = node.readUInt16LE(2);
    const isExpected = expectedDepth === null ? depth <= DEPTH_MAX : depth === expectedDepth;
    if (node.readUInt16LE(0) !== EXTENT_MAGIC || !isExpected) throw new VolumeProblem('damaged');
    nodes += 1;
    if (nodes > EXTENTS_MAX) throw new VolumeProblem('too-much');
    for (let index = 0; index < count; index += 1) {
      const at = EXTENT_BYTES * (index + 1);
      const first = node.readUInt32LE(at);
      if (first >= wanted) return;
      if (depth === 0) addRun(runs, leafRun(node, at));
      else
        await readNode(
          await readBlock(place, node.readUInt32LE(at + 4) + node.readUInt16LE(at + 8) * 2 ** 32),
          depth - 1,
        );
    }
  }
}

function leafRun(node: Buffer, at: number): Run {
  const length = node.readUInt16LE(at + 4);
  const block = node.readUInt16LE(at + 6) * 2 ** 32 + node.readUInt32LE(at + 8);
  const isWritten = length <= WRITTEN_LENGTH_MAX;
  return {
    first: node.readUInt32LE(at),
    block: isWritten ? block : null,
    count: isWritten ? length : length - WRITTEN_LENGTH_MAX,
  };
}

/** Twelve blocks, then one block of numbers, one of blocks of numbers, and one level more. */
async function runsOfMap(place: ExtPlace, map: Buffer, wanted: number): Promise<readonly Run[]> {
  const runs: Run[] = [];
  const perBlock = place.blockBytes / 4;
  let first = 0;
  for (let index = 0; index < DIRECT_BLOCKS && first < wanted; index += 1) add(map.readUInt32LE(index * 4), 0);
  for (let depth = 1; depth <= 3 && first < wanted; depth += 1) {
    await addTree(map.readUInt32LE((DIRECT_BLOCKS + depth - 1) * 4), depth);
  }
  return runs;

  function add(block: number, depth: number): void {
    const count = perBlock ** depth;
    addRun(runs, { first, block: block === 0 ? null : block, count });
    first += count;
  }

  async function addTree(block: number, depth: number): Promise<void> {
    if (block === 0) return add(0, depth); // a hole as large as all below it
    const numbers = await readBlock(place, block);
    for (let index = 0; index < perBlock && first < wanted; index += 1) {
      const number = numbers.readUInt32LE(index * 4);
      if (depth === 1) add(number, 0);
      else await addTree(number, depth - 1);
    }
  }
}

/** Joins runs that follow each other. */
function addRun(runs: Run[], run: Run): void {
  const last = runs.at(-1);
  const isNext =
    last !== undefined &&
    last.first + last.count === run.first &&
    (last.block === null ? run.block === null : run.block === last.block + last.count);
  if (isNext) runs[runs.length - 1] = { ...last, count: last.count + run.count };
  else runs.push(run);
  if (runs.length > EXTENTS_MAX) throw new VolumeProblem('too-much');
}

async function readBlock({ bytes, blockBytes }: ExtPlace, block: number): Promise<Buffer> {
  return await readExactly(bytes, block * blockBytes, blockBytes);
}
