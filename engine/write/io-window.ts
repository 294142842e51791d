/** Requests under way at once: one that the drive works on and one that waits, as fast as deeper queues. */
const DEPTH = 2;
const PIECE_MIN_BYTES = 128 * 1024;
const PIECE_MAX_BYTES = 2 * 1024 * 1024;
/** A request longer than this delays a cancel; a shorter one than SHORT_MS wastes calls. */
const LONG_MS = 200;
const SHORT_MS = 50;

/**
 * Keeps a few transfers of one drive in flight and chooses their size by its speed: 2 MiB on a fast drive, down to
 * 128 KiB on one of 1 MB/s, so that progress moves and a cancel is obeyed within a second.
 */
export class IoWindow {
  readonly #inFlight = new Set<Promise<void>>();
  #pieceBytes: number;
  #failure: { readonly thrown: unknown } | null = null;

  /** `pieceMaxBytes` is a power of two times 128 KiB. */
  constructor(pieceMaxBytes = PIECE_MAX_BYTES) {
    this.#pieceMaxBytes = pieceMaxBytes;
    this.#pieceBytes = Math.min(1024 * 1024, pieceMaxBytes);
  }

  readonly #pieceMaxBytes: number;

  /** Size of the next transfer in bytes, a power of two of at least 128 KiB. */
  get pieceBytes(): number {
    return this.#pieceBytes;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Waits until another transfer may start; throws what an earlier one threw, or the signal's reason. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.#inFlight.size >= DEPTH && this.#failure === null && !signal.aborted) {
      await this.#settledOrAborted(Promise.race(this.#inFlight), signal);
    }
    this.#throwFailure(signal);
  }

  /** Starts a transfer of `bytes`; its error is thrown by the next `room` or `drain`. */
  start(transfer: () => Promise<void>, bytes: number): void {
    const startedMs = performance.now();
    const running = transfer()
      .then(() => this.#adapt(performance.now() - startedMs, bytes))
      .catch((thrown: unknown) => {
        this.#failure ??= { thrown };
      })
      .finally(() => this.#inFlight.delete(running));
    this.#inFlight.add(running);
  }

  /** Waits until nothing is in flight; throws what a transfer threw, or the signal's reason. */
  async drain(signal: AbortSignal): Promise<void> {
    while (this.#inFlight.size > 0 && !signal.aborted) {
      await this.#settledOrAborted(Promise.all(this.#inFlight), signal);
    }
    this.#throwFailure(signal);
  }

  /** Waits at most `limitMs` until the drive has let go of all buffers; false if it has not. */
  async settle(limitMs: number): Promise<boolean> {
    if (this.#inFlight.size === 0) return true;
    const limit = AbortSignal.timeout(limitMs);
    await this.#settledOrAborted(Promise.all(this.#inFlight), limit);
    return this.#inFlight.size === 0;
  }

  #throwFailure(signal: AbortSignal): void {
    if (this.#failure !== null) throw this.#failure.thrown;
    signal.throwIfAborted();
  }

  async #settledOrAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let wake: () => void = () => {};
    const aborted = new Promise<void>((resolve) => {
      wake = resolve;
    });
    signal.addEventListener('abort', wake, { once: true });
    await Promise.race([work, aborted]);
    signal.removeEventListener('abort', wake);
  }

  #adapt(tookMs: number, bytes: number): void {
    if (bytes < this.#pieceBytes) return; // a short last piece tells nothing
    if (tookMs < SHORT_MS) this.#pieceBytes = Math.min(this.#pieceBytes * 2, this.#pieceMaxBytes);
    else if (tookMs > LONG_MS) this.#pieceBytes = Math.max(this.#pieceBytes / 2, PIECE_MIN_BYTES);
  }
}
