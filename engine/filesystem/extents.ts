import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { readExactly } from './limited-bytes.ts';

/** A run of a file's bytes. */
export interface Extent {
  /** From the start of the image; null: not recorded, reads as zeros. */
  readonly offsetBytes: number | null;
  readonly lengthBytes: number;
}

/** The bytes [offset, offset + length) of the file that `extents` make up; fewer at its end. `damaged` outside the image. */
export async function readExtents(
  bytes: SeekableBytes,
  extents: readonly Extent[],
  range: { readonly offsetBytes: number; readonly lengthBytes: number },
): Promise<Buffer> {
  const parts: Buffer[] = [];
  const endBytes = range.offsetBytes + range.lengthBytes;
  let startBytes = 0;
  for (const extent of extents) {
    const fromBytes = Math.max(startBytes, range.offsetBytes);
    const toBytes = Math.min(startBytes + extent.lengthBytes, endBytes);
    if (fromBytes < toBytes) {
      const length = toBytes - fromBytes;
      const part =
        extent.offsetBytes === null
          ? Buffer.alloc(length)
          : await readExactly(bytes, extent.offsetBytes + fromBytes - startBytes, length);
      parts.push(part);
    }
    startBytes += extent.lengthBytes;
    if (startBytes >= endBytes) break;
  }
  return Buffer.concat(parts);
}

export function totalBytes(extents: readonly Extent[]): number {
  return extents.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0);
}
