import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { CancelledError } from '../errors/app-error.ts';
import { VolumeProblem } from './volume-problem.ts';

/** Bytes that can be read anywhere, but not without end: hostile structures cannot make a reader read for hours. */
export class LimitedBytes implements SeekableBytes {
  readonly sizeBytes: number;
  readonly #bytes: SeekableBytes;
  readonly #signal: AbortSignal;
  #leftBytes: number;

  /** After `limitBytes` bytes every reading of a volume ends with `too-much`. */
  constructor(bytes: SeekableBytes, limitBytes: number, signal: AbortSignal) {
    this.sizeBytes = bytes.sizeBytes;
    this.#bytes = bytes;
    this.#leftBytes = limitBytes;
    this.#signal = signal;
  }

  get leftBytes(): number {
    return this.#leftBytes;
  }

  async readAt(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    if (this.#signal.aborted) throw new CancelledError();
    if (lengthBytes > this.#leftBytes) throw new VolumeProblem('too-much');
    const bytes = await this.#bytes.readAt(offsetBytes, lengthBytes);
    this.#leftBytes -= bytes.length;
    return bytes;
  }
}

/** Exactly `lengthBytes` bytes; a place that is not wholly inside the image is damage. */
export async function readExactly(bytes: SeekableBytes, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
  const isInside =
    Number.isSafeInteger(offsetBytes) && offsetBytes >= 0 && offsetBytes + lengthBytes <= bytes.sizeBytes;
  if (!isInside) throw new VolumeProblem('damaged');
  const read = await bytes.readAt(offsetBytes, lengthBytes);
  if (read.length < lengthBytes) throw new VolumeProblem('damaged');
  return read;
}
