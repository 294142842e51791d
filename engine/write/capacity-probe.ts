import { randomBytes } from 'node:crypto';
import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from './aligned-memory.ts';
import { flushDrive } from './flush-drive.ts';
import { type FalsePattern, lostEnd, type LostEnd, type ProbedPlace } from './judge-probe.ts';
import { markedPlace, putMarks, strayDistance } from './probe-mark.ts';
import { lookPlaces, type ProbePlaces, probePlaces, SPOT_BYTES } from './probe-places.ts';
import { roundDown } from './regions.ts';
import { untilAborted } from './until-aborted.ts';
import { TransferError } from './write-pass.ts';

/** A drive that holds less than it says. */
export interface FalseCapacity {
  readonly pattern: FalsePattern;
  /** What is really there, as far as known: no more than this can be relied on. null: nothing that was written came back. */
  readonly realBytes: number | null;
}

/** Time for each part, in milliseconds: a slow drive is marked in fewer places. */
const TAIL_MS = 1000;
const SPOTS_MS = 1500;
const LOOK_MS = 1500;
const NARROW_MS = 1000;
/** Places looked at beyond the powers of two, where time allows. */
const LOOKS_MAX = 1100;
const TAIL_STEP_BYTES = 256 * 1024;
/** A real size is not told more closely than this. */
const NARROW_BYTES = 1024 * 1024;
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31] as const;
/** Marks that finding the real size may add. */
const NARROW_SPOTS = 24;
const TAIL_SAMPLES = 8;

/** What was at a place before its mark. Newest first: where addresses wrap around, an older one is nearer the truth. */
interface Saved {
  readonly offsetBytes: number;
  readonly old: Buffer;
}

/**
 * DANGER: `run` writes to the drive: marks of a few KiB, spread over all of it but for both ends. What was there is kept in
 * memory until `forget`, and put back by `restore`.
 *
 * A drive of false capacity gives itself away: a mark comes back at another place (addresses wrap around), does not come
 * back, or is refused from some place on to the end. Takes some seconds at most on a slow drive.
 */
export class CapacityProbe {
  readonly #drive: OpenDrive;
  readonly #places: ProbePlaces | null;
  readonly #onTouch: () => void;
  readonly #run = randomBytes(16);
  readonly #look: Buffer;
  readonly #marks: Buffer;
  /** Room for what was there before; used up from its start. */
  #room: Buffer;
  readonly #probed: ProbedPlace[] = [];
  #saved: Saved[] = [];
  #markedTailBytes = 0;
  #strayBytes: number | null = null;
  #firstError: unknown = null;

