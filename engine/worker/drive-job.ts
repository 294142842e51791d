import type { AppFailure } from '#contract/errors.ts';
import type { Outcome } from '#contract/job.ts';
import type { WrittenRecord } from '#contract/record.ts';
import type { FromWorker, WorkerDrive, WorkerPlan } from '#contract/worker.ts';
import { AppError, CancelledError } from '../errors/app-error.ts';
import type { BlockFeed, FeedConsumer } from '../write/block-feed.ts';
import { wipeEnds } from '../write/wipe.ts';
import { flushDrive } from '../write/flush-drive.ts';
import { DoesNotFitError, writePass } from '../write/write-pass.ts';
import { compareWithBlocks } from '../verify/compare-blocks.ts';
import { compareWithChunks } from '../verify/compare-chunks.ts';
import { compareWithRecord } from '../verify/compare-record.ts';
import type { Mismatches } from '../verify/mismatches.ts';
import { DriveAccount } from './drive-account.ts';
import { ejectFailure, failureOfDrive, falseCapacityFailure, mismatchFailure, StalledError } from './drive-failure.ts';
import { finishDrive } from './finish-drive.ts';
import { goneInstead } from './gone-instead.ts';
import type { ImageAgain } from './image-again.ts';
import { mendDrive } from './mend-drive.ts';
import { MeteredDrive } from './metered-drive.ts';
import { ejectDrive } from '../platform/worker.ts';
import { prepareDrive } from './prepare-drive.ts';
import { probeDrive } from './probe-drive.ts';

export interface DriveJobRequest {
  readonly plan: WorkerPlan;
  readonly target: WorkerDrive;
  readonly feed: BlockFeed;
  readonly send: (message: FromWorker) => void;
  /** Resolves when the host allows the drive to become bootable; throws AppError if it refuses. */
  readonly mayFinish: (signal: AbortSignal) => Promise<void>;
  /** Gets image bytes again, for places that read back wrong. */
  readonly imageAgain: ImageAgain;
}

const TICK_MS = 250;
/** Flushing empties a stick's own memory, which may take long: it gets more patience than a block. */
const FLUSH_PATIENCE = 4;
/** How long cleaning up a failed drive may take before it is left as it is (its head was never written). */
const CLEANUP_MS = 3000;
/** A request that is still out after this is taken for one that is never answered. */
const SETTLE_MS = 500;

class SkipVerify extends Error {}

/**
 * One drive's way through a job:
 *
 *   preparing → writing → flushing → verifying → finishing → releasing → ended
 *
 * Any failure or cancel leads straight to releasing; a drive that had been touched is wiped at both ends on the way, so
 * that it never looks bootable. In mode `verify`: preparing → verifying → releasing → ended, and nothing is written.
 */
export class DriveJob {
  readonly #request: DriveJobRequest;
  readonly #blocks: FeedConsumer;
  readonly #stop = new AbortController();
  readonly #skipVerify = new AbortController();
  readonly #account: DriveAccount;
  #drive: MeteredDrive | null = null;
  #isCompared = false;

  constructor(request: DriveJobRequest) {
    this.#request = request;
    this.#account = new DriveAccount(request.target.driveId, request.send);
    this.#blocks = request.feed.join(); // before the feed starts, so that no block is missed
  }

  cancel(): void {
    this.#stop.abort(new CancelledError());
  }

  /** Stops comparing, if that is what it does now or next; the drive ends `unverified`. */
  skipVerify(): void {
    this.#skipVerify.abort(new SkipVerify());
  }

