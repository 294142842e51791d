import type { AppState } from './app-state.ts';

export type Screen =
  | 'starting'
  | 'refused'
  | 'page'
  | 'review'
  | 'elevating'
  | 'progress'
  | 'result'
  | 'receipts'
  | 'receipt'
  | 'settings'
  | 'help';

/** What fills the window. A running job never takes a person away from another place; it shows when they come to Write. */
export function screenOf({ connection, info, session, place, job, review }: AppState): Screen {
  if (connection === 'refused') return 'refused';
  if (info === null || session === null) return 'starting';
  if (place.name !== 'write') return place.name;
  if (job !== null) {
    if (job.stage === 'ended') return 'result';
    return job.stage === 'elevating' ? 'elevating' : 'progress';
  }
  return review.state === 'none' ? 'page' : 'review';
}

/** True while a job is under way: what would disturb it is disabled. */
export function isJobRunning({ job }: Pick<AppState, 'job'>): boolean {
  return job !== null && job.stage !== 'ended';
}
