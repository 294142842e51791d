/** Window of the speed that is shown as "now", in ms. */
const NOW_MS = 2000;
/** Window of the estimate of the time left, in ms. */
const ESTIMATE_MS = 20_000;
/** A pause longer than this is left out of the average. */
const STALL_MS = 5000;
/** No time left is told before this much is known. */
const ETA_AFTER_MS = 5000;
const ETA_AFTER_BYTES = 64 * 1024 * 1024;
const ETA_AFTER_SHARE = 0.02;

interface Sample {
  readonly atMs: number;
  readonly doneBytes: number;
}

export interface Speed {
  readonly nowBytesPerSec: number;
  readonly averageBytesPerSec: number;
  /** null while an estimate would be a guess. */
  readonly etaMs: number | null;
}

/** Speeds and time left of one phase, from samples of how much was done when. Time comes with the samples. */
export class SpeedMeter {
  readonly #samples: Sample[] = [];
  #first: Sample | null = null;
  #last: Sample | null = null;
  #stalledMs = 0;
  #lastMoveMs = 0;

  /** `doneBytes` never falls within a phase. */
  add(atMs: number, doneBytes: number): void {
    const sample = { atMs, doneBytes };
    if (this.#last === null || this.#first === null) {
      this.#first = sample;
      this.#lastMoveMs = atMs;
    } else if (doneBytes > this.#last.doneBytes) {
      const pauseMs = atMs - this.#lastMoveMs;
      if (pauseMs > STALL_MS) this.#stalledMs += pauseMs;
      this.#lastMoveMs = atMs;
    }
    this.#last = sample;
    this.#samples.push(sample);
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? atMs) <= atMs - ESTIMATE_MS) this.#samples.shift();
  }

  /** Figures at the last sample; `totalBytes` null where it is not known. */
  speed(totalBytes: number | null): Speed {
    const { first, last } = { first: this.#first, last: this.#last };
    if (first === null || last === null) return { nowBytesPerSec: 0, averageBytesPerSec: 0, etaMs: null };
    const movingMs = last.atMs - first.atMs - this.#stalledMs;
    const averageBytesPerSec = rate(last.doneBytes - first.doneBytes, movingMs);
    return {
      nowBytesPerSec: this.#rateSince(last.atMs - NOW_MS),
      averageBytesPerSec,
      etaMs: this.#eta(totalBytes, averageBytesPerSec),
    };
  }

  #eta(totalBytes: number | null, averageBytesPerSec: number): number | null {
    if (totalBytes === null || this.#first === null || this.#last === null) return null;
    const { atMs, doneBytes } = this.#last;
    const isKnownEnough =
      atMs - this.#first.atMs >= ETA_AFTER_MS &&
      (doneBytes >= ETA_AFTER_BYTES || doneBytes >= totalBytes * ETA_AFTER_SHARE);
    const isStalled = atMs - this.#lastMoveMs > STALL_MS;
    const expected = (this.#rateSince(atMs - ESTIMATE_MS) + averageBytesPerSec) / 2;
    if (!isKnownEnough || isStalled || expected <= 0) return null;
    return Math.max(0, ((totalBytes - doneBytes) / expected) * 1000);
  }

  #rateSince(fromMs: number): number {
    const last = this.#last;
    const start = this.#samples.findLast(({ atMs }) => atMs <= fromMs) ?? this.#samples[0];
    if (last === null || start === undefined) return 0;
    return rate(last.doneBytes - start.doneBytes, last.atMs - start.atMs);
  }
}

function rate(bytes: number, ms: number): number {
  return ms <= 0 ? 0 : (bytes / ms) * 1000;
}
