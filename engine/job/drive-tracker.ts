import type { AppFailure } from '#contract/errors.ts';
import type { Drive } from '#contract/drive.ts';
import type { DriveResult, Outcome, Phase, Progress } from '#contract/job.ts';
import type { WorkerStats } from '#contract/worker.ts';
import { maskSerial } from '../receipt/mask-serial.ts';
import { SpeedMeter } from './speed-meter.ts';

/** A pause shorter than this is not worth a word. */
const STALL_SHOWN_MS = 10_000;

export interface DriveEnd {
  readonly outcome: Outcome;
  readonly failure: AppFailure | null;
  readonly stats: WorkerStats | null;
  readonly warnings: readonly AppFailure[];
}

const NO_STATS: WorkerStats = {
  isTouched: false,
  isDirect: false,
  writtenBytes: 0,
  verifiedBytes: 0,
  keptBytes: 0,
  writeMs: 0,
  flushMs: 0,
  verifyMs: 0,
  stalledMs: 0,
  retries: 0,
  badSpots: [],
  ejected: false,
};

/** What the host knows of one drive of a running job: its phase, its speeds, and at last its result. */
export class DriveTracker {
  readonly drive: Drive;
  phase: Phase = 'queued';
  result: DriveResult | null = null;
  /** Image bytes it is known to have stored so far. */
  storedBytes = 0;
  #meter = new SpeedMeter();
  #mayBeTouched = false;

  constructor(drive: Drive) {
    this.drive = drive;
  }

  enter(phase: Phase): void {
    this.phase = phase;
    this.#meter = new SpeedMeter();
    if (phase !== 'queued' && phase !== 'ended') this.#mayBeTouched = true;
  }

  /** Figures for the host; times in milliseconds since the job began. */
  progress(
    sample: {
      readonly doneBytes: number;
      readonly idleMs: number;
      readonly elapsedMs: number;
      readonly retries: number;
    },
    totalBytes: number | null,
  ): Progress {
    this.#meter.add(sample.elapsedMs, sample.doneBytes);
    const speed = this.#meter.speed(totalBytes);
    const isStalled = sample.idleMs >= STALL_SHOWN_MS;
    return {
      driveId: this.drive.id,
      phase: this.phase,
      doneBytes: sample.doneBytes,
      totalBytes,
      speedBytesPerSec: speed.nowBytesPerSec,
      averageBytesPerSec: speed.averageBytesPerSec,
      etaMs: isStalled ? null : speed.etaMs,
      stalledMs: isStalled ? sample.idleMs : null,
      elapsedMs: sample.elapsedMs,
      retries: sample.retries,
    };
  }

  /** Records how the drive ended. `stats` null: the worker never said, so the worst is assumed. */
  end({ outcome, failure, stats, warnings }: DriveEnd): DriveResult {
    const { identity, id, name } = this.drive;
    const known = stats ?? { ...NO_STATS, isTouched: this.#mayBeTouched };
    this.phase = 'ended';
    this.result = {
      driveId: id,
      devicePath: identity.devicePath,
      name,
      maskedSerial: maskSerial(identity.serial),
      portPath: identity.portPath,
      driveSizeBytes: identity.sizeBytes,
      outcome,
      failure: failure === null ? null : { ...failure, nothingWritten: !known.isTouched },
      ...known,
      continueBytes: canContinue(outcome, failure) ? this.storedBytes : 0,
      writeBytesPerSec: perSecond(known.writtenBytes, known.writeMs + known.flushMs),
      verifyBytesPerSec: perSecond(known.verifiedBytes, known.verifyMs),
      warnings,
    };
    return this.result;
  }
}

function perSecond(bytes: number, ms: number): number {
  return ms <= 0 ? 0 : Math.round((bytes / ms) * 1000);
}

/** After these the drive, the image, or what is on the drive is not worth going on with. */
const HOPELESS: ReadonlySet<string> = new Set([
  'IMAGE_TRUNCATED',
  'DECOMPRESS_FAILED',
  'CHECKSUM_MISMATCH',
  'EMBEDDED_CHECKSUM_MISMATCH',
  'SIGNATURE_INVALID',
  'VERIFY_MISMATCH',
  'DRIVE_FALSE_CAPACITY',
  'FLUSH_FAILED',
  'READ_IO',
  'IMAGE_CHANGED',
  'DRIVE_TOO_SMALL',
]);

function canContinue(outcome: Outcome, failure: AppFailure | null): boolean {
  return outcome === 'cancelled' || (outcome === 'failed' && !HOPELESS.has(failure?.code ?? ''));
}
