import { AppError } from '../errors/app-error.ts';
import { VolumeProblem } from '../filesystem/volume-problem.ts';
import type { SeekableBytes } from './seekable-bytes.ts';

/**
 * The beginning of a packed image, unpacked no further than what is asked for, kept in memory. A place behind its limit is a
 * VolumeProblem `out-of-reach`. So is damage in what packs it `damaged`: that is no failure of the looking, writing finds it.
 */
export class DecodedPrefix implements SeekableBytes {
  /** Of the whole image; where it is not known, a number that no place reaches. */
  readonly sizeBytes: number;
  readonly #limitBytes: number;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #parts: Buffer[] = [];
  #haveBytes = 0;
  #hasEnded = false;

  /** `chunks` are taken from their beginning; whoever made them ends them. */
  constructor(chunks: AsyncIterator<Buffer>, sizeBytes: number | null, limitBytes: number) {
    this.#chunks = chunks;
    this.sizeBytes = sizeBytes ?? Number.MAX_SAFE_INTEGER;
    this.#limitBytes = limitBytes;
  }

  async readAt(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const endBytes = Math.min(offsetBytes + lengthBytes, this.sizeBytes);
    if (endBytes > this.#limitBytes && offsetBytes < endBytes) throw new VolumeProblem('out-of-reach');
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
    const next = await this.#chunks.next().catch((cause: unknown) => {
      if (!(cause instanceof AppError)) throw cause;
      this.#hasEnded = true;
      throw new VolumeProblem('damaged');
    });
    if (next.done === true) {
      this.#hasEnded = true;
      return;
    }
    const part = Buffer.from(next.value); // the chunk's memory is used again
    this.#parts.push(part);
    this.#haveBytes += part.length;
  }
}
