import { type AppError, fail } from '../errors/app-error.ts';

/** What a drive says of itself, four times a second. */
export interface DriveSign {
  readonly driveId: string;
  readonly phase: string;
  readonly doneBytes: number;
  /** 0: nothing is asked of the drive just now. */
  readonly idleMs: number;
}

/** A longer pause between two signs: the computer slept, and nobody could say anything. */
const ASLEEP_MS = 5000;
/** In these phases a drive that is asked nothing waits for the image. */
const FED_PHASES: ReadonlySet<string> = new Set(['writing', 'verifying', 'finishing']);

/**
 * Notices an image that no longer comes: on a network mount whose server is gone, or on a disk that hangs, a read neither ends
 * nor fails. It is silent where no byte moved, nothing was told of reading it, and no drive had anything to do, for `limitMs`.
 */
export class SourceWatch {
  /** Rejects with IMAGE_UNREADABLE; else it is never settled. */
  readonly silence: Promise<never>;
  readonly #path: string;
  readonly #limitMs: number;
  readonly #nowMs: () => number;
  readonly #told = new Map<string, string>();
  #reject: (failure: AppError) => void = () => {};
  #heardMs: number;
  #saidMs: number;

  constructor(path: string, limitMs: number, nowMs: () => number = () => performance.now()) {
    this.#path = path;
    this.#limitMs = limitMs;
    this.#nowMs = nowMs;
    this.#heardMs = nowMs();
    this.#saidMs = this.#heardMs;
    this.silence = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.silence.catch(() => {}); // nobody may be waiting for the image
  }

  /** Something of the image arrived. */
  heard(): void {
    this.#heardMs = this.#nowMs();
  }

  driveSaid({ driveId, phase, doneBytes, idleMs }: DriveSign): void {
    const told = `${phase} ${doneBytes}`;
    const hasMoved = this.#told.get(driveId) !== told;
    this.#told.set(driveId, told);
    const nowMs = this.#nowMs();
    const hasSlept = nowMs - this.#saidMs > ASLEEP_MS;
    this.#saidMs = nowMs;
    if (hasMoved || hasSlept || idleMs > 0 || !FED_PHASES.has(phase)) this.heard();
    const silentMs = nowMs - this.#heardMs;
    if (silentMs <= this.#limitMs) return;
    const message = `Cannot read "${this.#path}": no answer for ${Math.round(silentMs)} ms`;
    const where = { process: 'host', operation: 'read-image' } as const;
    this.#reject(fail('IMAGE_UNREADABLE', { path: this.#path, offsetBytes: doneBytes }, { where, message }));
  }
}
