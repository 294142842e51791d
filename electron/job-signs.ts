import type { ProgressBarOptions } from 'electron';
import type { JobSnapshot } from '#contract/job-view.ts';
import { jobFigures } from '#renderer/state/job-figures.ts';

/** What Electron's `setProgressBar` takes: below 0 there is no bar, above 1 it tells no share. */
export interface TaskbarProgress {
  readonly value: number;
  readonly mode: NonNullable<ProgressBarOptions['mode']>;
}

const NONE: TaskbarProgress = { value: -1, mode: 'none' };
const NO_SHARE: TaskbarProgress = { value: 2, mode: 'indeterminate' };

/** What the taskbar or dock shows of a job: the percentage that the page shows too. Pure. */
export function taskbarProgress(job: JobSnapshot | null): TaskbarProgress {
  if (job === null || job.stage === 'ended') return NONE;
  if (!job.hasBegun && job.checking === null) return NO_SHARE; // a person is asked for permission
  const { percent, stalled } = jobFigures(job, null);
  if (percent === null) return NO_SHARE;
  return { value: Math.min(1, Math.floor(percent) / 100), mode: stalled === null ? 'normal' : 'paused' };
}

export type QuitCost = 'nothing' | 'early' | 'checking' | 'writing';

/** What quitting now would cost, and how many drives. Pure. */
export function quitCost(job: JobSnapshot | null): { readonly cost: QuitCost; readonly count: number } {
  if (job === null || job.stage === 'ended') return { cost: 'nothing', count: 0 };
  const open = job.drives.filter(({ result }) => result === null);
  const isWritten = ({ phase }: (typeof open)[number]) =>
    phase === 'verifying' || phase === 'finishing' || phase === 'releasing' || phase === 'ended';
  const unwritten = job.mode === 'write' ? open.filter((drive) => !isWritten(drive)) : [];
  if (!job.hasBegun) return { cost: 'early', count: open.length };
  if (unwritten.length === 0) return { cost: 'checking', count: open.length };
  return { cost: 'writing', count: unwritten.length };
}
