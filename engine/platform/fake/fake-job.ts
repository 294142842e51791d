import type { Drive } from '#contract/drive.ts';
import type { AppFailure } from '#contract/errors.ts';
import type { Image } from '#contract/image.ts';
import type { DriveResult, JobEvent, Plan, Receipt } from '#contract/job.ts';
import { driveLabel } from '../../drive/drive-label.ts';
import { makeFailure } from '../../errors/app-error.ts';
import { DriveTracker } from '../../job/drive-tracker.ts';
import type { Job } from '../../ports.ts';
import { makeReceipt } from '../../receipt/make-receipt.ts';
import type { FakeClock } from './fake-clock.ts';
import { FakeDriveRun, fakeFailure, STEP_MS } from './fake-drive-run.ts';
import type { FakeDrive } from './fake-drives.ts';
import { fakeSha256, unpackedBytes } from './fake-images.ts';
import type { Scenario } from './scenarios.ts';

export interface FakeJobFacts {
  readonly plan: Plan;
  readonly scenario: Scenario;
  readonly clock: FakeClock;
  readonly programVersion: string;
  readonly fakeOf: (drive: Drive) => FakeDrive | null;
  readonly tell: (event: JobEvent) => void;
  readonly wrote: (key: string, bytes: number) => void;
  readonly unplugged: (key: string) => void;
}

/** How fast a fake image is read to be compared with its expected SHA-256. */
const CHECK_BYTES_PER_SEC = 800e6;

/** A job of scripted drives on a fake clock: the events a real one sends, in the same order. */
export class FakeJob implements Job {
  readonly receipt: Promise<Receipt>;
  readonly #facts: FakeJobFacts;
  readonly #runs: readonly FakeDriveRun[];
  readonly #startedAt: Date;
  readonly #startedMs: number;
  readonly #settle: (receipt: Receipt) => void;
  #takeBack: () => void = () => {};
  #hasBegun = false;
  #wasCancelled = false;
  #isOver = false;

  constructor(facts: FakeJobFacts) {
    this.#facts = facts;
    this.#startedAt = facts.clock.date();
    this.#startedMs = facts.clock.nowMs();
    let settle: (receipt: Receipt) => void = () => {};
    this.receipt = new Promise((resolve) => {
      settle = resolve;
    });
    this.#settle = settle;
    this.#runs = facts.plan.drives.flatMap((drive) => this.#runOf(drive));
    this.#after(0, () => this.#check(0));
  }

  cancel(driveId?: string): void {
    if (this.#isOver) return;
    if (driveId === undefined) this.#wasCancelled = true;
    if (!this.#hasBegun) {
      if (driveId === undefined) this.#end(null);
      return;
    }
    for (const run of this.#runs) if ((driveId ?? run.driveId) === run.driveId) run.cancel();
  }

  skipVerify(driveId?: string): void {
    for (const run of this.#runs) if ((driveId ?? run.driveId) === run.driveId) run.skipVerify();
  }

  /** How far its unfinished drives came with this image, for the same sticks plugged in again. */
  continuations(image: Image, drives: readonly Drive[]): ReadonlyMap<string, number> {
    if (this.#facts.plan.image.path !== image.path) return new Map();
    const found = drives.flatMap(({ id, identity }) => {
      const run = this.#runs.find(({ serial }) => serial === identity.serial);
      const bytes = run?.result?.continueBytes ?? 0;
      return bytes > 0 ? [[id, bytes] as const] : [];
    });
    return new Map(found);
  }

  /** A stick was pulled out by hand. */
  unplug(key: string): void {
    for (const run of this.#runs) if (run.key === key) run.fail('DRIVE_GONE');
  }

  #runOf(drive: Drive): readonly FakeDriveRun[] {
    const { plan, fakeOf, tell, wrote, unplugged } = this.#facts;
    const fake = fakeOf(drive);
    if (fake === null) return [];
    const { mode, verify, eject, image } = plan;
    const run = new FakeDriveRun({
      drive,
      fake,
      mode,
      totalBytes: unpackedBytes(image),
      declaredBytes: image.sizeBytes,
      verify,
      eject,
      tell,
      wrote: (bytes) => wrote(fake.key, bytes),
      unplugged: () => unplugged(fake.key),
    });
    return [run];
  }

  #check(doneBytes: number): void {
    const { plan, scenario, tell } = this.#facts;
    const totalBytes = plan.image.file.sizeBytes;
    if (scenario.jobFails?.code === 'CHECKSUM_MISMATCH') {
      this.#end(fakeFailure('CHECKSUM_MISMATCH', ''));
      return;
    }
    if (plan.check === null || doneBytes >= totalBytes) {
      this.#elevate();
      return;
    }
    tell({ event: 'checking', doneBytes, totalBytes });
    this.#after(STEP_MS, () => this.#check(doneBytes + (CHECK_BYTES_PER_SEC * STEP_MS) / 1000));
  }

  #elevate(): void {
    const { how, answer, answerMs } = this.#facts.scenario.rights;
    if (how === 'none') {
      this.#start();
      return;
    }
    if (how === 'unavailable') {
      this.#end(fakeFailure('ELEVATION_UNAVAILABLE', ''));
      return;
    }
    this.#facts.tell({ event: 'elevating', how });
    this.#after(answerMs, () => {
      if (answer === 'granted') this.#start();
      else this.#end(fakeFailure('ELEVATION_DENIED', ''));
    });
  }

