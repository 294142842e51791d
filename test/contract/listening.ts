import { foldJobEvent } from '#contract/fold-job-event.ts';
import type { FailedCall, Host } from '#contract/host.ts';
import type { AppFailure } from '#contract/errors.ts';
import type { JobSnapshot } from '#contract/job-view.ts';
import type { EventOf, TopicName } from '#contract/topics.ts';

/** Longer than any honest wait of these tests, shorter than a runner's patience. */
const LIMIT_MS = 60_000;

/** The first event of a topic that `isWanted`; the state is delivered at once, so that nothing is missed. */
export function eventOf<T extends TopicName>(
  host: Host,
  topic: T,
  isWanted: (event: EventOf<T>) => boolean,
): Promise<EventOf<T>> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      stop();
      reject(new Error(`Topic "${topic}" did not come to the wanted state`));
    }, LIMIT_MS);
    const stop = host.listen(topic, (event) => {
      if (!isWanted(event)) return;
      clearTimeout(limit);
      stop();
      resolve(event);
    });
  });
}

/** The job as a page puts it together, once `isWanted`. */
export function jobOf(host: Host, isWanted: (job: JobSnapshot | null) => boolean): Promise<JobSnapshot | null> {
  let job: JobSnapshot | null = null;
  return eventOf(host, 'job', (event) => {
    job = foldJobEvent(job, event);
    return isWanted(job);
  }).then(() => job);
}

/** The failure a call rejects with; an error of the test where it does not. */
export async function failureOf(call: Promise<unknown>): Promise<AppFailure> {
  try {
    await call;
  } catch (thrown) {
    if (thrown instanceof Error && 'failure' in thrown) return (thrown as FailedCall).failure;
    throw thrown;
  }
  throw new Error('The call did not fail');
}

export async function drivesOf(host: Host) {
  const event = await eventOf(host, 'drives', ({ state }) => state === 'listed');
  return event.state === 'listed' ? event.drives : [];
}
