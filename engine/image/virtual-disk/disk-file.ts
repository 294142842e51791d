import { type AppError, CancelledError, fail, osCodeOf } from '../../errors/app-error.ts';
import { cutShort, damaged, DECODING, type DecodeContext, unsupported } from '../decode-context.ts';
import type { SeekableBytes } from '../seekable-bytes.ts';
import type { DiskFormat } from './disk-format.ts';

interface Fillable extends SeekableBytes {
  fill?(buffer: Buffer, offsetBytes: number): Promise<number>;
}

/** The file that a virtual disk is kept in: reads of exact length, and the failures that its parser ends with. */
export class DiskFile {
  readonly format: DiskFormat;
  readonly sizeBytes: number;
  readonly signal: AbortSignal;
  readonly #bytes: Fillable;
  readonly #context: DecodeContext;

  constructor(format: DiskFormat, bytes: Fillable, context: DecodeContext) {
    this.format = format;
    this.sizeBytes = bytes.sizeBytes;
    this.signal = context.signal;
    this.#bytes = bytes;
    this.#context = context;
  }

  /** IMAGE_TRUNCATED where the file ends before; so a place far behind its end costs nothing. */
  async readExactly(atBytes: number, lengthBytes: number): Promise<Buffer> {
    this.assertInside(atBytes, lengthBytes);
    const read = await this.#bytes.readAt(atBytes, lengthBytes);
    if (read.length < lengthBytes) throw this.cutShort();
    return read;
  }

  /** Up to `lengthBytes`; fewer only at the end of the file. */
  async readUpTo(atBytes: number, lengthBytes: number): Promise<Buffer> {
    this.assertInside(atBytes, 1);
    return await this.#bytes.readAt(atBytes, Math.min(lengthBytes, this.sizeBytes - atBytes));
  }

  /** Like `readExactly`, into memory that is there. */
  async fill(buffer: Buffer, atBytes: number): Promise<void> {
    this.assertInside(atBytes, buffer.length);
    const isFilled =
      this.#bytes.fill === undefined
        ? (await this.#bytes.readAt(atBytes, buffer.length)).copy(buffer)
        : await this.#bytes.fill(buffer, atBytes);
    if (isFilled < buffer.length) throw this.cutShort();
  }

  assertInside(atBytes: number, lengthBytes: number): void {
    if (this.signal.aborted) throw new CancelledError();
    if (atBytes + lengthBytes > this.sizeBytes) throw this.cutShort();
  }

  /** A number of 64 bits that is a place or a length in the file. */
  place(value: bigint): number {
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.damaged(`a place at byte ${value}`);
    return Number(value);
  }

  damaged(reason: string, offsetBytes = 0, cause?: unknown): AppError {
    return damaged(this.#context, { format: this.format, offsetBytes }, new Error(reason, { cause }));
  }

  /** `what` names the kind that cannot be read, with the format in it. */
  unsupported(what: string): AppError {
    return unsupported(this.#context, what);
  }

  cutShort(): AppError {
    return cutShort(this.#context, this.format);
  }

  empty(): AppError {
    const { path } = this.#context;
    return fail('IMAGE_EMPTY', { path }, { where: DECODING, message: `"${path}" holds a disk of 0 bytes` });
  }
}

/** Turns the failures of zlib into damage. */
export async function unpacked(file: DiskFile, offsetBytes: number, work: Promise<Buffer>): Promise<Buffer> {
  try {
    return await work;
  } catch (cause) {
    const code = osCodeOf(cause) ?? '';
    if (code.startsWith('Z') || code === 'ERR_BUFFER_TOO_LARGE') {
      throw file.damaged(`a packed block: ${code}`, offsetBytes, cause);
    }
    throw cause;
  }
}
