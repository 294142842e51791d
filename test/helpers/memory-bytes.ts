import type { SeekableBytes } from '#engine/image/seekable-bytes.ts';

/** An image that is already in memory. */
export function bytesOf(bytes: Buffer): SeekableBytes {
  return {
    sizeBytes: bytes.length,
    readAt: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
