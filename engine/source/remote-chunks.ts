import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, CancelledError } from '../errors/app-error.ts';
import { downloadFailed, isPassing, reasonOf } from './download-failed.ts';
import { assertNoErrorPage } from './error-page.ts';
import { type OpenRemote, openRemote, type RemoteFacts, type RemoteRequest } from './open-remote.ts';

/** Longest wait for a server to say that its answer is complete. */
const END_WAIT_MS = 1000;
/** So much new data makes up for the attempts before it; less may be a server that dies after every word. */
const PROGRESS_BYTES = 64 * 1024;

export interface RemoteChunksOptions {
  /** A running answer; it is read, and destroyed at the end. */
  readonly open: OpenRemote;
  /** First byte that is wanted; at or after the start of `open`. */
  readonly startBytes: number;
  /** Exclusive; default: the end of the file. */
  readonly endBytes?: number;
  /** Told when the connection is lost (true) and when data flows again (false). */
  readonly onWaiting?: (isWaiting: boolean) => void;
}

/**
 * The bytes of a remote file from `startBytes` to its end, in order. A lost connection is continued where it broke, after
 * the pauses of `Network.retryDelaysMs`, and only with the same file. DOWNLOAD_FAILED: `broken` or `silence` where that
 * does not help, `changed`, `wrong-length` where the server sends more than it said, `error-page` where the file begins
 * like a web page. CancelledError after an abort; nothing is left open.
 */
export async function* remoteChunks(request: RemoteRequest, options: RemoteChunksOptions): AsyncGenerator<Buffer> {
  const { facts } = options.open;
  const line = new Line(request, options);
  let doneBytes = options.startBytes;
  try {
    while (true) {
      const chunk = await line.next(doneBytes);
      if (chunk === null) return;
      if (doneBytes === 0) assertNoErrorPage(chunk, facts);
      doneBytes += chunk.length;
      yield chunk;
    }
  } finally {
    line.close();
  }
}

/** One connection after the other to the same file. */
class Line {
  readonly #request: RemoteRequest;
  readonly #facts: RemoteFacts;
  readonly #onWaiting: (isWaiting: boolean) => void;
  #open: OpenRemote;
  #iterator: AsyncIterator<unknown>;
  /** Bytes of the running answer that came before what is wanted. */
  #skipBytes: number;
  readonly #endBytes: number | null;
  #attempts = 0;
  #sinceLossBytes = 0;

  constructor(request: RemoteRequest, { open, startBytes, endBytes, onWaiting = () => {} }: RemoteChunksOptions) {
    this.#request = request;
    this.#facts = open.facts;
    this.#onWaiting = onWaiting;
    this.#open = open;
    this.#iterator = open.body[Symbol.asyncIterator]();
    this.#skipBytes = startBytes - open.startBytes;
    this.#endBytes = endBytes ?? open.facts.sizeBytes;
  }

  /** The next bytes, as they come; null at the end of the file. */
  async next(doneBytes: number): Promise<Buffer | null> {
    const endBytes = this.#endBytes;
    while (true) {
      // once all is here it does not matter how the connection ends
      if (endBytes !== null && doneBytes >= endBytes) {
        await this.#assertEnded(doneBytes);
        return null;
      }
      let loss: unknown = null;
      const part = await this.#nextPart().catch((cause: unknown) => {
        loss = cause;
        return null;
      });
      if (this.#request.signal.aborted) throw new CancelledError();
      if (part !== null) {
        const chunk = this.#withoutSkipped(part);
        if (chunk.length === 0) continue;
        this.#assertNotTooLong(doneBytes + chunk.length);
        this.#sinceLossBytes += chunk.length;
        if (this.#sinceLossBytes >= PROGRESS_BYTES) this.#attempts = 0;
        return chunk;
      }
      if (endBytes === null && loss === null) return null;
      await this.#reconnect(doneBytes, loss);
    }
  }

  close(): void {
    this.#open.body.destroy();
  }

  async #nextPart(): Promise<Buffer | null> {
    const { done, value } = await this.#iterator.next();
    if (done === true) return null;
    if (!Buffer.isBuffer(value)) throw new TypeError('An answer gave something else than bytes');
    return value;
  }

  /** `wrong-length` where more than the whole file comes; a connection that stays open behind it is not waited for. */
  async #assertEnded(doneBytes: number): Promise<void> {
    if (doneBytes !== this.#facts.sizeBytes) return;
    const waiting = new AbortController();
    const more = this.#nextPart().catch(() => null);
    const part = await Promise.race([more, sleep(END_WAIT_MS, null, { signal: waiting.signal }).catch(() => null)]);
    waiting.abort();
    if (part !== null) this.#assertNotTooLong(doneBytes + part.length);
  }

  #withoutSkipped(part: Buffer): Buffer {
    const skippedBytes = Math.min(this.#skipBytes, part.length);
    this.#skipBytes -= skippedBytes;
    return part.subarray(skippedBytes);
  }

  #assertNotTooLong(bytes: number): void {
    const { sizeBytes, address } = this.#facts;
    if (sizeBytes === null || bytes <= sizeBytes) return;
    throw downloadFailed('wrong-length', { address, doneBytes: sizeBytes, totalBytes: sizeBytes });
  }

  async #reconnect(doneBytes: number, loss: unknown): Promise<void> {
    const { client, signal } = this.#request;
    const delays = client.network.retryDelaysMs;
    this.#open.body.destroy();
    this.#onWaiting(true);
    let problem: unknown = loss;
    while (true) {
      const delayMs = delays[this.#attempts];
      if (!this.#canContinue() || delayMs === undefined) throw this.#lost(doneBytes, problem);
      this.#attempts += 1;
      this.#sinceLossBytes = 0;
      await sleep(delayMs, undefined, { signal }).catch(() => {
        throw new CancelledError();
      });
      try {
        this.#open = await openRemote(this.#request, { startBytes: doneBytes, known: this.#facts });
        this.#iterator = this.#open.body[Symbol.asyncIterator]();
        this.#skipBytes = doneBytes - this.#open.startBytes;
        this.#onWaiting(false);
        return;
      } catch (thrown) {
        if (!isPassing(thrown)) throw thrown;
        problem = thrown;
      }
    }
  }

  /** Without a validator nobody could tell whether it is still the same file. */
  #canContinue(): boolean {
    return this.#facts.validator !== null;
  }

  #lost(doneBytes: number, problem: unknown): AppError {
    const { address, sizeBytes: totalBytes } = this.#facts;
    const at = { address, doneBytes, totalBytes };
    if (problem instanceof AppError && problem.failure.code === 'DOWNLOAD_FAILED') {
      const { reason, httpStatus } = problem.failure.params;
      return downloadFailed(reason, { ...at, httpStatus }, problem.cause);
    }
    // the answer ended in order, only too early: it said a length that was not true
    if (problem === null) return downloadFailed('wrong-length', at);
    return downloadFailed(reasonOf(problem), at, problem);
  }
}
