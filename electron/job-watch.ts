import { foldJobEvent } from '#contract/fold-job-event.ts';
import type { JobSnapshot } from '#contract/job-view.ts';
import type { Session } from '#engine/index.ts';

export type JobChange = (now: JobSnapshot | null, before: JobSnapshot | null) => void;

/** Follows the job of a session for what is shown outside the page. */
export class JobWatch {
  #job: JobSnapshot | null = null;
  readonly #stop: () => void;

  constructor(session: Pick<Session, 'listen'>, changed: JobChange) {
    this.#stop = session.listen('job', (event) => {
      const before = this.#job;
      this.#job = foldJobEvent(before, event);
      changed(this.#job, before);
    });
  }

  get job(): JobSnapshot | null {
    return this.#job;
  }

  stop(): void {
    this.#stop();
  }
}

/** Whether this very change ended a job that was seen running. */
export function endsNow(now: JobSnapshot | null, before: JobSnapshot | null): now is JobSnapshot {
  return now?.stage === 'ended' && before?.jobId === now.jobId && before.stage !== 'ended';
}
