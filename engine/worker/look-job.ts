import { type FromLook, LOOK_LIMITS, type LookPlan, type ToLook } from '#contract/look.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { failureOf } from '../errors/app-error.ts';
import type { OpenDrive } from '../platform/open-drive.ts';
import { driveFailure } from '../platform/worker.ts';
import { alignedBuffers } from '../write/aligned-memory.ts';
import { roundDown, roundUp } from '../write/regions.ts';
import { openToLook } from './open-to-look.ts';

type Read = Extract<ToLook, { readonly type: 'read' }>;

/** No drive has larger sectors. */
const ALIGN_BYTES_MAX = 64 * 1024;
/** Longest line of readings that wait for their turn; our host asks for one at a time. */
const WAITING_MAX = 16;

/** One drive being looked at: opened once for reading, read within LOOK_LIMITS, closed. It has no way to write. */
export class LookJob {
  readonly #plan: LookPlan;
  readonly #send: (message: FromLook) => void;
  readonly #onProblem: (problem: string) => void;
  readonly #stop = new AbortController();
  readonly #memory: Buffer;
  #drive: OpenDrive | null = null;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;
  #reads = 0;
  #leftBytes: number = LOOK_LIMITS.totalBytes;

  /** `onProblem` is told what goes over the limits; the process must end then. */
  constructor(plan: LookPlan, send: (message: FromLook) => void, onProblem: (problem: string) => void) {
    this.#plan = plan;
    this.#send = send;
    this.#onProblem = onProblem;
    const [memory] = alignedBuffers(1, LOOK_LIMITS.readBytes + 2 * ALIGN_BYTES_MAX);
    this.#memory = memory ?? Buffer.alloc(0);
  }

  /** Resolves when the drive is closed: after `stop`, when the time is over, or when it may not be opened. */
  async run(): Promise<void> {
    try {
      const { drive, sectorSizeBytes } = await openToLook(this.#plan, this.#stop.signal);
      this.#drive = drive;
      this.#send({ type: 'opened', sizeBytes: drive.sizeBytes, sectorSizeBytes });
    } catch (thrown) {
      const { driveId } = this.#plan;
      this.#send({ type: 'fatal', failure: failureOf(thrown, { process: 'worker', operation: 'look', driveId }) });
      return;
    }
    const timeUp = setTimeout(() => this.#onProblem('the time is over'), LOOK_LIMITS.timeMs);
    await stopped(this.#stop.signal);
    clearTimeout(timeUp);
    // a drive that does not answer keeps nothing: the process ends and takes the descriptor with it
    if (this.#waiting === 0) await this.#drive.close().catch(() => {});
  }

  stop(): void {
    this.#stop.abort();
  }

  read(request: Read): void {
    const { lengthBytes } = request;
    const drive = this.#drive;
    const problem = this.#problemOf(request);
    if (problem !== null || drive === null) {
      this.#onProblem(problem ?? '"read" before "opened"');
      return;
    }
    this.#reads += 1;
    this.#leftBytes -= lengthBytes;
    this.#waiting += 1;
    this.#turn = this.#turn.then(() => this.#answer(drive, request));
  }

  /** Why a reading is not allowed, or null. */
  #problemOf({ offsetBytes, lengthBytes }: Read): string | null {
    if (offsetBytes + lengthBytes > (this.#drive?.sizeBytes ?? Infinity))
      return 'a reading beyond the end of the drive';
    if (this.#reads >= LOOK_LIMITS.reads || lengthBytes > this.#leftBytes) return 'more readings than are allowed';
    return this.#waiting >= WAITING_MAX ? 'too many readings at once' : null;
  }

  async #answer(drive: OpenDrive, { requestId, offsetBytes, lengthBytes }: Read): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const align = drive.ioAlignBytes;
    const startBytes = roundDown(offsetBytes, align);
    const endBytes = Math.min(roundUp(offsetBytes + lengthBytes, align), drive.sizeBytes);
    const { identity, driveId } = this.#plan;
    try {
      const bytes = this.#memory.subarray(0, endBytes - startBytes);
      await drive.read(bytes, startBytes);
      const base64 = bytes.toString('base64', offsetBytes - startBytes, offsetBytes - startBytes + lengthBytes);
      this.#send({ type: 'bytes', requestId, base64 });
    } catch (cause) {
      const facts = { drive: driveLabel(identity), driveId, offsetBytes, nothingWritten: true };
      this.#send({ type: 'no-bytes', requestId, failure: driveFailure('read', cause, facts) });
    }
    this.#waiting -= 1;
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
