import type { AppFailure, ErrorCode } from '#contract/errors.ts';
import type { DriveResult, JobEvent, Outcome, Phase } from '#contract/job.ts';
import type { WorkerStats } from '#contract/worker.ts';
import { driveLabel } from '../../drive/drive-label.ts';
import { makeFailure } from '../../errors/app-error.ts';
import { DriveTracker } from '../../job/drive-tracker.ts';
import type { Drive } from '#contract/drive.ts';
import type { FakeDrive } from './fake-drives.ts';
import { FakePass, type PassEnd } from './fake-pass.ts';
import { sampleParams } from './sample-params.ts';

export interface FakeRunFacts {
  /** As planned. */
  readonly drive: Drive;
  readonly fake: FakeDrive;
  readonly mode: 'write' | 'verify';
  readonly totalBytes: number;
  /** What the image says of its size. */
  readonly declaredBytes: number | null;
  readonly verify: boolean;
  readonly eject: boolean;
  readonly tell: (event: JobEvent) => void;
  readonly wrote: (bytes: number) => void;
  /** The stick vanished by itself. */
  readonly unplugged: () => void;
}

const PREPARING_MS = 600;
const FINISHING_MS = 400;
const RELEASING_MS = 300;
/** Figures are told four times a second, as the real worker does. */
export const STEP_MS = 250;

/**
 * One fake drive on its way through a job:
 *
 *   preparing → writing → flushing → verifying → finishing → releasing → ended
 */
export class FakeDriveRun {
  readonly #facts: FakeRunFacts;
  readonly #tracker: DriveTracker;
  #phase: Phase = 'queued';
  #phaseMs = 0;
  #pass: FakePass | null = null;
  #outcome: Outcome = 'verified';
  #failure: AppFailure | null = null;
  #isVerifySkipped = false;
  #stats = { writtenBytes: 0, verifiedBytes: 0, writeMs: 0, flushMs: 0, verifyMs: 0, stalledMs: 0 };

  constructor(facts: FakeRunFacts) {
    this.#facts = facts;
    this.#tracker = new DriveTracker(facts.drive);
  }

  get result(): DriveResult | null {
    return this.#tracker.result;
  }

  get driveId(): string {
    return this.#facts.drive.id;
  }

  get serial(): string | null {
    return this.#facts.drive.identity.serial;
  }

  get key(): string {
    return this.#facts.fake.key;
  }

  /** Share of the write pass that is done. */
  get writtenShare(): number {
    return this.#stats.writtenBytes / this.#facts.totalBytes;
  }

  begin(): void {
    this.#enter('preparing');
  }

