import type { FileHandle } from 'node:fs/promises';
import type { AppFailure } from '#contract/errors.ts';
import type { DriveResult, Receipt } from '#contract/job.ts';
import type { BlockSums } from '#contract/record.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { type FromWorker, fromWorkerSchema, type ToWorker } from '#contract/worker.ts';
import { AppError, CancelledError, fail, failureOf } from '../errors/app-error.ts';
import type { Job } from '../ports.ts';
import type { CommandLine } from '../platform/elevation.ts';
import { helperForRoot, needsChannel } from '../platform/index.ts';
import { PrivateChannel } from '../process/private-channel.ts';
import { makeReceipt } from '../receipt/make-receipt.ts';
import { checkExpected } from './check-expected.ts';
import { assertEmbedded, assertExpected, assertSameImage, expecting, wasExpected } from './assert-expected.ts';
import { DriveTracker } from './drive-tracker.ts';
import { ImageFeed } from './image-feed.ts';
import type { JobRequest } from './job-request.ts';
import { openRawImage, withPath } from './raw-image.ts';
import { noWord } from './no-word.ts';
import { removeSocketPlace } from './socket-place.ts';
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
  readonly #image: ImageFeed;
  #blocks: BlockSums | null = null;
  #wasCancelled = false;
  /** SHA-256 of the bytes that were found to be what the user expects. */
  #trustedSha256: string | null = null;

  constructor(request: JobRequest) {
    this.#request = request;
    this.#trackers = new Map(request.plan.drives.map((drive) => [drive.id, new DriveTracker(drive)]));
    this.#image = new ImageFeed(request, this.#stop.signal);
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
      if (isCompared && this.#image.knownDigest !== null) {
        const expected = expecting(this.#request.plan, this.#trustedSha256);
        assertExpected(expected, this.#image.knownDigest);
        assertEmbedded(expected, this.#image.knownDigest);
      }
    } catch (thrown) {
      if (!(thrown instanceof CancelledError)) failure = failureOf(thrown, where);
    }
    await imageFile?.close();
    this.#stop.abort(new CancelledError()); // nothing may go on reading
    await this.#image.settled();
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
    const { image, check: expected } = plan;
    this.#trustedSha256 = await this.#image.checked((heard) =>
      checkExpected({
        reader,
        image,
        expected,
        signal: this.#stop.signal,
        onProgress: (doneBytes, totalBytes) => {
          heard();
          onEvent({ event: 'checking', doneBytes, totalBytes });
        },
      }),
    );
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
    const socketPath = imageFile === null && record === null ? await this.#image.startStream(worker) : null;
    try {
      worker.send({ type: 'start', protocol: PROTOCOL_VERSION, plan: workerPlan(this.#request, socketPath) });
      if (imageFile !== null) this.#image.digestBeside(worker);
      if (this.#wasCancelled) worker.send({ type: 'cancel', driveId: null });
      const lost = await worker.gone;
      if (lost !== null && !this.#wasCancelled) throw new AppError(lost);
    } finally {
      if (socketPath !== null) await removeSocketPlace(socketPath);
    }
  }

  #receive(message: FromWorker, worker: Worker): void {
    switch (message.type) {
      case 'credit':
        this.#image.grant(message.bytes);
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
        this.#image.sendAgain(message, worker);
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

  #progress(message: Extract<FromWorker, { readonly type: 'progress' }>): void {
    const tracker = this.#trackers.get(message.driveId);
    if (tracker === undefined || tracker.phase !== message.phase) return;
    const elapsedMs = Math.round(performance.now() - this.#startedMs);
    const { doneBytes, idleMs, retries } = message;
    const progress = tracker.progress({ doneBytes, idleMs, elapsedMs, retries }, this.#image.totalBytes);
    this.#request.onEvent({ event: 'progress', progress });
    this.#image.driveSaid(message);
  }

  /** A drive becomes bootable only if the image is still what was read, and is what the user expects. */
  async #decideFinish(
    message: Extract<FromWorker, { readonly type: 'prepared-to-finish' }>,
    worker: Worker,
  ): Promise<void> {
    const { driveId } = message;
    try {
      assertSameImage(expecting(this.#request.plan, this.#trustedSha256), await this.#image.digest, message);
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
      digest: this.#image.knownDigest,
      blocks: this.#blocks,
      fileSha256: this.#image.knownDigest?.fileSha256 ?? null,
      isExpectedEqual:
        failure?.code !== 'CHECKSUM_MISMATCH' &&
        wasExpected(expecting(this.#request.plan, this.#trustedSha256), this.#image.knownDigest),
      failure,
      wasCancelled: this.#wasCancelled,
      programVersion,
    });
  }
}
