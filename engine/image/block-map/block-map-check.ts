import { createHash, type Hash } from 'node:crypto';
import { fail } from '../../errors/app-error.ts';
import { DECODING } from '../decode-context.ts';
import { blockMapInvalid } from './block-map-invalid.ts';
import type { FoundBlockMap } from './find-block-map.ts';
import type { BlockMap } from './parse-block-map.ts';

/** Holds an image that comes by from front to back against its block map. */
export class BlockMapCheck {
  readonly #found: FoundBlockMap;
  readonly #map: BlockMap;
  readonly #path: string;
  #offsetBytes = 0;
  #index = 0;
  #hash: Hash | null = null;

  /** `path` is that of the image, for failures. */
  constructor(found: FoundBlockMap, path: string) {
    this.#found = found;
    this.#map = found.map;
    this.#path = path;
  }

  /** The next bytes of the image. CHECKSUM_MISMATCH as soon as a range is complete and differs. */
  add(bytes: Buffer): void {
    const startBytes = this.#offsetBytes;
    const endBytes = startBytes + bytes.length;
    for (; this.#index < this.#map.ranges.length; this.#index += 1) {
      const range = this.#map.ranges[this.#index];
      if (range === undefined || range.startBytes >= endBytes) break;
      this.#hash ??= createHash(this.#map.algorithm);
      this.#hash.update(bytes.subarray(Math.max(0, range.startBytes - startBytes), range.endBytes - startBytes));
      if (range.endBytes > endBytes) break;
      const actual = this.#hash.digest('hex');
      this.#hash = null;
      if (actual === range.checksum) continue;
      throw fail(
        'CHECKSUM_MISMATCH',
        { expected: range.checksum, actual },
        {
          where: DECODING,
          message: `"${this.#path}" differs from its block map in bytes ${range.startBytes} to ${range.endBytes}`,
        },
      );
    }
    this.#offsetBytes = endBytes;
  }

  /** After the last byte. Failures of `assertMapped`. */
  finish(): void {
    assertMapped(this.#found, this.#offsetBytes);
  }
}

/** BLOCK_MAP_INVALID where the image is longer or shorter than its map says. */
export function assertMapped({ map, path }: FoundBlockMap, presentBytes: number): void {
  if (presentBytes === map.imageBytes) return;
  throw blockMapInvalid(path, 'other-image', { sizes: { imageBytes: presentBytes, mapBytes: map.imageBytes } });
}
