import type { SeekableBytes } from '../image/seekable-bytes.ts';
import type { Extent } from './extents.ts';
import { readExactly } from './limited-bytes.ts';
import { VolumeProblem } from './volume-problem.ts';

/** The table is read in pieces of this; one piece tells of 4 MiB of data and more. */
const PIECE_BYTES = 16 * 1024;
/** FAT12 entries cross bytes: a multiple of 3 keeps each in one piece. */
const PIECE_STEP = PIECE_BYTES - (PIECE_BYTES % 12);

/** What must be known of a volume to follow its chains; offsets in bytes from its first sector. */
export interface ChainLayout {
  readonly bits: 12 | 16 | 32;
  /** Bits of an entry that count: FAT32 keeps the upper four for itself, exFAT does not. */
  readonly entryMask: number;
  readonly clusterBytes: number;
  readonly tableAtBytes: number;
  readonly tableBytes: number;
  /** Of cluster 2, the first one there is. */
  readonly dataAtBytes: number;
  /** Clusters 2 to `clusterCount` + 1 exist. */
  readonly clusterCount: number;
}

/** Follows the chains of clusters of one FAT or exFAT volume. */
export class FatChains {
  readonly #bytes: SeekableBytes;
  readonly #layout: ChainLayout;
  readonly #pieces = new Map<number, Buffer>();

  constructor(bytes: SeekableBytes, layout: ChainLayout) {
    this.#bytes = bytes;
    this.#layout = layout;
  }

  /**
   * The bytes of the chain that starts at `cluster`, as runs, until `lengthBytes` are told; fewer where the chain ends.
   * `damaged` for a cluster that does not exist or is free, and for a chain that comes back to itself.
   */
  async runs(cluster: number, lengthBytes: number): Promise<readonly Extent[]> {
    const { clusterBytes, clusterCount, dataAtBytes } = this.#layout;
    const runs: Extent[] = [];
    let toldBytes = 0;
    let steps = 0;
    for (let at: number | null = cluster; at !== null && toldBytes < lengthBytes; at = await this.#next(at)) {
      steps += 1;
      if (at < 2 || at > clusterCount + 1 || steps > clusterCount) throw new VolumeProblem('damaged');
      const offsetBytes = dataAtBytes + (at - 2) * clusterBytes;
      const last = runs.at(-1);
      if (last?.offsetBytes != null && last.offsetBytes + last.lengthBytes === offsetBytes) {
        runs[runs.length - 1] = { offsetBytes: last.offsetBytes, lengthBytes: last.lengthBytes + clusterBytes };
      } else {
        runs.push({ offsetBytes, lengthBytes: clusterBytes });
      }
      toldBytes += clusterBytes;
    }
    return runs;
  }

  /** How many clusters are free; reads the whole table. */
  async countFree(): Promise<number> {
    const { clusterCount } = this.#layout;
    let free = 0;
    for (let cluster = 2; cluster < clusterCount + 2; cluster += 1) if ((await this.#entry(cluster)) === 0) free += 1;
    return free;
  }

  /** The cluster behind, or null at the end of the chain. Source: Microsoft FAT specification §4.1, exFAT §4.1. */
  async #next(cluster: number): Promise<number | null> {
    const value = await this.#entry(cluster);
    return value >= this.#layout.entryMask - 7 ? null : value;
  }

  async #entry(cluster: number): Promise<number> {
    const { bits, entryMask } = this.#layout;
    const at = Math.floor((cluster * bits) / 8);
    const piece = await this.#piece(Math.floor(at / PIECE_STEP));
    const inside = at % PIECE_STEP;
    if (bits === 32) return (piece.readUInt32LE(inside) & entryMask) >>> 0;
    const value = piece.readUInt16LE(inside);
    if (bits === 16) return value;
    return cluster % 2 === 0 ? value & 0xfff : value >> 4;
  }

  async #piece(index: number): Promise<Buffer> {
    const known = this.#pieces.get(index);
    if (known !== undefined) return known;
    const { tableAtBytes, tableBytes } = this.#layout;
    const offsetBytes = index * PIECE_STEP;
    const lengthBytes = Math.min(PIECE_STEP, tableBytes - offsetBytes);
    if (lengthBytes <= 0) throw new VolumeProblem('damaged');
    const piece = await readExactly(this.#bytes, tableAtBytes + offsetBytes, lengthBytes);
    this.#pieces.set(index, piece);
    return piece;
  }
}
