import type { Drive } from '#contract/drive.ts';
import type { DriveResult, JobEvent, Phase, Plan, Progress, SourceProgress } from '#contract/job.ts';

export interface DriveProgress {
  readonly drive: Drive;
  readonly phase: Phase;
  /** Last figures of the present phase; null until some arrive. */
  readonly figures: Progress | null;
  readonly result: DriveResult | null;
}

/** What is known of a running job. Pure: each event gives a new state. */
export interface JobProgress {
  readonly stage: 'preparing' | 'elevating' | 'checking' | 'running' | 'ended';
  readonly elevatingHow: string | null;
  readonly checking: { readonly doneBytes: number; readonly totalBytes: number } | null;
  /** How the image comes in from a server; null for one on a disk. */
  readonly source: SourceProgress | null;
  readonly drives: readonly DriveProgress[];
}

export function startOf(plan: Plan): JobProgress {
  const drives = plan.drives.map((drive): DriveProgress => ({ drive, phase: 'queued', figures: null, result: null }));
  return { stage: 'preparing', elevatingHow: null, checking: null, source: null, drives };
}

/** The state after an event. Late events of a drive that has ended are ignored. */
export function withEvent(state: JobProgress, event: JobEvent): JobProgress {
  switch (event.event) {
    case 'elevating':
      return { ...state, stage: 'elevating', elevatingHow: event.how };
    case 'started':
      return { ...state, stage: 'running' };
    case 'source':
      return { ...state, source: event.source };
    case 'checking':
      return { ...state, stage: 'checking', checking: { doneBytes: event.doneBytes, totalBytes: event.totalBytes } };
    case 'phase':
      return withDrive(state, event.driveId, (row) => ({ ...row, phase: event.phase, figures: null }));
    case 'progress':
      return withDrive(state, event.progress.driveId, (row) => ({
        ...row,
        phase: event.progress.phase,
        figures: event.progress,
      }));
    case 'drive-ended':
      return withDrive(state, event.result.driveId, (row) => ({ ...row, phase: 'ended', result: event.result }));
    case 'ended':
      return { ...state, stage: 'ended' };
  }
}

function withDrive(state: JobProgress, driveId: string, change: (row: DriveProgress) => DriveProgress): JobProgress {
  const drives = state.drives.map((row) => (row.drive.id === driveId && row.result === null ? change(row) : row));
  return { ...state, stage: state.stage === 'ended' ? 'ended' : 'running', drives };
}
