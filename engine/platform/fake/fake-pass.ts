import type { Fault } from './fake-drives.ts';

export interface FakePassFacts {
  readonly pass: 'write' | 'verify';
  readonly totalBytes: number;
  readonly bytesPerSec: number;
  readonly faults: readonly Fault[];
}

export type PassEnd = 'done' | Extract<Fault, { readonly kind: 'unplug' | 'fail' }>;

/** One pass of a fake drive over the image: bytes by time, with its scripted faults. */
export class FakePass {
  readonly #facts: FakePassFacts;
  #doneBytes = 0;
  #stalls: readonly { readonly atBytes: number; leftMs: number }[];
  idleMs = 0;

  constructor(facts: FakePassFacts) {
    this.#facts = facts;
    const { totalBytes, pass } = facts;
    this.#stalls = facts.faults.flatMap((fault) =>
      fault.kind === 'stall' && fault.pass === pass
        ? [{ atBytes: Math.round(fault.share * totalBytes), leftMs: fault.forMs }]
        : [],
    );
  }

  get doneBytes(): number {
    return this.#doneBytes;
  }

  /** Lets `forMs` pass; what the pass ended with, or null while it goes on. */
  step(forMs: number): PassEnd | null {
    const { totalBytes, bytesPerSec } = this.#facts;
    let leftMs = forMs;
    const stall = this.#stalls.find(({ leftMs: rest, atBytes }) => rest > 0 && this.#wouldReach(atBytes, leftMs));
    if (stall !== undefined) {
      leftMs -= this.#timeTo(stall.atBytes);
      this.#doneBytes = Math.max(this.#doneBytes, stall.atBytes);
      const waitedMs = Math.min(stall.leftMs, leftMs);
      stall.leftMs -= waitedMs;
      leftMs -= waitedMs;
      this.idleMs += waitedMs;
      if (stall.leftMs > 0) return null;
    }
    if (leftMs <= 0) return null;
    this.idleMs = 0;
    const wanted = Math.min(totalBytes, this.#doneBytes + Math.round((bytesPerSec * leftMs) / 1000));
    const ending = this.#ending();
    if (ending !== null && wanted >= ending.atBytes) {
      this.#doneBytes = Math.max(this.#doneBytes, ending.atBytes);
      return ending.fault;
    }
    this.#doneBytes = wanted;
    return wanted === totalBytes ? 'done' : null;
  }

  #ending(): { readonly atBytes: number; readonly fault: Exclude<PassEnd, 'done'> } | null {
    const { faults, pass, totalBytes } = this.#facts;
    const phase = pass === 'write' ? 'writing' : 'verifying';
    for (const fault of faults) {
      const isHere =
        (fault.kind === 'unplug' && fault.pass === pass) || (fault.kind === 'fail' && fault.phase === phase);
      if (isHere) return { atBytes: Math.round(fault.share * totalBytes), fault };
    }
    return null;
  }

  #timeTo(atBytes: number): number {
    return Math.max(0, ((atBytes - this.#doneBytes) / this.#facts.bytesPerSec) * 1000);
  }

  #wouldReach(atBytes: number, withinMs: number): boolean {
    return this.#timeTo(atBytes) <= withinMs;
  }
}