  /** Settles when the drive is released and its `drive-ended` was sent; never rejects. */
  async run(): Promise<void> {
    const ticker = setInterval(() => this.#tick(), TICK_MS);
    let failure: AppFailure | null = null;
    let outcome: Outcome = 'failed';
    try {
      await (this.#request.plan.mode === 'write' ? this.#write() : this.#verifyOnly());
      outcome = this.#isCompared ? 'verified' : 'unverified';
    } catch (thrown) {
      if (thrown instanceof CancelledError) outcome = 'cancelled';
      else failure = await goneInstead(this.#failureOf(thrown), this.#request.target);
    }
    this.#blocks.leave();
    this.#account.enter('releasing');
    await this.#release(outcome === 'failed' || outcome === 'cancelled');
    const warnings = failure === null && outcome !== 'cancelled' ? await this.#eject() : [];
    clearInterval(ticker);
    this.#account.enter('ended');
    this.#request.send({
      type: 'drive-ended',
      driveId: this.#request.target.driveId,
      outcome,
      failure,
      warnings,
      stats: this.#account.stats(this.#drive),
    });
  }

  async #write(): Promise<void> {
    const { feed, plan, target } = this.#request;
    const signal = this.#stop.signal;
    const drive = await this.#open();
    await probeDrive({
      drive,
      target,
      driveCount: plan.drives.length,
      keepsContents: target.continueBytes > 0,
      signal,
      onTouched: (isTouched) => {
        this.#account.isTouched = isTouched;
      },
    });
    this.#account.isTouched = true;
    await wipeEnds(drive, signal);
    await flushDrive(drive, signal);

    this.#account.enter('writing');
    await writePass({
      drive,
      blocks: this.#blocks,
      signal,
      continueBytes: target.continueBytes,
      storeEveryMs: plan.storeEveryMs,
      onMoved: (bytes) => {
        this.#account.writtenBytes += bytes;
      },
      onKept: (bytes) => {
        this.#account.keptBytes += bytes;
      },
      onOrdered: (doneBytes) => {
        this.#account.orderedBytes = doneBytes;
      },
      onStored: (doneBytes) => this.#account.tellStored(doneBytes),
    });
    const { regions } = feed;
    if (regions === null) throw new Error('The feed ended without saying where');
    if (regions.totalBytes > drive.sizeBytes) throw new DoesNotFitError(regions.totalBytes);

    this.#account.enter('flushing');
    await flushDrive(drive, signal);
    this.#account.tellStored(regions.tailStartBytes);
    signal.throwIfAborted();

    if (plan.verify && !this.#skipVerify.signal.aborted) await this.#verifyBody(drive);
    this.#account.enter('finishing');
    await this.#request.mayFinish(signal);
    const { mismatches, badSpots } = await finishDrive({
      drive,
      feed,
      regions,
      readBack: this.#isCompared,
      signal,
      onRewrite: () => this.#rewritten(),
    });
    this.#account.badSpots.push(...badSpots);
    if (mismatches.count > 0) throw this.#mismatch(mismatches);
    this.#account.writtenBytes = regions.totalBytes;
    if (this.#isCompared) this.#account.verifiedBytes = regions.totalBytes;
  }

  async #verifyBody(drive: MeteredDrive): Promise<void> {
    const { feed, plan, target, imageAgain } = this.#request;
    const { signal } = this.#stop;
    this.#account.enter('verifying');
    try {
      const differing = await compareWithChunks({
        drive,
        feed,
        pieceMaxBytes: pieceBytesFor(plan.drives.length),
        signal: AbortSignal.any([signal, this.#skipVerify.signal]),
        onCompared: (bytes) => {
          this.#account.verifiedBytes += bytes;
        },
      });
      const falseCapacity = differing.falseCapacity();
      if (falseCapacity !== null) throw new AppError(falseCapacityFailure(target, falseCapacity, false));
      const { ranges } = differing;
      const request = { drive, table: feed.chunks, imageAgain, signal, onRewrite: () => this.#rewritten() };
      const { mismatches, badSpots } = await mendDrive(ranges, request);
      this.#account.badSpots.push(...badSpots);
      if (mismatches.count > 0) throw this.#mismatch(mismatches);
      this.#isCompared = true;
    } catch (thrown) {
      if (!(thrown instanceof SkipVerify)) throw thrown;
    }
  }

  #rewritten(): void {
    this.#account.retries += 1;
    this.#tick();
  }

  async #verifyOnly(): Promise<void> {
    const drive = await this.#open();
    this.#account.enter('verifying');
    const { source } = this.#request.plan;
    if (source.kind === 'record') {
      await this.#compareWithRecord(drive, source);
      return;
    }
    const mismatches = await compareWithBlocks({
      drive,
      blocks: this.#blocks,
      signal: this.#stop.signal,
      onCompared: (bytes) => {
        this.#account.verifiedBytes += bytes;
      },
    });
    await this.#request.mayFinish(this.#stop.signal);
    this.#isCompared = true;
    if (mismatches.count > 0) throw this.#mismatch(mismatches);
  }

  async #compareWithRecord(drive: MeteredDrive, record: WrittenRecord): Promise<void> {
    const mismatches = await compareWithRecord({
      drive,
      record,
      signal: this.#stop.signal,
      pieceMaxBytes: pieceBytesFor(this.#request.plan.drives.length),
      onCompared: (bytes) => {
        this.#account.verifiedBytes += bytes;
      },
    });
    this.#isCompared = true;
    if (mismatches.count > 0) throw this.#mismatch(mismatches);
  }

  async #open(): Promise<MeteredDrive> {
    const { plan, target } = this.#request;
    this.#account.enter('preparing');
    const opened = await prepareDrive({ plan, target, signal: this.#stop.signal });
    this.#drive = new MeteredDrive(opened, () => performance.now());
    return this.#drive;
  }

  /** Wipes what a failed drive may show, and lets go of it; a drive that does not answer is left behind. */
  async #release(isUnfinished: boolean): Promise<void> {
    const drive = this.#drive;
    if (drive === null) return;
    const hasAnswered = await drive.settle(SETTLE_MS);
    if (isUnfinished && this.#account.isTouched && hasAnswered) {
      const limit = AbortSignal.timeout(CLEANUP_MS);
      const cleaned = wipeEnds(drive, limit)
        .then(() => drive.flush())
        .then(() => this.#account.tellStored(this.#account.orderedBytes));
      await Promise.race([cleaned.catch((thrown: unknown) => this.#logCleanup(thrown)), aborted(limit)]);
    }
    if (drive.outstanding > 0) return; // closing would wait for the drive; the process ends soon
    await drive.close().catch((thrown: unknown) => this.#logCleanup(thrown));
  }

  async #eject(): Promise<readonly AppFailure[]> {
    const { plan, target } = this.#request;
    if (!plan.eject || target.isVirtual) return [];
    try {
      await ejectDrive(target.identity.devicePath);
      this.#account.isEjected = true;
      return [];
    } catch (cause) {
      return [ejectFailure(target, cause)];
    }
  }

  #logCleanup(thrown: unknown): void {
    this.#request.send({
      type: 'log',
      level: 'warn',
      operation: 'clean-up',
      message: 'A failed drive could not be wiped or closed',
      data: { driveId: this.#request.target.driveId, reason: String(thrown).slice(0, 300) },
    });
  }

  #tick(): void {
    const { plan } = this.#request;
    const { phase } = this.#account;
    if (phase === 'queued' || phase === 'ended') return;
    const idleMs = Math.round(this.#drive?.idleMs ?? 0);
    this.#account.tellProgress(idleMs);
    const patience = phase === 'flushing' || phase === 'finishing' ? FLUSH_PATIENCE : 1;
    if (idleMs > plan.stallLimitMs * patience) this.#stop.abort(new StalledError(idleMs));
  }

  #mismatch(mismatches: Mismatches): AppError {
    return new AppError(mismatchFailure(this.#request.target, mismatches, !this.#account.isTouched));
  }

  #failureOf(thrown: unknown): AppFailure {
    return failureOfDrive(thrown, {
      target: this.#request.target,
      phase: this.#account.phase,
      doneBytes: this.#account.doneBytes,
      isTouched: this.#account.isTouched,
    });
  }
}

/** Each drive reads into two of them: 4 MiB for one or two drives, 2 MiB for more, to stay within 120 MiB for 16. */
function pieceBytesFor(driveCount: number): number {
  return driveCount <= 2 ? 2 * 1024 * 1024 : 1024 * 1024;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