  #start(): void {
    this.#hasBegun = true;
    this.#facts.tell({ event: 'started' });
    for (const run of this.#runs) run.begin();
    this.#after(STEP_MS, () => this.#step());
  }

  #step(): void {
    const { jobFails } = this.#facts.scenario;
    const elapsedMs = this.#elapsedMs();
    for (const run of this.#runs) run.step(elapsedMs);
    if (jobFails !== null && this.#runs.some(({ writtenShare }) => writtenShare >= jobFails.share)) {
      this.#end(fakeFailure(jobFails.code, this.#firstLabel(), false));
      return;
    }
    if (this.#runs.every(({ result }) => result !== null)) this.#end(null);
    else this.#after(STEP_MS, () => this.#step());
  }

  #end(failure: AppFailure | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#takeBack();
    const { plan, clock, programVersion } = this.#facts;
    const hash = fakeSha256(plan.image.name);
    const isRead = failure === null && !this.#wasCancelled;
    const receipt = makeReceipt({
      plan,
      startedAt: this.#startedAt,
      endedAt: clock.date(),
      results: this.#results(failure),
      digest: isRead
        ? {
            imageSha256: hash,
            fileSha256: hash,
            imageBytes: unpackedBytes(plan.image),
            chunkTableSha256: hash,
            extra: [],
          }
        : null,
      blocks: null,
      fileSha256: null,
      isExpectedEqual: plan.check !== null && failure?.code !== 'CHECKSUM_MISMATCH',
      failure,
      wasCancelled: this.#wasCancelled,
      programVersion,
    });
    this.#facts.tell({ event: 'ended', receipt });
    this.#settle(receipt);
  }

  /** Drives nothing was heard of end as the job did, as the real job does it. */
  #results(failure: AppFailure | null): readonly DriveResult[] {
    return this.#facts.plan.drives.map((drive) => {
      const known = this.#runs.find(({ driveId }) => driveId === drive.id)?.result ?? null;
      if (known !== null) return known;
      const tracker = new DriveTracker(drive);
      if (this.#hasBegun) tracker.enter('writing');
      const outcome = this.#wasCancelled && failure === null ? 'cancelled' : 'failed';
      const reason = outcome === 'cancelled' ? null : (failure ?? lost());
      const result = tracker.end({ outcome, failure: reason, stats: null, warnings: [] });
      if (this.#hasBegun) this.#facts.tell({ event: 'drive-ended', result });
      return result;
    });
  }

  #firstLabel(): string {
    const first = this.#facts.plan.drives[0];
    return first === undefined ? '' : driveLabel(first.identity);
  }

  #elapsedMs(): number {
    return Math.round(this.#facts.clock.nowMs() - this.#startedMs);
  }

  #after(inMs: number, run: () => void): void {
    this.#takeBack = this.#facts.clock.after(inMs, () => {
      if (!this.#isOver) run();
    });
  }
}

function lost(): AppFailure {
  const where = { process: 'host', operation: 'demo' } as const;
  return makeFailure('WORKER_LOST', { signal: null, exitCode: null }, { where, message: 'The drive is not there' });
}
