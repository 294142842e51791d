import { type AppError, fail } from '../errors/app-error.ts';

/** What a drive says of itself, four times a second. */
export interface DriveSign {
  readonly driveId: string;
  readonly phase: string;
  readonly doneBytes: number;
  /** 0: nothing is asked of the drive just now. */
  readonly idleMs: number;
}

export interface SourceWatchOptions {
  readonly path: string;
  /** After this an image that does not come has failed; null: it may be unpacked in silence, so that is only told. */
  readonly limitMs: number | null;
  /** The image has not come for `silentMs`, once a second; null: it comes again. */
  readonly onSilence: (silentMs: number | null) => void;
  readonly nowMs?: () => number;
}

/** A longer pause between two signs: the computer slept, and nobody could say anything. */
const ASLEEP_MS = 5000;
/** A shorter pause is not worth a word. */
const SHOWN_MS = 10_000;
const LOOK_EVERY_MS = 250;
/** In these phases a drive that is asked nothing waits for the image. */
const FED_PHASES: ReadonlySet<string> = new Set(['writing', 'verifying', 'finishing']);

/**
 * Notices an image that no longer comes: on a network mount whose server is gone, or on a disk that hangs, a read neither ends
 * nor fails. It is silent while no byte moved, nothing was told of reading it, and no drive had anything to do.
 */
export class SourceWatch {
  /** Rejects with IMAGE_UNREADABLE; else it is never settled. */
  readonly silence: Promise<never>;
  readonly #path: string;
  readonly #limitMs: number | null;
  readonly #onSilence: (silentMs: number | null) => void;
  readonly #nowMs: () => number;
  readonly #told = new Map<string, string>();
  #reject: (failure: AppError) => void = () => {};
  #heardMs: number;
  #lookedMs: number;
  #shownSeconds: number | null = null;
  #pauses = 0;

  constructor({ path, limitMs, onSilence, nowMs = () => performance.now() }: SourceWatchOptions) {
    this.#path = path;
    this.#limitMs = limitMs;
    this.#onSilence = onSilence;
    this.#nowMs = nowMs;
    this.#heardMs = nowMs();
    this.#lookedMs = this.#heardMs;
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
    if (hasMoved || idleMs > 0 || !FED_PHASES.has(phase)) this.heard();
    this.#look(doneBytes);
  }

  /** Gives what `reading` gives, or fails once the image is silent; for a time when no drive says anything. */
  async during<T>(reading: Promise<T>): Promise<T> {
    this.heard();
    const timer = setInterval(() => this.#look(0), LOOK_EVERY_MS);
    try {
      const found = await Promise.race([reading, this.silence]);
      this.heard();
      this.#show(0);
      return found;
    } finally {
      clearInterval(timer);
    }
  }

  /** Gives what `unpacking` gives; until then silence says nothing, because what is not wanted is unpacked without a word. */
  async without<T>(unpacking: Promise<T>): Promise<T> {
    this.#pauses += 1;
    try {
      return await unpacking;
    } finally {
      this.#pauses -= 1;
      this.heard();
    }
  }

  #look(doneBytes: number): void {
    const nowMs = this.#nowMs();
    if (nowMs - this.#lookedMs > ASLEEP_MS || this.#pauses > 0) this.heard();
    this.#lookedMs = nowMs;
    const silentMs = Math.round(nowMs - this.#heardMs);
    this.#show(silentMs);
    if (this.#limitMs === null || silentMs <= this.#limitMs) return;
    const message = `Cannot read "${this.#path}": no answer for ${silentMs} ms`;
    const where = { process: 'host', operation: 'read-image' } as const;
    this.#reject(fail('IMAGE_UNREADABLE', { path: this.#path, offsetBytes: doneBytes }, { where, message }));
  }

  #show(silentMs: number): void {
    const seconds = silentMs < SHOWN_MS ? null : Math.floor(silentMs / 1000);
    if (seconds === this.#shownSeconds) return;
    this.#shownSeconds = seconds;
    this.#onSilence(seconds === null ? null : silentMs);
  }
}
