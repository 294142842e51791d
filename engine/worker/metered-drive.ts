import type { OpenDrive } from '../platform/open-drive.ts';

/** A pause longer than this is counted as a stall in the receipt. */
const STALL_COUNTS_MS = 5000;

/** An open drive that knows how long it has been silent while something was asked of it. */
export class MeteredDrive implements OpenDrive {
  readonly #drive: OpenDrive;
  readonly #nowMs: () => number;
  readonly #running = new Set<Promise<void>>();
  #lastMoveMs = 0;
  #stalledMs = 0;

  constructor(drive: OpenDrive, nowMs: () => number) {
    this.#drive = drive;
    this.#nowMs = nowMs;
  }

  get sizeBytes(): number {
    return this.#drive.sizeBytes;
  }
  get ioAlignBytes(): number {
    return this.#drive.ioAlignBytes;
  }
  get isDirect(): boolean {
    return this.#drive.isDirect;
  }

  /** Requests the drive has not answered yet. */
  get outstanding(): number {
    return this.#running.size;
  }

  /** Waits at most `limitMs` until the drive has answered everything; false if it has not. */
  async settle(limitMs: number): Promise<boolean> {
    if (this.#running.size === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([Promise.allSettled(this.#running), limit]);
    clearTimeout(timer);
    return this.#running.size === 0;
  }

  /** Time since the last answer while a request is waiting; 0 when none is. */
  get idleMs(): number {
    return this.#running.size === 0 ? 0 : this.#nowMs() - this.#lastMoveMs;
  }

  /** Sum of all pauses over 5 s. */
  get stalledMs(): number {
    return this.#stalledMs;
  }

  read(into: Buffer, offsetBytes: number): Promise<void> {
    return this.#metered(() => this.#drive.read(into, offsetBytes));
  }
  write(from: Buffer, offsetBytes: number): Promise<void> {
    return this.#metered(() => this.#drive.write(from, offsetBytes));
  }
  flush(): Promise<void> {
    return this.#metered(() => this.#drive.flush());
  }
  close(): Promise<void> {
    return this.#drive.close();
  }

  #metered(request: () => Promise<void>): Promise<void> {
    if (this.#running.size === 0) this.#lastMoveMs = this.#nowMs();
    const running = request().finally(() => {
      this.#running.delete(running);
      const pauseMs = this.#nowMs() - this.#lastMoveMs;
      if (pauseMs > STALL_COUNTS_MS) this.#stalledMs += pauseMs;
      this.#lastMoveMs = this.#nowMs();
    });
    this.#running.add(running);
    return running;
  }
}
