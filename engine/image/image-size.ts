import type { DecodeContext } from './decode-context.ts';
import type { SeekableBytes } from './seekable-bytes.ts';
import { xzSize } from './xz-size.ts';
import { zstSize } from './zst-size.ts';

/**
 * Unpacked size without unpacking, or null where the format does not tell: gz stores it modulo 4 GiB and for
 * the last member only, bz2 not at all. IMAGE_TRUNCATED where the structure shows that the end is missing.
 */
export function packedSize(
  layer: 'gz' | 'bz2' | 'xz' | 'zst',
  bytes: SeekableBytes,
  context: DecodeContext,
): Promise<number | null> {
  switch (layer) {
    case 'gz':
    case 'bz2':
      return Promise.resolve(null);
    case 'xz':
      return xzSize(bytes, context);
    case 'zst':
      return zstSize(bytes, context);
  }
}
