import { LOOK_LIMITS } from '#contract/look.ts';
import type { AppFailure } from '#contract/errors.ts';
import type { FromReader } from '#contract/reader.ts';
import { PagedBytes } from '../contents/paged-bytes.ts';
import { AppError } from '../errors/app-error.ts';
import { FrameError } from '../wire/frame-codec.ts';

interface Waiting {
  readonly lengthBytes: number;
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (cause: unknown) => void;
}

/** Bytes of a drive that this process may not open: the host is asked for them. */
export class AskedBytes {
  readonly bytes: PagedBytes;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  constructor(id: number, sizeBytes: number, send: (message: FromReader) => void) {
    this.bytes = new PagedBytes({ sizeBytes, limitBytes: LOOK_LIMITS.totalBytes }, (offsetBytes, lengthBytes) => {
      const requestId = this.#nextId++;
      return new Promise((resolve, reject) => {
        this.#waiting.set(requestId, { lengthBytes, resolve, reject });
        send({ type: 'need-bytes', id, requestId, offsetBytes, lengthBytes });
      });
    });
  }

  /** Throws a FrameError for bytes that nobody asked for. */
  arrived(requestId: number, base64: string): void {
    const { lengthBytes, resolve } = this.#take(requestId);
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length !== lengthBytes) throw new FrameError(`${bytes.length} bytes instead of ${lengthBytes}`);
    resolve(bytes);
  }

  failed(requestId: number, failure: AppFailure): void {
    this.#take(requestId).reject(new AppError(failure));
  }

  #take(requestId: number): Waiting {
    const waiting = this.#waiting.get(requestId);
    if (waiting === undefined) throw new FrameError(`Bytes for request ${requestId}, which is not open`);
    this.#waiting.delete(requestId);
    return waiting;
  }
}
