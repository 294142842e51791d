import type { FileHandle } from 'node:fs/promises';
import type { AppFailure } from '#contract/errors.ts';
import type { ImageDigest } from '#contract/image.ts';
import type { DriveResult, Receipt } from '#contract/job.ts';
import type { RemotePlace } from '#contract/reader.ts';
import type { BlockSums } from '#contract/record.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { type FromWorker, fromWorkerSchema, type ToWorker } from '#contract/worker.ts';
import { AppError, CancelledError, fail, failureOf } from '../errors/app-error.ts';
import type { Job } from '../ports.ts';
import type { CommandLine } from '../platform/elevation.ts';
import { helperForRoot, needsChannel } from '../platform/index.ts';
import { PrivateChannel } from '../process/private-channel.ts';
import type { ImageStream } from '../reader/reader-client.ts';
import { makeReceipt } from '../receipt/make-receipt.ts';
import { checkExpected } from './check-expected.ts';
import { assertEmbedded, assertExpected, assertSameImage, expecting, wasExpected } from './assert-expected.ts';
import { DriveTracker } from './drive-tracker.ts';
import type { JobRequest } from './job-request.ts';
import { openRawImage, withPath } from './raw-image.ts';
import { sendRanges } from './send-ranges.ts';
import { noWord } from './no-word.ts';
import { makeSocketPlace, removeSocketPlace } from './socket-place.ts';
import { withCommand } from './with-command.ts';
import { WorkerClient } from './worker-client.ts';
import { workerPlan } from './worker-plan.ts';

/** What a cancelled worker may need: one block of a slow drive and the wiping of its ends. */
const CANCEL_LIMIT_MS = 5000;

const where = { process: 'host', operation: 'run-job' } as const;

type Worker = WorkerClient<ToWorker, FromWorker>;

interface StartRequest {
  readonly command: CommandLine;
  readonly channel: PrivateChannel | null;
  readonly imageFile: FileHandle | null;
}

/** Starts a job; everything that goes wrong ends in its receipt. */
export function startJob(request: JobRequest): Job {
  const run = new JobRun(request);
  return {
    receipt: run.run(),
    cancel: (driveId) => run.cancel(driveId),
    skipVerify: (driveId) => run.skipVerify(driveId),
  };
}

/**
 * One run of a plan:
 *
 *   check expected digest → get rights and start the worker → feed it (image descriptor, or decoded stream)
 *   → for each drive that is written and read back: image unchanged? then let it finish → receipt
 */
class JobRun {
  readonly #request: JobRequest;
  readonly #trackers: ReadonlyMap<string, DriveTracker>;
  readonly #stop = new AbortController();
  readonly #startedAt = new Date();
  readonly #startedMs = performance.now();
  #worker: Worker | null = null;
  #stream: ImageStream | null = null;
  #digest: Promise<ImageDigest> | null = null;
  #knownDigest: ImageDigest | null = null;
  #totalBytes: number | null;
  #blocks: BlockSums | null = null;
  #again: Promise<void> = Promise.resolve();
  #wasCancelled = false;
  /** SHA-256 of the bytes that were found to be what the user expects. */
  #trustedSha256: string | null = null;

  constructor(request: JobRequest) {
    this.#request = request;
    this.#trackers = new Map(request.plan.drives.map((drive) => [drive.id, new DriveTracker(drive)]));
    this.#totalBytes = request.plan.image.sizeBytes;
  }