  cancel(): void {
    if (this.result !== null || this.#phase === 'releasing' || this.#phase === 'finishing') return;
    this.#leave('cancelled', null);
  }

  skipVerify(): void {
    this.#isVerifySkipped = true;
    if (this.#phase === 'verifying') this.#afterVerify(false);
  }

  fail(code: ErrorCode): void {
    if (this.result === null) this.#leave('failed', this.#failureOf(code));
  }

  /** Lets `STEP_MS` pass; `elapsedMs` is the job's time after it. */
  step(elapsedMs: number): void {
    if (this.result !== null) return;
    this.#phaseMs += STEP_MS;
    const { fake } = this.#facts;
    switch (this.#phase) {
      case 'preparing':
        if (this.#phaseMs >= PREPARING_MS) this.#afterPreparing();
        break;
      case 'writing':
      case 'verifying':
        this.#stepPass(elapsedMs);
        break;
      case 'flushing':
        this.#stats.flushMs += STEP_MS;
        this.#progress(elapsedMs, this.#facts.totalBytes, 0);
        if (this.#phaseMs >= fake.flushMs) this.#afterFlush();
        break;
      case 'finishing':
        if (this.#phaseMs >= FINISHING_MS) this.#enter('releasing');
        break;
      case 'releasing':
        if (this.#phaseMs >= RELEASING_MS) this.#end();
        break;
      case 'queued':
      case 'ended':
        break;
      default:
        this.#phase satisfies never;
    }
  }

  #stepPass(elapsedMs: number): void {
    const pass = this.#pass;
    if (pass === null) return;
    const isWrite = this.#phase === 'writing';
    const before = pass.doneBytes;
    const end = pass.step(STEP_MS);
    const moved = pass.doneBytes - before;
    if (pass.idleMs > 5000) this.#stats.stalledMs += STEP_MS;
    if (isWrite) {
      this.#stats.writtenBytes += moved;
      this.#stats.writeMs += STEP_MS;
      this.#facts.wrote(moved);
    } else {
      this.#stats.verifiedBytes += moved;
      this.#stats.verifyMs += STEP_MS;
    }
    this.#progress(elapsedMs, pass.doneBytes, pass.idleMs);
    if (end !== null) this.#afterPass(isWrite, end);
  }

  #afterPreparing(): void {
    const fault = this.#facts.fake.faults.find((one) => one.kind === 'fail' && one.phase === 'preparing');
    if (fault?.kind === 'fail') this.#leave('failed', this.#failureOf(fault.code));
    else this.#startPass(this.#facts.mode === 'verify' ? 'verify' : 'write');
  }

  #afterPass(isWrite: boolean, end: PassEnd): void {
    if (end === 'done') {
      if (isWrite) this.#enter('flushing');
      else this.#afterVerify(true);
      return;
    }
    if (end.kind === 'unplug') {
      this.#facts.unplugged();
      this.fail('DRIVE_GONE');
      return;
    }
    this.fail(end.code);
  }

  #afterFlush(): void {
    const fault = this.#facts.fake.faults.find((one) => one.kind === 'fail' && one.phase === 'flushing');
    if (fault?.kind === 'fail') this.#leave('failed', this.#failureOf(fault.code));
    else if (this.#facts.verify && !this.#isVerifySkipped) this.#startPass('verify');
    else this.#afterVerify(false);
  }

  #afterVerify(isComplete: boolean): void {
    this.#outcome = isComplete ? 'verified' : 'unverified';
    this.#enter(this.#facts.mode === 'write' ? 'finishing' : 'releasing');
  }

  #startPass(pass: 'write' | 'verify'): void {
    const { fake, totalBytes } = this.#facts;
    const bytesPerSec = pass === 'write' ? fake.writeBytesPerSec : fake.readBytesPerSec;
    this.#pass = new FakePass({ pass, totalBytes, bytesPerSec, faults: fake.faults });
    this.#enter(pass === 'write' ? 'writing' : 'verifying');
  }

  #leave(outcome: Outcome, failure: AppFailure | null): void {
    this.#outcome = outcome;
    this.#failure = failure;
    if (this.#phase === 'queued') this.#end();
    else this.#enter('releasing');
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#phaseMs = 0;
    this.#tracker.enter(phase);
    this.#facts.tell({ event: 'phase', driveId: this.driveId, phase });
  }

  #progress(elapsedMs: number, doneBytes: number, idleMs: number): void {
    const progress = this.#tracker.progress({ doneBytes, idleMs, elapsedMs, retries: 0 }, this.#facts.declaredBytes);
    this.#facts.tell({ event: 'progress', progress });
  }

  #end(): void {
    const { eject, fake } = this.#facts;
    const isGood = this.#failure === null && this.#outcome !== 'cancelled';
    const ejectFails = eject && isGood && fake.faults.some(({ kind }) => kind === 'eject-fails');
    const stats: WorkerStats = {
      ...this.#stats,
      isTouched: this.#stats.writtenBytes > 0,
      isDirect: true,
      retries: this.#failure?.code === 'VERIFY_MISMATCH' ? 2 : 0,
      badSpots: [],
      keptBytes: 0,
      ejected: eject && isGood && !ejectFails,
    };
    this.#phase = 'ended';
    const warnings = ejectFails ? [this.#failureOf('EJECT_FAILED')] : [];
    this.#tracker.storedBytes = this.#stats.writtenBytes;
    const result = this.#tracker.end({ outcome: this.#outcome, failure: this.#failure, stats, warnings });
    this.#facts.tell({ event: 'drive-ended', result });
  }

  #failureOf(code: ErrorCode): AppFailure {
    return fakeFailure(code, driveLabel(this.#facts.drive.identity), this.#stats.writtenBytes === 0);
  }
}

/** A failure as it is shown in demos. */
export function fakeFailure<C extends ErrorCode>(code: C, drive: string, nothingWritten = true): AppFailure {
  const cause = Object.assign(new Error('EIO: i/o error, write'), { code: 'EIO' });
  return makeFailure(code, sampleParams(drive)[code], {
    where: { process: 'worker', operation: 'demo' },
    message: `Demo of ${code}`,
    cause,
    nothingWritten,
  });
}
