import { CancelledError } from '../errors/app-error.ts';
import { cutShort, damaged, type DecodeContext } from './decode-context.ts';
import type { SeekableBytes } from './seekable-bytes.ts';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_RLE = 1;
const BLOCK_RESERVED = 3;
/** Limits of the walk; an image beyond them has an unknown size. */
const BLOCKS_MAX = 200_000;
const TIME_MAX_MS = 2000;
const HEADER_MAX_BYTES = 18;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];

/**
 * Unpacked size of a .zst file by a walk over its frame and block headers; null where a frame does not store it
 * or the walk takes too long. IMAGE_TRUNCATED where the file ends inside a frame, DECOMPRESS_FAILED for bytes
 * that are no frame. Source: RFC 8878 §3.1.1 (frames, blocks), §3.1.2 (skippable frames).
 */
export async function zstSize(bytes: SeekableBytes, context: DecodeContext): Promise<number | null> {
  const walk = new Walk(bytes, context);
  let sizeBytes: number | null = 0;
  while (walk.at < bytes.sizeBytes) {
    const frameBytes: number | null | 'too-long' = await walk.frame();
    if (frameBytes === 'too-long') return null;
    sizeBytes = sizeBytes === null || frameBytes === null ? null : sizeBytes + frameBytes;
  }
  return sizeBytes;
}

class Walk {
  at = 0;
  readonly #bytes: SeekableBytes;
  readonly #context: DecodeContext;
  readonly #giveUpAtMs = performance.now() + TIME_MAX_MS;
  #blocks = 0;

  constructor(bytes: SeekableBytes, context: DecodeContext) {
    this.#bytes = bytes;
    this.#context = context;
  }

  /** Steps over one frame: its unpacked size, null where it does not tell. */
  async frame(): Promise<number | null | 'too-long'> {
    const header = await this.#bytes.readAt(this.at, HEADER_MAX_BYTES);
    if (header.length < 5) throw cutShort(this.#context, 'zst');
    const magic = header.readUInt32LE(0);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      if (header.length < 8) throw cutShort(this.#context, 'zst');
      this.#step(8 + header.readUInt32LE(4));
      return 0;
    }
    if (magic !== FRAME_MAGIC) throw this.#damaged('bytes that are no frame');
    const descriptor = header[4] ?? 0;
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const hasChecksum = (descriptor & 0x04) !== 0;
    const sizeFlag = descriptor >> 6;
    const sizeFieldBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 2 ** sizeFlag;
    const sizeAt = 5 + (isSingleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0);
    if (header.length < sizeAt + sizeFieldBytes) throw cutShort(this.#context, 'zst');
    const sizeBytes = readSize(header, sizeAt, sizeFieldBytes);
    this.#step(sizeAt + sizeFieldBytes);
    if (!(await this.#blocksOfFrame())) return 'too-long';
    if (hasChecksum) this.#step(4);
    return sizeBytes;
  }

  /** Steps over all blocks of a frame; false where that takes too long. */
  async #blocksOfFrame(): Promise<boolean> {
    while (true) {
      this.#blocks += 1;
      if (this.#context.signal.aborted) throw new CancelledError();
      if (this.#blocks > BLOCKS_MAX || performance.now() > this.#giveUpAtMs) return false;
      const header = await this.#bytes.readAt(this.at, 3);
      if (header.length < 3) throw cutShort(this.#context, 'zst');
      const value = header.readUIntLE(0, 3);
      const type = (value >> 1) & 3;
      if (type === BLOCK_RESERVED) throw this.#damaged('a block of a reserved type');
      this.#step(3 + (type === BLOCK_RLE ? 1 : value >> 3));
      if ((value & 1) === 1) return true;
    }
  }

  #step(lengthBytes: number): void {
    this.at += lengthBytes;
    if (this.at > this.#bytes.sizeBytes) throw cutShort(this.#context, 'zst');
  }

  #damaged(reason: string): Error {
    return damaged(this.#context, { format: 'zst', offsetBytes: 0 }, new Error(reason));
  }
}

function readSize(header: Buffer, at: number, lengthBytes: number): number | null {
  if (lengthBytes === 0) return null;
  if (lengthBytes === 8) {
    const size = header.readBigUInt64LE(at);
    return size > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(size);
  }
  // The two-byte form begins where the one-byte form ends.
  return header.readUIntLE(at, lengthBytes) + (lengthBytes === 2 ? 256 : 0);
}
