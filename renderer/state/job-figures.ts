import type { JobDrive, JobSnapshot } from '#contract/job-view.ts';
import type { Phase } from '#contract/job.ts';
import type { PlanEstimate } from '#contract/session.ts';

/** In order; the position tells which drive is slowest. */
const ORDER: readonly Phase[] = [
  'queued',
  'preparing',
  'writing',
  'flushing',
  'verifying',
  'finishing',
  'releasing',
  'ended',
];

/** The figures of the whole job, as the heading shows them. */
export interface JobFigures {
  /** Of the slowest drive that is still under way; `checkingImage` before any drive is touched. */
  readonly phase: Phase | 'checkingImage';
  /** Of that phase, over all drives of the job that take part in it, 0 to 100; null where the size is not known. */
  readonly percent: number | null;
  readonly doneBytes: number;
  readonly totalBytes: number | null;
  readonly speedBytesPerSec: number;
  /** Of the slowest drive; null while unknown or stalled. */
  readonly leftMs: number | null;
  /** What checking will take after writing; null where there is none or nothing is known. */
  readonly checkMs: number | null;
  /** The drive that has been waited for longest, where it is long enough to be named. */
  readonly stalled: { readonly drive: JobDrive; readonly stalledMs: number } | null;
  /** The image does not come: from a server that is lost (`silentMs` null), or of a file, of which nothing comes. */
  readonly waitsForImage: { readonly silentMs: number | null } | null;
}

/** After this a wait is named (ux.md 8): longer while storing, where many sticks pause. */
const STALL_MS = 10_000;
const STALL_STORING_MS = 20_000;

/** How long the drive has been waited for, if long enough to be named; else null. */
export function namedStallMs({ phase, progress, result }: JobDrive): number | null {
  const stalledMs = progress?.stalledMs ?? 0;
  const limit = phase === 'flushing' || phase === 'finishing' || phase === 'releasing' ? STALL_STORING_MS : STALL_MS;
  return result === null && stalledMs >= limit ? stalledMs : null;
}

export function jobFigures(job: JobSnapshot, estimate: PlanEstimate | null): JobFigures {
  const { source } = job;
  const waitsForImage = source?.isWaiting === true ? { silentMs: source.silentMs } : null;
  if (job.stage === 'checking' && job.checking !== null) return { ...checkingFigures(job.checking), waitsForImage };
  const active = job.drives.filter(({ result }) => result === null);
  const slowest = active.reduce((least, drive) => Math.min(least, ORDER.indexOf(drive.phase)), ORDER.length - 1);
  const phase = ORDER[slowest] ?? 'ended';
  const inPhase = active.filter((drive) => drive.phase === phase);
  // drives that failed or were stopped no longer take part; those ahead have done their share
  const shares = job.drives.filter(
    ({ result }) => result === null || result.outcome === 'verified' || result.outcome === 'unverified',
  );
  const totals = shares.map((drive) => drive.progress?.totalBytes ?? job.image.sizeBytes);
  const totalBytes = totals.every((total) => total !== null) ? sum(totals) : null;
  const doneBytes = sum(
    shares.map((drive) =>
      drive.phase === phase && drive.result === null
        ? (drive.progress?.doneBytes ?? 0)
        : (drive.progress?.totalBytes ?? job.image.sizeBytes ?? 0),
    ),
  );
  const stalled = longestStall(active);
  const lefts = inPhase.map(({ progress }) => progress?.etaMs ?? null);
  const isKnown = lefts.length > 0 && lefts.every((left) => left !== null);
  return {
    phase,
    percent: totalBytes === null ? null : totalBytes === 0 ? 100 : Math.min(100, (doneBytes / totalBytes) * 100),
    doneBytes,
    totalBytes,
    speedBytesPerSec: sum(inPhase.map(({ progress }) => progress?.speedBytesPerSec ?? 0)),
    leftMs: isKnown && stalled === null && waitsForImage === null ? Math.max(...lefts.map((left) => left ?? 0)) : null,
    checkMs: phase === 'writing' && job.verify ? checkingMs(job, estimate) : null,
    stalled,
    waitsForImage: active.length > 0 ? waitsForImage : null,
  };
}

function checkingFigures({
  doneBytes,
  totalBytes,
}: {
  readonly doneBytes: number;
  readonly totalBytes: number;
}): Omit<JobFigures, 'waitsForImage'> {
  const percent = totalBytes === 0 ? 100 : Math.min(100, (doneBytes / totalBytes) * 100);
  return {
    phase: 'checkingImage',
    percent,
    doneBytes,
    totalBytes,
    speedBytesPerSec: 0,
    leftMs: null,
    checkMs: null,
    stalled: null,
  };
}

/** From a drive that is already being read back, else from the plan. */
function checkingMs(job: JobSnapshot, estimate: PlanEstimate | null): number | null {
  const speeds = job.drives.flatMap(({ phase, progress }) =>
    phase === 'verifying' && progress !== null && progress.averageBytesPerSec > 0 ? [progress.averageBytesPerSec] : [],
  );
  const size = job.image.sizeBytes;
  const slowest = Math.min(...speeds);
  if (size !== null && Number.isFinite(slowest)) return (size / slowest) * 1000;
  return estimate?.verifyMs ?? null;
}

function longestStall(drives: readonly JobDrive[]): JobFigures['stalled'] {
  return drives.reduce<JobFigures['stalled']>((longest, drive) => {
    const stalledMs = namedStallMs(drive);
    return stalledMs !== null && stalledMs > (longest?.stalledMs ?? 0) ? { drive, stalledMs } : longest;
  }, null);
}

/** Percent of the drive's current phase; 100 once it ended well, null where the size is not known. */
export function drivePercent({ phase, progress, result }: JobDrive, sizeBytes: number | null): number | null {
  if (result !== null) {
    const total = sizeBytes ?? result.writtenBytes;
    const isGood = result.outcome === 'verified' || result.outcome === 'unverified';
    return isGood || total === 0 ? 100 : Math.min(100, (result.writtenBytes / total) * 100);
  }
  if (phase === 'queued' || phase === 'preparing') return 0;
  const total = progress?.totalBytes ?? sizeBytes;
  if (progress === null) return phase === 'flushing' || phase === 'finishing' || phase === 'releasing' ? 100 : 0;
  if (total === null) return null;
  return total === 0 ? 100 : Math.min(100, (progress.doneBytes / total) * 100);
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((all, value) => all + (value ?? 0), 0);
}
