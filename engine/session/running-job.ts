import type { Drive } from '#contract/drive.ts';
import type { AppFailure } from '#contract/errors.ts';
import { foldJobEvent } from '#contract/fold-job-event.ts';
import type { JobEvent, Plan, Receipt } from '#contract/job.ts';
import type { JobDrive, JobSnapshot, JobTopicEvent, PassGraph } from '#contract/job-view.ts';
import { failureOf } from '../errors/app-error.ts';
import type { Engine, Job } from '../ports.ts';
import { type JobMeters, jobEvents, stageEvent } from './job-events.ts';
import { binBytesOf } from './pass-meter.ts';
import type { ReceiptsStore } from './receipts-store.ts';
import type { SessionClock } from './session-ports.ts';

export interface RunningJobParts {
  readonly engine: Pick<Engine, 'startJob'>;
  readonly receipts: ReceiptsStore;
  readonly clock: SessionClock;
  readonly tell: (event: JobTopicEvent) => void;
  /** Called when a job started, ended or was dismissed. */
  readonly changed: (snapshot: JobSnapshot | null) => void;
}

/** The check of the image is told at most so often. */
const CHECK_TOLD_EVERY_MS = 250;
const NO_METERS: JobMeters = new Map();

const where = { process: 'host', operation: 'job' } as const;

/** The one job a session may run, as every window sees it. */
export class RunningJob {
  readonly #parts: RunningJobParts;
  #snapshot: JobSnapshot | null = null;
  #newestDrives: readonly Drive[] = [];
  #meters: JobMeters = NO_METERS;
  #job: Job | null = null;
  #startedMs = 0;
  #checkToldMs = 0;
  #endedAfterMs = 0;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(parts: RunningJobParts) {
    this.#parts = parts;
  }

  get snapshot(): JobSnapshot | null {
    return this.#snapshot;
  }

  get isRunning(): boolean {
    return this.#snapshot !== null && this.#snapshot.stage !== 'ended';
  }

  /** Drives of a job that runs. */
  get busyIds(): ReadonlySet<string> {
    return new Set(this.isRunning ? this.#snapshot?.drives.map(({ drive }) => drive.id) : []);
  }

  /** DANGER: erases the drives of the plan. */
  start(planId: string, plan: Plan): void {
    const { engine, clock } = this.#parts;
    this.#startedMs = clock.nowMs();
    this.#checkToldMs = Number.NEGATIVE_INFINITY;
    this.#meters = NO_METERS;
    this.#snapshot = firstSnapshot(planId, plan, clock.date());
    this.#newestDrives = plan.drives;
    this.#parts.tell({ kind: 'snapshot', job: this.#snapshot });
    this.#job = engine.startJob(plan, (event) => this.#receive(event));
    this.#ended = this.#job.receipt.then((receipt) => this.#end(receipt));
    this.#parts.changed(this.#snapshot);
  }

  /** Stops all drives, or one. A drive that is being read back ends `unverified`; one that is about to end is let end. */
  cancel(driveId: string | null): void {
    const { job, snapshot } = { job: this.#job, snapshot: this.#snapshot };
    if (job === null || snapshot === null || !this.isRunning) return;
    if (driveId === null) this.#tell(stageEvent(snapshot, this.#elapsedMs(), { stage: 'stopping' }));
    const open = snapshot.drives.filter(({ drive, result }) => result === null && (driveId ?? drive.id) === drive.id);
    const isWritten = ({ phase }: JobDrive) =>
      snapshot.mode === 'write' && (phase === 'verifying' || phase === 'finishing' || phase === 'releasing');
    if (driveId === null && !open.some(isWritten)) {
      job.cancel();
      return;
    }
    for (const drive of open) {
      if (!isWritten(drive)) job.cancel(drive.drive.id);
      else if (drive.phase === 'verifying') job.skipVerify(drive.drive.id);
    }
  }

  skipVerify(driveId: string | null): void {
    if (this.isRunning) this.#job?.skipVerify(driveId ?? undefined);
  }

  /** Drives of the newest job, also once it was dismissed: whoever writes again may have plugged one in again. */
  get newestDrives(): readonly Drive[] {
    return this.#newestDrives;
  }

  /** Takes an ended job away. */
  dismiss(): void {
    if (this.#snapshot === null || this.isRunning) return;
    this.#snapshot = null;
    this.#job = null;
    this.#parts.tell({ kind: 'snapshot', job: null });
    this.#parts.changed(null);
  }

  /** Resolves when no job runs any more. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  #receive(event: JobEvent): void {
    const { snapshot } = this;
    if (snapshot === null) return;
    const elapsedMs = this.#elapsedMs();
    this.#endedAfterMs = elapsedMs; // the last one counts
    if (event.event === 'checking') {
      if (elapsedMs - this.#checkToldMs < CHECK_TOLD_EVERY_MS) return;
      this.#checkToldMs = elapsedMs;
    }
    const { events, meters } = jobEvents(snapshot, this.#meters, { event, elapsedMs });
    this.#meters = meters;
    for (const told of events) this.#tell(told);
  }

  async #end(receipt: Receipt): Promise<void> {
    const { snapshot } = this;
    if (snapshot === null) return;
    const receiptFailure = snapshot.hasBegun ? await this.#save(receipt) : null;
    const { jobId } = snapshot;
    this.#tell({ kind: 'ended', jobId, elapsedMs: this.#endedAfterMs, receipt, receiptFailure });
    this.#parts.changed(this.#snapshot);
  }

  async #save(receipt: Receipt): Promise<AppFailure | null> {
    try {
      await this.#parts.receipts.save(receipt);
      return null;
    } catch (cause) {
      return failureOf(cause, where, false);
    }
  }

  #tell(event: JobTopicEvent): void {
    this.#snapshot = foldJobEvent(this.#snapshot, event);
    this.#parts.tell(event);
  }

  #elapsedMs(): number {
    return Math.round(this.#parts.clock.nowMs() - this.#startedMs);
  }
}

function firstSnapshot(planId: string, plan: Plan, startedAt: Date): JobSnapshot {
  const graph: PassGraph = { binBytes: binBytesOf(plan.image.sizeBytes), bins: [] };
  return {
    jobId: plan.jobId,
    planId,
    mode: plan.mode,
    stage: 'starting',
    image: plan.image,
    verify: plan.verify,
    eject: plan.eject,
    startedAt: startedAt.toISOString(),
    elapsedMs: 0,
    rights: null,
    checking: null,
    source: null,
    hasBegun: false,
    drives: plan.drives.map((drive: Drive) => ({
      drive,
      phase: 'queued',
      progress: null,
      writeGraph: graph,
      verifyGraph: graph,
      bottleneck: null,
      result: null,
    })),
    receipt: null,
    receiptFailure: null,
  };
}
