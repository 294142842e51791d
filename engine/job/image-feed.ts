import type { ImageDigest, Layer } from '#contract/image.ts';
import type { RemotePlace } from '#contract/reader.ts';
import type { FromWorker, ToWorker } from '#contract/worker.ts';
import { CancelledError, failureOf } from '../errors/app-error.ts';
import type { ImageStream } from '../reader/reader-client.ts';
import type { JobRequest } from './job-request.ts';
import { sendRanges } from './send-ranges.ts';
import { makeSocketPlace, removeSocketPlace } from './socket-place.ts';
import { SourceWatch } from './source-watch.ts';
import type { WorkerClient } from './worker-client.ts';

type Worker = WorkerClient<ToWorker, FromWorker>;
type Said<T extends FromWorker['type']> = Extract<FromWorker, { readonly type: T }>;

const where = { process: 'host', operation: 'run-job' } as const;

/** What lies beside the image in these may be unpacked too, and nothing comes meanwhile. */
const UNPACKED_IN_SILENCE: ReadonlySet<Layer> = new Set(['7z', 'zip']);

/**
 * How the image gets to the worker of one job, and what becomes known of it on the way. Everything that goes wrong with it is
 * told to the worker as `source-failed`, also where the image neither comes nor fails (IMAGE_UNREADABLE).
 */
export class ImageFeed {
  readonly #request: JobRequest;
  readonly #signal: AbortSignal;
  /** null: nothing is read, or from a server, and servers have limits of their own. */
  readonly #watch: SourceWatch | null;
  #stream: ImageStream | null = null;
  #digest: Promise<ImageDigest> | null = null;
  #again: Promise<void> = Promise.resolve();
  /** Once all of it has been read. */
  knownDigest: ImageDigest | null = null;
  totalBytes: number | null;

  /** Nothing is read any more once `signal` is aborted. */
  constructor(request: JobRequest, signal: AbortSignal) {
    const { image, record } = request.plan;
    this.#request = request;
    this.#signal = signal;
    this.totalBytes = image.sizeBytes;
    this.#watch = record === null && image.remote === undefined ? this.#watchFile() : null;
  }

  /** Rejects with what is wrong with the image; null before anything reads it. */
  get digest(): Promise<ImageDigest> | null {
    return this.#digest;
  }

  /** Gives what `check` gives, which calls `heard` for whatever it has read. Rejects also where the image does not answer. */
  async checked<T>(check: (heard: () => void) => Promise<T>): Promise<T> {
    const heard = () => this.#watch?.heard();
    const checking = check(heard);
    return await (this.#watch?.during(checking) ?? checking);
  }

  /** The worker reads the raw image itself; its digest is computed beside that, from a reading of its own. */
  digestBeside(worker: Worker): void {
    const { plan, reader } = this.#request;
    const { path, file, blockMapPath } = plan.image;
    const onProgress = () => this.#watch?.heard();
    const options = { signal: this.#signal, onProgress };
    this.#watchDigest(reader.digest({ path, file, of: 'image', blockMapPath }, options), worker);
  }

  /**
   * Lets the reader unpack the image for the worker, for whom it listens at the path given back: data never passes through
   * this process. It waits for credit. The worker is given up where that fails.
   */
  async startStream(worker: Worker): Promise<string> {
    let socketPath: string | null = null;
    try {
      socketPath = await makeSocketPlace();
      const remote = await this.#request.remoteOf(this.#request.plan.image);
      await this.#openStream(worker, socketPath, remote).listening;
      return socketPath;
    } catch (thrown) {
      worker.abandon(); // it has no plan yet
      if (socketPath !== null) await removeSocketPlace(socketPath);
      throw thrown;
    }
  }

  /** The worker has room for more. */
  grant(bytes: number): void {
    this.#stream?.grant(bytes);
  }

  driveSaid(message: Said<'progress'>): void {
    this.#watch?.driveSaid(message);
  }

  /** Lets the reader send some ranges of the image once more, after it has sent all of it; one request after the other. */
  sendAgain(message: Said<'need-again'>, worker: Worker): void {
    this.#again = this.#again.then(() => this.#sendRanges(message, worker));
  }

  /** Nobody reads any more; the signal must be aborted. */
  async settled(): Promise<void> {
    await this.#digest?.catch(() => {});
    await this.#again;
  }

  #watchFile(): SourceWatch {
    const { plan, stallLimitMs, onEvent } = this.#request;
    const { path, layers } = plan.image;
    return new SourceWatch({
      path,
      limitMs: layers.some((layer) => UNPACKED_IN_SILENCE.has(layer)) ? null : stallLimitMs,
      onSilence: (silentMs) => {
        const source = { doneBytes: 0, totalBytes: this.totalBytes, isLimit: false };
        onEvent({ event: 'source', source: { ...source, isWaiting: silentMs !== null, silentMs } });
      },
    });
  }

  #openStream(worker: Worker, socketPath: string, remote: RemotePlace | null): ImageStream {
    const { plan, reader, onEvent } = this.#request;
    const { path, file, blockMapPath } = plan.image;
    const hasSha512 = remote !== null && plan.check?.algorithm === 'sha512';
    const request = { path, file, blockMapPath, socketPath, hasSha512, ...(remote === null ? {} : { remote }) };
    const stream = reader.stream(request, this.#signal, (source) => onEvent({ event: 'source', source }));
    this.#stream = stream;
    this.#watchDigest(stream.digest, worker);
    stream.digest.then(
      ({ imageBytes }) => {
        if (imageBytes === null) throw new Error('A stream ended without its length');
        this.totalBytes = imageBytes;
        worker.send({ type: 'source-ended', totalBytes: imageBytes });
      },
      () => {}, // told to the worker by #watchDigest
    );
    return stream;
  }

  #watchDigest(digest: Promise<ImageDigest>, worker: Worker): void {
    const tellFailure = (thrown: unknown) => {
      if (thrown instanceof CancelledError) return;
      worker.send({ type: 'source-failed', failure: failureOf(thrown, where, false) });
    };
    // the worker may wait for bytes that the digest has seen long ago
    this.#watch?.silence.catch(tellFailure);
    this.#digest = this.#watch === null ? digest : Promise.race([digest, this.#watch.silence]);
    this.#digest.then((known) => {
      this.knownDigest = known;
    }, tellFailure);
  }

  async #sendRanges({ requestId, ranges }: Said<'need-again'>, worker: Worker): Promise<void> {
    const { plan, reader } = this.#request;
    const { path, file } = plan.image;
    try {
      await this.#digest;
      const remote = await this.#request.remoteOf(plan.image);
      const sending = sendRanges({
        stream: { path, file, ranges, ...(remote === null ? {} : { remote }) },
        reader,
        signal: this.#signal,
        onListening: (socketPath) => worker.send({ type: 'again-ready', requestId, socketPath }),
      });
      const isPacked = plan.image.layers.length > 0;
      await (isPacked ? (this.#watch?.without(sending) ?? sending) : sending);
    } catch (thrown) {
      if (thrown instanceof CancelledError) return; // the drive was told to stop
      worker.send({ type: 'again-failed', requestId, failure: failureOf(thrown, where, false) });
    }
  }
}
