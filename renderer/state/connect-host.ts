import type { JobTopicEvent } from '#contract/job-view.ts';
import { failureOf, type PageHost } from '../host/page-host.ts';
import type { AppEvent } from './app-event.ts';

/** The page draws at most this often; nobody looks at a hidden one. */
const DRAW_MS = 250;
const HIDDEN_MS = 1000;

/** Feeds what the host tells into the store, the figures of a job in batches. Returns the way to stop. */
export function connectHost(host: PageHost, send: (event: AppEvent) => void): () => void {
  const stops = [
    host.onConnection((connection) => send({ type: 'connection.changed', connection })),
    host.listen('session', (session) => send({ type: 'session.changed', session })),
    host.listen('drives', (drives) => send({ type: 'drives.changed', drives, atMs: Date.now() })),
    listenToJob(host, send),
  ];
  host.call('app.info', {}).then(
    (info) => send({ type: 'info.arrived', info }),
    (reason: unknown) => send({ type: 'call.failed', failure: failureOf(reason, 'app.info') }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

/** Figures wait for the next drawing; whatever changes the screen is told at once, in order. */
function listenToJob(host: PageHost, send: (event: AppEvent) => void): () => void {
  let waiting: JobTopicEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const events = waiting;
    waiting = [];
    if (events.length > 0) send({ type: 'job.told', events });
  };
  const stop = host.listen('job', (event) => {
    waiting.push(event);
    if (event.kind !== 'drive') flush();
    else timer ??= setTimeout(flush, document.hidden ? HIDDEN_MS : DRAW_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
