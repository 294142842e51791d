import type { AppFailure, ByteRange } from '#contract/errors.ts';
import type { FromWorker } from '#contract/worker.ts';
import { AppError, makeFailure } from '../errors/app-error.ts';
import { FrameError } from '../wire/frame-codec.ts';
import { untilAborted } from '../write/until-aborted.ts';
import { type DataReceiver, receiveData } from './data-connection.ts';
import { readImage } from './descriptor-source.ts';

/**
 * Fetches bytes of the image a second time: a buffer for each range, in order. At most MENDED_CHUNKS_MAX ranges of at most
 * CHUNK_BYTES, ascending. Throws AppError (IMAGE_*, DECOMPRESS_FAILED, READER_LOST) or the signal's reason.
 */
export type ImageAgain = (ranges: readonly ByteRange[], signal: AbortSignal) => Promise<readonly Buffer[]>;

/** From the raw image itself, by place. */
export function descriptorAgain(fd: number): ImageAgain {
  return async (ranges) => {
    const found: Buffer[] = [];
    for (const { offsetBytes, lengthBytes } of ranges) {
      const bytes = Buffer.alloc(lengthBytes);
      const got = await readImage(fd, bytes, offsetBytes).catch((cause: unknown) => {
        const message = `Cannot read the image at offset ${offsetBytes}`;
        throw new AppError(
          makeFailure('IMAGE_UNREADABLE', { path: '', offsetBytes }, { where, message, cause, ...LATE }),
        );
      });
      if (got !== lengthBytes) throw imageIsAnother();
      found.push(bytes);
    }
    return found;
  };
}

const where = { process: 'worker', operation: 'read-image-again' } as const;
const LATE = { nothingWritten: false } as const;

/** The bytes of the second reading are not those of the first. */
export function imageIsAnother(): AppError {
  const message = 'The image changed while it was being written';
  return new AppError(makeFailure('IMAGE_CHANGED', { path: '' }, { where, message, ...LATE }));
}

interface Waiting {
  readonly connect: (socketPath: string) => void;
  readonly fail: (failure: AppFailure) => void;
}

/** From the reader, which unpacks the image again and sends just these ranges. The host is in between. */
export class ChannelAgain {
  readonly #send: (message: FromWorker) => void;
  readonly #onProblem: (problem: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  constructor(send: (message: FromWorker) => void, onProblem: (problem: string) => void) {
    this.#send = send;
    this.#onProblem = onProblem;
  }

  /** An ImageAgain. */
  readonly fetch: ImageAgain = async (ranges, signal) => {
    const requestId = this.#nextId++;
    let end: () => void = () => {};
    const received = new Promise<readonly Buffer[]>((resolve, reject) => {
      const fail = (failure: AppFailure) => reject(new AppError(failure));
      this.#waiting.set(requestId, {
        fail,
        connect: (socketPath) => {
          const receiver = new RangeReceiver(ranges, resolve);
          end = receiveData({ socketPath, receiver, onUnreachable: fail, onProblem: this.#onProblem });
        },
      });
    });
    try {
      this.#send({ type: 'need-again', requestId, ranges: [...ranges] });
      return await untilAborted(received, signal);
    } finally {
      this.#waiting.delete(requestId);
      end();
    }
  };

  /** What the host says to a request; for one that is over it changes nothing. */
  ready(requestId: number, socketPath: string): void {
    this.#waiting.get(requestId)?.connect(socketPath);
  }

  failed(requestId: number, failure: AppFailure): void {
    this.#waiting.get(requestId)?.fail(failure);
  }
}

/** Puts frames, which may be cut anywhere, into the buffers of the ranges they were asked for. */
class RangeReceiver implements DataReceiver {
  readonly #ranges: readonly { readonly offsetBytes: number; readonly bytes: Buffer }[];
  readonly #onComplete: (found: readonly Buffer[]) => void;
  #missingBytes: number;
  #atBytes = 0;

  constructor(ranges: readonly ByteRange[], onComplete: (found: readonly Buffer[]) => void) {
    this.#ranges = ranges.map(({ offsetBytes, lengthBytes }) => ({ offsetBytes, bytes: Buffer.alloc(lengthBytes) }));
    this.#missingBytes = ranges.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0);
    this.#onComplete = onComplete;
  }

  begin(offsetBytes: number): void {
    this.#atBytes = offsetBytes;
  }

  take(piece: Uint8Array): void {
    const at = this.#atBytes;
    const range = this.#ranges.find(
      ({ offsetBytes, bytes }) => at >= offsetBytes && at + piece.length <= offsetBytes + bytes.length,
    );
    if (range === undefined || piece.length > this.#missingBytes) {
      throw new FrameError(`Bad data frame: ${piece.length} bytes for ${at}, which were not asked for`);
    }
    range.bytes.set(piece, at - range.offsetBytes);
    this.#atBytes += piece.length;
    this.#missingBytes -= piece.length;
    if (this.#missingBytes === 0) this.#onComplete(this.#ranges.map(({ bytes }) => bytes));
  }

  /** The host tells why, if anything is missing. */
  closed(): void {}
}
