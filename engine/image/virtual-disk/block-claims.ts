import type { DiskFile } from './disk-file.ts';

/** Blocks whose owners are noted in 16 MiB of memory; in files with more of them, shared ones are not found. */
const BLOCKS_MAX = 128 * 1024 * 1024;

/** Finds tables that give the same block of a file to two places of a disk. */
export class BlockClaims {
  readonly #file: DiskFile;
  readonly #blockBytes: number;
  readonly #bits: Uint8Array | null;

  constructor(file: DiskFile, blockBytes: number) {
    this.#file = file;
    this.#blockBytes = blockBytes;
    const blocks = Math.ceil(file.sizeBytes / blockBytes);
    this.#bits = blocks > BLOCKS_MAX ? null : new Uint8Array(Math.ceil(blocks / 8));
  }

  /** Notes the block that begins at `atBytes` of the file; damage where it has an owner already. */
  claim(atBytes: number, offsetBytes: number): void {
    if (this.#bits === null) return;
    // Blocks that do not overlap begin at least one block's length apart: no two of them have the same number.
    const block = Math.floor(atBytes / this.#blockBytes);
    const before = this.#bits[block >>> 3] ?? 0;
    const bit = 1 << (block & 7);
    if ((before & bit) !== 0) throw this.#file.damaged('two places of the disk lie in the same block', offsetBytes);
    this.#bits[block >>> 3] = before | bit;
  }
}
