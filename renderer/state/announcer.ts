import type { JobSnapshot } from '#contract/job-view.ts';
import type { Words } from '../i18n/keys.ts';
import { failureWords } from './failure-words.ts';
import { jobFigures, namedStallMs } from './job-figures.ts';

/** At most one announcement in this time; a newer one replaces one that waits (ux.md 9). */
export const QUIET_MS = 10_000;
const SHORT_JOB_MS = 120_000;
const QUARTER = 25;
const OVER: ReadonlySet<string> = new Set(['releasing', 'ended']);

/**
 * What a screen reader hears of a job: each phase, every quarter of long jobs, stalls, the end of each drive. Failures
 * are for the assertive region. Pure: time comes with the snapshot.
 */
export interface AnnouncerState {
  readonly jobId: string | null;
  readonly phase: string | null;
  readonly quarter: number;
  readonly stalled: readonly string[];
  readonly waitsForImage: boolean;
  readonly ended: readonly string[];
  readonly waiting: Words | null;
  readonly lastAtMs: number | null;
  /** Spoken now: politely, and failures at once. */
  readonly polite: Words | null;
  readonly alert: Words | null;
}

export const SILENT: AnnouncerState = {
  jobId: null,
  phase: null,
  quarter: 0,
  stalled: [],
  waitsForImage: false,
  ended: [],
  waiting: null,
  lastAtMs: null,
  polite: null,
  alert: null,
};

/** The next state of the announcer after a snapshot of the job, or after time passed with the same one. */
export function announce(before: AnnouncerState, job: JobSnapshot | null, atMs: number): AnnouncerState {
  if (job === null) return before.jobId === null ? before : { ...SILENT, lastAtMs: before.lastAtMs };
  const state = before.jobId === job.jobId ? before : { ...SILENT, jobId: job.jobId, lastAtMs: before.lastAtMs };
  const { words, ...next } = notice(state, job);
  const waiting = words ?? next.waiting;
  const isQuiet = next.lastAtMs !== null && atMs - next.lastAtMs < QUIET_MS;
  if (waiting === null || isQuiet) return { ...next, waiting };
  return { ...next, waiting: null, polite: waiting, lastAtMs: atMs };
}

/** What is new in the snapshot; the most important of several wins. */
function notice(state: AnnouncerState, job: JobSnapshot): AnnouncerState & { readonly words: Words | null } {
  const figures = jobFigures(job, null);
  const phaseWords: Words = [`phase.${figures.phase}`];
  let words: Words | null = null;

  const percent = figures.percent ?? 0;
  const quarter = figures.phase === state.phase ? Math.floor(percent / QUARTER) : 0;
  const isLong = percent > 0 && (job.elapsedMs / percent) * 100 > SHORT_JOB_MS;
  if (quarter > state.quarter && quarter < 4 && isLong) {
    words = ['live.quarter', { percent: quarter * QUARTER, phase: phaseWords }];
  }

  const stalled = job.drives.filter((drive) => namedStallMs(drive) !== null).map(({ drive }) => drive.id);
  const newStall = job.drives.find(({ drive }) => stalled.includes(drive.id) && !state.stalled.includes(drive.id));
  if (newStall !== undefined) words = ['live.stalled', { drive: newStall.drive.name }];
  const resumed = job.drives.find(({ drive }) => state.stalled.includes(drive.id) && !stalled.includes(drive.id));
  if (resumed !== undefined && resumed.result === null) words = ['live.resumed', { drive: resumed.drive.name }];

  const waitsForImage = figures.waitsForImage !== null;
  if (waitsForImage && !state.waitsForImage) words = ['live.waitsForImage'];
  // a drive that is let go of no longer waits, but nothing has come
  if (!waitsForImage && state.waitsForImage && !OVER.has(figures.phase)) words = ['live.imageAgain'];

  if (figures.phase !== state.phase && figures.phase !== 'ended' && job.stage !== 'ended') {
    words = ['live.phase', { phase: phaseWords }];
  }

  const newlyEnded = job.drives.filter(({ drive, result }) => result !== null && !state.ended.includes(drive.id));
  const good = newlyEnded.find(({ result }) => result !== null && result.outcome !== 'failed');
  if (good?.result != null) words = endWords(good.drive.name, good.result.outcome);
  const bad = newlyEnded.find(({ result }) => result?.outcome === 'failed');
  const failure = bad?.result?.failure ?? (job.stage === 'ended' ? job.receipt?.failure : null) ?? null;

  return {
    ...state,
    phase: figures.phase,
    quarter: figures.phase === state.phase ? Math.max(state.quarter, quarter) : 0,
    stalled,
    waitsForImage,
    ended: [...state.ended, ...newlyEnded.map(({ drive }) => drive.id)],
    alert: failure === null ? state.alert : failureWords(failure, { drive: bad?.drive.name }).title,
    words,
  };
}

function endWords(drive: string, outcome: 'verified' | 'unverified' | 'cancelled' | 'failed'): Words {
  if (outcome === 'verified') return ['live.driveVerified', { drive }];
  return outcome === 'unverified' ? ['live.driveUnverified', { drive }] : ['live.driveStopped', { drive }];
}
