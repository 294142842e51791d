import assert from 'node:assert/strict';
import type { Bench, DriveState, Outcome } from './bench.ts';

/** What one run of a fault came to. */
export interface Seen {
  /** The program's error code, or its outcome where it has none. */
  readonly said: string;
  readonly exitCode: number | null;
  readonly state: DriveState;
  /** From the fault to the end of the program; null where no program was left to end. */
  readonly endedMs: number | null;
  /** More than one where the same was seen at many moments. */
  readonly runs?: number;
}

/** A line of the fault table: what is done to the stick, the program or the computer, and what must come of it. */
export interface FaultRow {
  readonly fault: string;
  /** Also in `npm test`. */
  readonly isShort?: boolean;
  /** What the computer needs besides the sticks. */
  readonly needs?: 'automounter' | 'image-disk';
  /** Throws where anything is not as it must be. One `Seen` for each run and drive. */
  readonly run: (bench: Bench) => Promise<readonly Seen[]>;
}

export interface Expected {
  /** The code must be one of these: each names the cause. None: the run must succeed. */
  readonly codes?: readonly string[];
  readonly exitCode?: number;
  readonly states: readonly DriveState[];
}

/** Checks one drive of one run against what must come of it. */
export function judge(outcome: Outcome, state: DriveState, expected: Expected): Seen {
  const { codes = [], states } = expected;
  const told = `exit ${outcome.exitCode}, ${outcome.code}: ${outcome.stderr.slice(-1500)}`;
  assert.ok(states.includes(state), `the drive is ${state}, not ${states.join(' or ')}; ${told}`);
  if (codes.length === 0) assert.equal(outcome.exitCode, expected.exitCode ?? 0, told);
  else assert.ok(outcome.code !== null && codes.includes(outcome.code), `not ${codes.join(' or ')}: ${told}`);
  if (expected.exitCode !== undefined) assert.equal(outcome.exitCode, expected.exitCode, told);
  return {
    said: outcome.code ?? (outcome.exitCode === 0 ? 'verified' : 'ended'),
    exitCode: outcome.exitCode,
    state,
    endedMs: null,
  };
}
