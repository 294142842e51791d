import type { SourceProgress } from '#contract/job.ts';

/** At most four reports per second. */
const PROGRESS_EVERY_MS = 250;
/** Below this share of time spent waiting for the drives, it is the server that is waited for. */
const LIMIT_SHARE = 0.2;
/** Long enough that one block more or less does not change the answer. */
const WINDOW_MS = 2000;

/** How a stream from a server goes, and whether the server or the drives set the pace. */
export class SourceMeter {
  readonly #tell: (progress: SourceProgress) => void;
  #doneBytes = 0;
  #totalBytes: number | null = null;
  #isWaiting = false;
  #isLimit = false;
  #toldAtMs = 0;
  #windowAtMs = performance.now();
  #heldMs = 0;
  #heldSinceMs: number | null = null;

  constructor(tell: (progress: SourceProgress) => void) {
    this.#tell = tell;
  }

  expects(totalBytes: number | null): void {
    this.#totalBytes = totalBytes;
  }

  received(doneBytes: number): void {
    this.#doneBytes = doneBytes;
    this.#report(false);
  }

  /** The connection is lost, or data flows again. */
  waits(isWaiting: boolean): void {
    this.#isWaiting = isWaiting;
    this.#report(true);
  }

  /** `wait` lasts as long as the drives take nothing more. One at a time. */
  async held(wait: () => Promise<void>): Promise<void> {
    this.#heldSinceMs = performance.now();
    try {
      await wait();
    } finally {
      this.#heldMs += performance.now() - (this.#heldSinceMs ?? 0);
      this.#heldSinceMs = null;
    }
  }

  #report(isNews: boolean): void {
    const nowMs = performance.now();
    const windowMs = nowMs - this.#windowAtMs;
    if (windowMs >= WINDOW_MS) {
      const runningMs = this.#heldSinceMs === null ? 0 : nowMs - this.#heldSinceMs;
      this.#isLimit = (this.#heldMs + runningMs) / windowMs < LIMIT_SHARE;
      this.#heldMs = -runningMs; // counted now, and again when this wait ends
      this.#windowAtMs = nowMs;
    }
    if (!isNews && nowMs - this.#toldAtMs < PROGRESS_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    this.#tell({
      doneBytes: this.#doneBytes,
      totalBytes: this.#totalBytes,
      isWaiting: this.#isWaiting,
      isLimit: this.#isLimit || this.#isWaiting,
      silentMs: null,
    });
  }
}