  cancel(driveId?: string): void {
    if (driveId !== undefined) {
      this.#worker?.send({ type: 'cancel', driveId });
      return;
    }
    this.#wasCancelled = true;
    this.#worker?.send({ type: 'cancel', driveId: null });
    this.#stop.abort(new CancelledError());
    const limit = setTimeout(() => this.#worker?.abandon(), CANCEL_LIMIT_MS);
    limit.unref();
  }

  skipVerify(driveId?: string): void {
    this.#worker?.send({ type: 'skip-verify', driveId: driveId ?? null });
  }

  async run(): Promise<Receipt> {
    let failure: AppFailure | null = null;
    let imageFile: FileHandle | null = null;
    try {
      await this.#checkExpected();
      imageFile = await this.#openRawImage();
      await this.#runWorker(imageFile);
      // a comparison needs no permission to finish, so the checksum of what came from a server is told after it
      const isCompared = this.#request.plan.mode === 'verify' && !this.#wasCancelled;
      if (isCompared && this.#knownDigest !== null) {
        const expected = expecting(this.#request.plan, this.#trustedSha256);
        assertExpected(expected, this.#knownDigest);
        assertEmbedded(expected, this.#knownDigest);
      }
    } catch (thrown) {
      if (!(thrown instanceof CancelledError)) failure = failureOf(thrown, where);
    }
    await imageFile?.close();
    this.#stop.abort(new CancelledError()); // nothing may go on reading
    await this.#digest?.catch(() => {});
    await this.#again;
    this.#endRemaining(failure);
    await this.#request.journal.settled();
    const receipt = this.#receipt(failure);
    this.#request.onEvent({ event: 'ended', receipt });
    return receipt;
  }

  async #checkExpected(): Promise<void> {
    const { plan, reader, onEvent } = this.#request;
    // what comes from a server is compared while it is written, before any drive becomes bootable
    if (plan.check === null || plan.image.remote !== undefined) return;
    this.#trustedSha256 = await checkExpected({
      reader,
      image: plan.image,
      expected: plan.check,
      signal: this.#stop.signal,
      onProgress: (doneBytes, totalBytes) => onEvent({ event: 'checking', doneBytes, totalBytes }),
    });
  }

  /** A raw image is handed to an unelevated worker as it is; sudo and pkexec pass no descriptors on. */
  async #openRawImage(): Promise<FileHandle | null> {
    const { plan, elevation } = this.#request;
    const isFile = plan.record === null && plan.image.remote === undefined && plan.image.layers.length === 0;
    return isFile && elevation.program === null ? openRawImage(plan.image) : null;
  }

