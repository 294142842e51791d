import type { SeekableBytes } from './seekable-bytes.ts';

/** The beginning of a packed image, unpacked no further than what is asked for, kept in memory. */
export class DecodedPrefix implements SeekableBytes {
  /** What can be read at most: the image, or `limitBytes` where it is longer or its length is not known. */
  readonly sizeBytes: number;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #parts: Buffer[] = [];
  #haveBytes = 0;
  #hasEnded = false;

  /** `chunks` are taken from their beginning; whoever made them ends them. */
  constructor(chunks: AsyncIterator<Buffer>, sizeBytes: number | null, limitBytes: number) {
    this.#chunks = chunks;
    this.sizeBytes = Math.min(sizeBytes ?? limitBytes, limitBytes);
  }

  async readAt(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const endBytes = Math.min(offsetBytes + lengthBytes, this.sizeBytes);
    while (this.#haveBytes < endBytes && !this.#hasEnded) await this.#unpackMore();
    const found: Buffer[] = [];
    let at = 0;
    for (const part of this.#parts) {
      const from = Math.max(0, offsetBytes - at);
      const to = Math.min(part.length, endBytes - at);
      if (from < to) found.push(part.subarray(from, to));
      at += part.length;
    }
    return Buffer.concat(found);
  }

  async #unpackMore(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) {
      this.#hasEnded = true;
      return;
    }
    const part = Buffer.from(next.value); // the chunk's memory is used again
    this.#parts.push(part);
    this.#haveBytes += part.length;
  }
}
