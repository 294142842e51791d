import type { System } from '#contract/system.ts';
import { AppError } from '../errors/app-error.ts';
import type { DecodedImage } from '../image/decode-image.ts';
import { DecodedPrefix } from '../image/decoded-prefix.ts';
import type { Content } from '../image/describe-content.ts';
import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { recogniseDisc } from './recognise-disc.ts';

/** How much of a packed image is unpacked to recognise it: half a second's work at most. */
const UNPACKED_LIMIT_BYTES = 24 * 1024 * 1024;

export interface LookedAt {
  readonly file: SeekableBytes;
  readonly image: DecodedImage;
  readonly content: Content;
}

/**
 * The operating system an image carries, by its contents, or null. Of a packed image only the beginning is unpacked.
 * Damage further on in a packed file is no failure of the looking: writing finds it.
 */
export async function recogniseImage({ file, image, content }: LookedAt, signal: AbortSignal): Promise<System | null> {
  const isPacked = image.layers.length > 0;
  const bytes = isPacked ? new DecodedPrefix(image.chunks, image.sizeBytes, UNPACKED_LIMIT_BYTES) : file;
  try {
    return content.iso !== null || content.isUdf ? await recogniseDisc(bytes, signal) : null;
  } catch (cause) {
    if (isPacked && cause instanceof AppError) return null;
    throw cause;
  }
}
