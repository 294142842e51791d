import { CancelledError } from '../errors/app-error.ts';

/** Bytes that may still be sent. Taken in order, by one taker at a time. */
export class Credit {
  #leftBytes = 0;
  #wake: (() => void) | null = null;

  grant(bytes: number): void {
    this.#leftBytes += bytes;
    this.#wake?.();
  }

  /** Waits until `bytes` have been granted and uses them up; CancelledError when the signal is aborted. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake?.();
    signal.addEventListener('abort', wake);
    try {
      while (this.#leftBytes < bytes && !signal.aborted) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.#wake = null;
    }
    if (signal.aborted) throw new CancelledError();
    this.#leftBytes -= bytes;
  }
}