  async #runWorker(imageFile: FileHandle | null): Promise<void> {
    const { elevation, asRootCommand, workerCommand } = this.#request;
    if (elevation.how === 'unavailable') {
      const { reason } = elevation;
      throw fail('ELEVATION_UNAVAILABLE', { reason, command: asRootCommand }, { where, message: reason });
    }
    const isElevated = elevation.program !== null;
    const root = isElevated ? await helperForRoot(workerCommand) : null;
    const channel = isElevated && needsChannel(elevation) ? await PrivateChannel.open() : null;
    try {
      await this.#runStarted({ command: root?.command ?? workerCommand, channel, imageFile });
    } finally {
      await channel?.close();
      await root?.release();
    }
  }

  async #runStarted({ command, channel, imageFile }: StartRequest): Promise<void> {
    const { elevation, asRootCommand, onEvent } = this.#request;
    this.#stop.signal.throwIfAborted();
    if (elevation.how !== 'none') onEvent({ event: 'elevating', how: elevation.how });
    const worker: Worker = new WorkerClient<ToWorker, FromWorker>({
      command,
      elevation,
      asRootCommand,
      channel,
      imageFd: imageFile?.fd ?? null,
      schema: fromWorkerSchema,
      onMessage: (message) => this.#receive(message, worker),
    });
    this.#worker = worker;
    const stopWaiting = () => worker.abandon();
    this.#stop.signal.addEventListener('abort', stopWaiting, { once: true });
    try {
      await worker.ready;
    } catch (thrown) {
      this.#stop.signal.throwIfAborted(); // stopped while a person was being asked
      throw thrown;
    } finally {
      this.#stop.signal.removeEventListener('abort', stopWaiting);
    }
    onEvent({ event: 'started' });
    const { record } = this.#request.plan;
    const socketPath = imageFile === null && record === null ? await this.#startStream(worker) : null;
    try {
      worker.send({ type: 'start', protocol: PROTOCOL_VERSION, plan: workerPlan(this.#request, socketPath) });
      if (imageFile !== null) this.#digestBeside();
      if (this.#wasCancelled) worker.send({ type: 'cancel', driveId: null });
      const lost = await worker.gone;
      if (lost !== null && !this.#wasCancelled) throw new AppError(lost);
    } finally {
      if (socketPath !== null) await removeSocketPlace(socketPath);
    }
  }

  /** The worker reads the raw image itself; its digest is computed beside that, from a reading of its own. */
  #digestBeside(): void {
    const { plan, reader } = this.#request;
    const { path, file, blockMapPath } = plan.image;
    const signal = this.#stop.signal;
    this.#watchDigest(reader.digest({ path, file, of: 'image', blockMapPath }, { signal }));
  }

  /**
   * Lets the reader unpack the image for the worker, for whom it listens at the path given back: data never passes through
   * this process. It waits for credit. The worker is given up where that fails.
   */
  async #startStream(worker: Worker): Promise<string> {
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

  #openStream(worker: Worker, socketPath: string, remote: RemotePlace | null): ImageStream {
    const { plan, reader, onEvent } = this.#request;
    const { path, file, blockMapPath } = plan.image;
    const hasSha512 = remote !== null && plan.check?.algorithm === 'sha512';
    const request = { path, file, blockMapPath, socketPath, hasSha512, ...(remote === null ? {} : { remote }) };
    const stream = reader.stream(request, this.#stop.signal, (source) => onEvent({ event: 'source', source }));
    this.#stream = stream;
    this.#watchDigest(stream.digest);
    stream.digest.then(
      ({ imageBytes }) => {
        if (imageBytes === null) throw new Error('A stream ended without its length');
        this.#totalBytes = imageBytes;
        worker.send({ type: 'source-ended', totalBytes: imageBytes });
      },
      () => {}, // told to the worker by #watchDigest
    );
    return stream;
  }

  #watchDigest(digest: Promise<ImageDigest>): void {
    this.#digest = digest;
    digest.then(
      (known) => {
        this.#knownDigest = known;
      },
      (thrown: unknown) => {
        if (thrown instanceof CancelledError) return;
        this.#worker?.send({ type: 'source-failed', failure: failureOf(thrown, where, false) });
      },
    );
  }

  #receive(message: FromWorker, worker: Worker): void {
    switch (message.type) {
      case 'credit':
        this.#stream?.grant(message.bytes);
        break;
      case 'phase':
        this.#trackers.get(message.driveId)?.enter(message.phase);
        this.#request.onEvent({ event: 'phase', driveId: message.driveId, phase: message.phase });
        break;
      case 'progress':
        this.#progress(message);
        break;
      case 'stored':
        this.#stored(message);
        break;
      case 'need-again':
        this.#again = this.#again.then(() => this.#sendAgain(message, worker));
        break;
      case 'prepared-to-finish':
        void this.#decideFinish(message, worker);
        break;
      case 'drive-ended': {
        const { plan, asRootCommand } = this.#request;
        const failure = withCommand(withPath(message.failure, plan.image.path), asRootCommand);
        const result = this.#trackers.get(message.driveId)?.end({ ...message, failure });
        if (result !== undefined) this.#ended(result);
        break;
      }
      case 'ended':
        worker.closeInput();
        break;
      case 'fatal':
      case 'ready':
      case 'started':
      case 'log':
        break; // a fatal failure is followed by the end of the process
      default:
        message satisfies never;
    }
  }

  #stored({ driveId, doneBytes }: Extract<FromWorker, { readonly type: 'stored' }>): void {
    const { journal, plan } = this.#request;
    const tracker = this.#trackers.get(driveId);
    if (tracker === undefined || plan.mode !== 'write') return;
    tracker.storedBytes = doneBytes;
    journal.record({ jobId: plan.jobId, image: plan.image, drive: tracker.drive.identity, doneBytes });
  }

  /** The journal outlives only what can be gone on with. */
  #ended(result: DriveResult): void {
    const { journal, plan, onEvent } = this.#request;
    const identity = this.#trackers.get(result.driveId)?.drive.identity;
    const isOver = plan.mode === 'write' && result.isTouched && result.continueBytes === 0;
    if (identity !== undefined && isOver) journal.forget(identity);
    onEvent({ event: 'drive-ended', result });
  }

  /** Lets the reader send some ranges of the image once more, after it has sent all of it; one request after the other. */
  async #sendAgain(
    { requestId, ranges }: Extract<FromWorker, { readonly type: 'need-again' }>,
    worker: Worker,
  ): Promise<void> {
    const { plan, reader } = this.#request;
    const { path, file } = plan.image;
    try {
      await this.#digest;
      const remote = await this.#request.remoteOf(plan.image);
      await sendRanges({
        stream: { path, file, ranges, ...(remote === null ? {} : { remote }) },
        reader,
        signal: this.#stop.signal,
        onListening: (socketPath) => worker.send({ type: 'again-ready', requestId, socketPath }),
      });
    } catch (thrown) {
      if (thrown instanceof CancelledError) return; // the drive was told to stop
      worker.send({ type: 'again-failed', requestId, failure: failureOf(thrown, where, false) });
    }
  }

  #progress(message: Extract<FromWorker, { readonly type: 'progress' }>): void {
    const tracker = this.#trackers.get(message.driveId);
    if (tracker === undefined || tracker.phase !== message.phase) return;
    const elapsedMs = Math.round(performance.now() - this.#startedMs);
    const { doneBytes, idleMs, retries } = message;
    const progress = tracker.progress({ doneBytes, idleMs, elapsedMs, retries }, this.#totalBytes);
    this.#request.onEvent({ event: 'progress', progress });
  }

  /** A drive becomes bootable only if the image is still what was read, and is what the user expects. */
  async #decideFinish(
    message: Extract<FromWorker, { readonly type: 'prepared-to-finish' }>,
    worker: Worker,
  ): Promise<void> {
    const { driveId } = message;
    try {
      assertSameImage(expecting(this.#request.plan, this.#trustedSha256), await this.#digest, message);
      this.#blocks = message.blocks;
      worker.send({ type: 'finish', driveId });
    } catch (thrown) {
      if (thrown instanceof CancelledError) return; // the drive was told to stop
      worker.send({ type: 'refuse-finish', driveId, failure: failureOf(thrown, where, false) });
    }
  }

  /** Drives the worker said nothing about: never done, and as failed or cancelled as the job is. */
  #endRemaining(failure: AppFailure | null): void {
    for (const tracker of this.#trackers.values()) {
      if (tracker.result !== null) continue;
      const outcome = this.#wasCancelled && failure === null ? 'cancelled' : 'failed';
      const reason = outcome === 'cancelled' ? null : (failure ?? noWord());
      const result = tracker.end({ outcome, failure: reason, stats: null, warnings: [] });
      if (this.#worker !== null) this.#ended(result);
    }
  }

  #receipt(failure: AppFailure | null): Receipt {
    const { plan, programVersion } = this.#request;
    const results = [...this.#trackers.values()].flatMap(({ result }) => (result === null ? [] : [result]));
    return makeReceipt({
      plan,
      startedAt: this.#startedAt,
      endedAt: new Date(),
      results,
      digest: this.#knownDigest,
      blocks: this.#blocks,
      fileSha256: this.#knownDigest?.fileSha256 ?? null,
      isExpectedEqual:
        failure?.code !== 'CHECKSUM_MISMATCH' &&
        wasExpected(expecting(this.#request.plan, this.#trustedSha256), this.#knownDigest),
      failure,
      wasCancelled: this.#wasCancelled,
      programVersion,
    });
  }
}
