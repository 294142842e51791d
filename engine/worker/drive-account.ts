import type { BadSpot } from '#contract/bad-spot.ts';
import type { Phase } from '#contract/job.ts';
import type { FromWorker } from '#contract/worker.ts';
import type { MeteredDrive } from './metered-drive.ts';

/** How far one drive of a job has come, and how that is told: its phase, its figures, the time it took. */
export class DriveAccount {
  readonly #driveId: string;
  readonly #send: (message: FromWorker) => void;
  readonly #phaseMs = new Map<Phase, number>();
  #phase: Phase = 'queued';
  #phaseStartedMs = 0;
  /** From here on the drive is blank or half-written, and its ends are wiped when it is given up. */
  isTouched = false;
  isEjected = false;
  writtenBytes = 0;
  verifiedBytes = 0;
  /** Found there from an earlier try. */
  keptBytes = 0;
  /** Everything before it has reached the drive. */
  orderedBytes = 0;
  /** Times a place was written again. */
  retries = 0;
  readonly badSpots: BadSpot[] = [];

  constructor(driveId: string, send: (message: FromWorker) => void) {
    this.#driveId = driveId;
    this.#send = send;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Bytes of the phase that is under way. */
  get doneBytes(): number {
    return this.#phase === 'verifying' ? this.verifiedBytes : this.writtenBytes;
  }

  enter(phase: Phase): void {
    if (this.#phase === phase) return;
    const nowMs = performance.now();
    this.#phaseMs.set(this.#phase, (this.#phaseMs.get(this.#phase) ?? 0) + nowMs - this.#phaseStartedMs);
    this.#phaseStartedMs = nowMs;
    this.#phase = phase;
    this.#send({ type: 'phase', driveId: this.#driveId, phase });
  }

  /** `idleMs`: how long the drive has not answered. */
  tellProgress(idleMs: number): void {
    const { doneBytes, retries } = this;
    this.#send({ type: 'progress', driveId: this.#driveId, phase: this.#phase, doneBytes, idleMs, retries });
  }

  /** Image bytes from the start that the drive is known to have stored. */
  tellStored(doneBytes: number): void {
    this.#send({ type: 'stored', driveId: this.#driveId, doneBytes });
  }

  /** `drive` null: it was never opened. */
  stats(drive: MeteredDrive | null) {
    const spent = (phase: Phase) => Math.round(this.#phaseMs.get(phase) ?? 0);
    return {
      isTouched: this.isTouched,
      isDirect: drive?.isDirect ?? false,
      writtenBytes: this.writtenBytes,
      verifiedBytes: this.verifiedBytes,
      keptBytes: this.keptBytes,
      writeMs: spent('writing'),
      flushMs: spent('flushing'),
      verifyMs: spent('verifying'),
      stalledMs: Math.round(drive?.stalledMs ?? 0),
      retries: this.retries,
      badSpots: [...this.badSpots].sort((a, b) => a.offsetBytes - b.offsetBytes),
      ejected: this.isEjected,
    };
  }
}