  /** `onTouch` is called before the first mark is written. `tailMaxBytes` bounds the memory, a power of two. */
  constructor(drive: OpenDrive, options: { readonly tailMaxBytes: number; readonly onTouch: () => void }) {
    this.#drive = drive;
    this.#places = probePlaces(drive.sizeBytes, options.tailMaxBytes);
    this.#onTouch = options.onTouch;
    const spotCount = NARROW_SPOTS + (this.#places?.spots.length ?? 0);
    const oldBytes = options.tailMaxBytes + spotCount * SPOT_BYTES;
    const [memory] = alignedBuffers(1, SPOT_BYTES + TAIL_STEP_BYTES + oldBytes); // one piece: each costs address space
    if (memory === undefined) throw new Error('No memory to probe with');
    this.#look = memory.subarray(0, SPOT_BYTES);
    this.#marks = memory.subarray(SPOT_BYTES, SPOT_BYTES + TAIL_STEP_BYTES);
    this.#room = memory.subarray(SPOT_BYTES + TAIL_STEP_BYTES);
  }

  /** What is wrong with the capacity, or null. Throws TransferError, the system's error of a flush, or the signal's reason. */
  async run(signal: AbortSignal): Promise<FalseCapacity | null> {
    const places = this.#places;
    if (places === null) return null;
    this.#onTouch();
    await this.#markTail(places, signal);
    const spotsUntilMs = performance.now() + SPOTS_MS;
    const marked: number[] = [];
    for (const spot of places.spots) {
      if (performance.now() > spotsUntilMs) break;
      if (await this.#mark(spot, SPOT_BYTES, signal)) marked.push(spot);
    }
    await flushDrive(this.#drive, signal);
    for (const spot of marked) await this.#judgeSpot(spot, signal);
    await this.#judgeTail(places, signal);
    await this.#assertAnswers(signal);
    const lost = lostEnd(this.#probed);
    if (this.#strayBytes === null && lost === null) await this.#lookForStrays(places, signal);
    const kept = lost === null ? null : await this.#narrowed(lost, signal);
    if (this.#strayBytes !== null) {
      const wrapBytes = await this.#smallestWrap(this.#strayBytes, places, signal);
      return { pattern: 'wraps', realBytes: Math.min(wrapBytes, kept ?? wrapBytes) };
    }
    return lost === null ? null : { pattern: lost.pattern, realBytes: kept };
  }

  /**
   * Puts back what was there and reads it again; true if the drive is as it was. Never rejects: a place that cannot be
   * written did not take its mark either.
   */
  async restore(signal: AbortSignal): Promise<boolean> {
    try {
      for (const { offsetBytes, old } of this.#saved) {
        await untilAborted(this.#drive.write(old, offsetBytes), signal).catch((cause: unknown) => {
          signal.throwIfAborted();
          this.#firstError ??= cause;
        });
      }
      await flushDrive(this.#drive, signal);
      for (const { offsetBytes, old } of this.#saved) {
        for (let at = 0; at < old.length; at += SPOT_BYTES) {
          const page = old.subarray(at, at + SPOT_BYTES);
          if (strayDistance(page, offsetBytes + at, this.#run) !== null) continue; // already a mark: an older one tells
          await this.#read(offsetBytes + at, signal);
          if (!this.#look.equals(page)) return false;
        }
      }
      return true;
    } catch {
      return false;
    } finally {
      this.forget();
    }
  }

  /** Lets go of what was there: the drive is being erased. */
  forget(): void {
    this.#saved = [];
  }

  /** Marks the end of the drive, backwards, for as long as there is time. */
  async #markTail({ tailStartBytes, tailEndBytes }: ProbePlaces, signal: AbortSignal): Promise<void> {
    const untilMs = performance.now() + TAIL_MS;
    const stepBytes = Math.min(TAIL_STEP_BYTES, tailEndBytes - tailStartBytes);
    for (let at = tailEndBytes - stepBytes; at >= tailStartBytes; at -= stepBytes) {
      if (!(await this.#mark(at, stepBytes, signal))) return;
      this.#markedTailBytes += stepBytes;
      if (performance.now() > untilMs) return;
    }
  }

  /** Keeps what is there and writes marks over it; false where the drive refuses either. */
  async #mark(offsetBytes: number, lengthBytes: number, signal: AbortSignal): Promise<boolean> {
    const old = this.#room.subarray(0, lengthBytes);
    this.#room = this.#room.subarray(lengthBytes);
    const marks = this.#marks.subarray(0, lengthBytes);
    putMarks(marks, offsetBytes, this.#run);
    try {
      await untilAborted(this.#drive.read(old, offsetBytes), signal);
      this.#strayBytes ??= strayDistance(old, offsetBytes, this.#run);
      this.#saved.unshift({ offsetBytes, old });
      await untilAborted(this.#drive.write(marks, offsetBytes), signal);
      return true;
    } catch (cause) {
      signal.throwIfAborted();
      this.#refused(offsetBytes, cause);
      return false;
    }
  }

  async #judgeSpot(offsetBytes: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#read(offsetBytes, signal);
    } catch (cause) {
      signal.throwIfAborted();
      this.#refused(offsetBytes, cause);
      return;
    }
    this.#strayBytes ??= strayDistance(this.#look, offsetBytes, this.#run);
    const isGood = markedPlace(this.#look, this.#run) === offsetBytes;
    this.#probed.push({ offsetBytes, state: isGood ? 'good' : 'lost' });
  }

  async #judgeTail({ tailEndBytes }: ProbePlaces, signal: AbortSignal): Promise<void> {
    const markedBytes = this.#markedTailBytes;
    for (let sample = 0; markedBytes > 0 && sample < TAIL_SAMPLES; sample += 1) {
      const at = roundDown((markedBytes / TAIL_SAMPLES) * sample, SPOT_BYTES);
      await this.#judgeSpot(tailEndBytes - markedBytes + at, signal);
    }
    if (markedBytes > 0) await this.#judgeSpot(tailEndBytes - SPOT_BYTES, signal);
  }

  #refused(offsetBytes: number, cause: unknown): void {
    this.#firstError ??= new TransferError('write', offsetBytes, cause);
    this.#probed.push({ offsetBytes, state: 'error' });
  }

  /** Errors everywhere, or from a drive that is gone, say nothing about its capacity. */
  async #assertAnswers(signal: AbortSignal): Promise<void> {
    if (this.#firstError === null) return;
    const good = this.#probed.find(({ state }) => state === 'good');
    if (good === undefined) throw this.#firstError;
    await this.#read(good.offsetBytes, signal);
  }

  async #lookForStrays(places: ProbePlaces, signal: AbortSignal): Promise<void> {
    const untilMs = performance.now() + LOOK_MS;
    let looks = 0;
    for (const place of lookPlaces(places, this.#markedTailBytes)) {
      if (looks > LOOKS_MAX || performance.now() > untilMs) return;
      looks += 1;
      this.#strayBytes = await this.#strayAt(place, signal);
      if (this.#strayBytes !== null) return;
    }
  }

  /** An unreadable place is not looked at. */
  async #strayAt(offsetBytes: number, signal: AbortSignal): Promise<number | null> {
    try {
      await this.#read(offsetBytes, signal);
    } catch {
      signal.throwIfAborted();
      return null;
    }
    return strayDistance(this.#look, offsetBytes, this.#run);
  }

  /** A mark came back that far from its place: the drive is as large as the smallest part of that where it comes back too. */
  async #smallestWrap(strayBytes: number, { tailEndBytes }: ProbePlaces, signal: AbortSignal): Promise<number> {
    const from = roundDown(tailEndBytes - this.#markedTailBytes / 2, SPOT_BYTES);
    let wrapBytes = strayBytes;
    for (const prime of PRIMES) {
      for (;;) {
        const smaller = wrapBytes / prime;
        if (smaller % SPOT_BYTES !== 0 || smaller < NARROW_BYTES) break;
        if ((await this.#strayAt(from - smaller, signal)) !== smaller) break;
        wrapBytes = smaller;
      }
    }
    return wrapBytes;
  }

  /** The end of what is kept, by halves: a lower bound in bytes, or null where nothing is kept. */
  async #narrowed({ lastGoodBytes, firstBadBytes }: LostEnd, signal: AbortSignal): Promise<number | null> {
    if (lastGoodBytes === null) return null;
    const untilMs = performance.now() + NARROW_MS;
    let good = lastGoodBytes;
    let bad = firstBadBytes;
    for (let count = 0; count < NARROW_SPOTS && bad - good > NARROW_BYTES; count += 1) {
      if (performance.now() > untilMs) break;
      const middle = roundDown((good + bad) / 2, SPOT_BYTES);
      const isMarked = await this.#mark(middle, SPOT_BYTES, signal);
      await flushDrive(this.#drive, signal);
      if (isMarked) await this.#judgeSpot(middle, signal);
      if (isMarked && this.#probed.at(-1)?.state === 'good') good = middle;
      else bad = middle;
    }
    return good + SPOT_BYTES;
  }

  async #read(offsetBytes: number, signal: AbortSignal): Promise<void> {
    await untilAborted(this.#drive.read(this.#look, offsetBytes), signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new TransferError('read', offsetBytes, cause);
    });
  }
}
