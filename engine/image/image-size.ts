import type { Layer } from '#contract/image.ts';
import type { DecodeContext } from './decode-context.ts';
import { lz4Size } from './lz4/lz4-size.ts';
import type { SeekableBytes } from './seekable-bytes.ts';
import type { DiskFormat } from './virtual-disk/disk-format.ts';
import { xzFacts } from './xz-size.ts';
import { zstSize } from './zst-size.ts';

/** Layers that are read here and there: from a complete file only. */
export type SeekableLayer = 'zip' | '7z' | 'dmg' | DiskFormat;
/** Layers that are read from front to back. */
export type StreamLayer = Exclude<Layer, SeekableLayer>;

export interface PackedFacts {
  /** Unpacked; null where the format does not tell. */
  readonly sizeBytes: number | null;
  /** Blocks are small enough to be unpacked two at a time. */
  readonly isParallel: boolean;
}

/** For packed bytes inside a stream, which cannot be looked through first. */
export const UNKNOWN_FACTS: PackedFacts = { sizeBytes: null, isParallel: false };

/** Blocks of `xz -T0` at its default level have 24 MiB; two of them take about 70 MiB of memory. */
const PARALLEL_BLOCK_MAX_BYTES = 24 * 1024 * 1024;

/**
 * What can be told without unpacking. gz stores its size modulo 4 GiB and for the last member only, bz2 not at
 * all. IMAGE_TRUNCATED where the structure shows that the end is missing.
 */
export async function packedFacts(
  layer: StreamLayer,
  bytes: SeekableBytes,
  context: DecodeContext,
): Promise<PackedFacts> {
  switch (layer) {
    case 'gz':
      return UNKNOWN_FACTS;
    case 'bz2':
      return { sizeBytes: null, isParallel: true }; // its blocks have 900 kB at most
    case 'lz4':
      return { sizeBytes: await lz4Size(bytes, context), isParallel: false };
    case 'zst':
      return { sizeBytes: await zstSize(bytes, context), isParallel: false };
    case 'xz': {
      const facts = await xzFacts(bytes, context);
      if (facts === null) return UNKNOWN_FACTS;
      const isParallel = facts.largestBlockBytes <= PARALLEL_BLOCK_MAX_BYTES;
      return { sizeBytes: facts.sizeBytes, isParallel };
    }
  }
}
