interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Where virtual time begins: a fixed day, so that demos and screenshots look the same every time. */
const BEGINS = Date.UTC(2026, 10, 23, 9, 0, 0);
const REAL_TICK_MS = 50;

/** Time of the fake drives: moved by hand, or running with real time. */
export class FakeClock {
  #nowMs = 0;
  #order = 0;
  #timers: readonly Timer[] = [];
  #ticker: NodeJS.Timeout | null = null;

  nowMs(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(BEGINS + this.#nowMs);
  }

  /** Runs `run` once `inMs` have passed. Returns what takes it back. */
  after(inMs: number, run: () => void): () => void {
    const timer: Timer = { atMs: this.#nowMs + Math.max(0, inMs), order: this.#order++, run };
    this.#timers = [...this.#timers, timer];
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /**
   * Moves time on. Whatever is due runs in its order at its own time, and what it causes elsewhere in this process is
   * done before time goes on.
   */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      const next = this.#next(endMs);
      if (next === null) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.run();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#nowMs = endMs;
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets virtual time run as real time does, until `stop`. */
  runReal(): void {
    let lastMs = performance.now();
    let isMoving = false;
    this.#ticker ??= setInterval(() => {
      const nowMs = performance.now();
      if (isMoving) return;
      isMoving = true;
      void this.advance(nowMs - lastMs).finally(() => {
        isMoving = false;
      });
      lastMs = nowMs;
    }, REAL_TICK_MS);
  }

  stop(): void {
    if (this.#ticker !== null) clearInterval(this.#ticker);
    this.#ticker = null;
  }

  #next(endMs: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.atMs > endMs) continue;
      if (next === null || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order))
        next = timer;
    }
    return next;
  }
}
