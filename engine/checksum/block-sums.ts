import { BLOCKS_MAX, type BlockSums } from '#contract/record.ts';
import type { ChunkTable } from './chunk-table.ts';

const BLOCK_MIN_BYTES = 1024 * 1024;

/** The checksums a receipt keeps of an image: blocks of 1 MiB, or the next powers of two for more than BLOCKS_MAX MiB. */
export function blockSumsOf(table: ChunkTable): BlockSums {
  let blockBytes = BLOCK_MIN_BYTES;
  while (table.totalBytes / blockBytes > BLOCKS_MAX) blockBytes *= 2;
  return { blockBytes, table: table.blockSums(blockBytes).toString('base64') };
}
