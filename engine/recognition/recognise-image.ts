import type { System } from '#contract/system.ts';
import type { Content } from '../image/describe-content.ts';
import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { recogniseDisc } from './recognise-disc.ts';

/** The operating system an image carries, by its contents, or null. */
export async function recogniseImage(
  bytes: SeekableBytes,
  content: Content,
  signal: AbortSignal,
): Promise<System | null> {
  return content.iso !== null || content.isUdf ? await recogniseDisc(bytes, signal) : null;
}
