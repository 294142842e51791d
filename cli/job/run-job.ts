import type { CliEvent } from '#contract/cli-events.ts';
import type { JobEvent, Plan, Receipt } from '#contract/job.ts';
import type { Session } from '../session.ts';
import { makeLiveDisplay } from './progress-live.ts';
import { makePlainDisplay } from './progress-plain.ts';

/**
 * Carries out a plan and shows how it goes. An interruption cancels the job, which then still ends in order: the receipt
 * is always returned, also for failed and cancelled jobs.
 */
export async function runJob(session: Session, plan: Plan): Promise<Receipt> {
  const { engine, io, emit, interruption } = session;
  emit({ event: 'plan', plan });
  const display = io.isLive ? makeLiveDisplay(io, plan) : makePlainDisplay(io, plan);
  let stop = () => {};
  try {
    const job = engine.startJob(plan, (event) => {
      emit(lineOf(event));
      display.event(event);
    });
    stop = () => {
      display.stopping(false);
      job.cancel();
    };
    interruption.onAgain(() => display.stopping(true));
    if (interruption.signal.aborted) stop();
    else interruption.signal.addEventListener('abort', stop, { once: true });
    return await job.receipt;
  } finally {
    interruption.signal.removeEventListener('abort', stop);
    display.end();
  }
}

function lineOf(event: JobEvent): CliEvent {
  switch (event.event) {
    case 'progress':
      return { event: 'progress', ...event.progress };
    case 'source':
      return { event: 'source', ...event.source };
    case 'drive-ended':
      return { event: 'result', ...event.result };
    case 'ended':
      return { event: 'receipt', receipt: event.receipt };
    default:
      return event;
  }
}
