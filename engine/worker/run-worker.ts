import type { Readable, Writable } from 'node:stream';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { type FromWorker, type ToWorker, toWorkerSchema } from '#contract/worker.ts';
import { HostLine } from './host-line.ts';
import { WorkerJob } from './worker-job.ts';

/**
 * The privileged process: takes one plan, carries it out, ends. It trusts nothing that arrives: frames are
 * bounded, messages are checked by schema, a second plan or an unknown message is a protocol error.
 *
 * Resolves when everything is released and the last message was handed to `output`. Input that closes means that the host
 * is gone: the job is cancelled.
 */
export async function runWorker(input: Readable, output: Writable): Promise<void> {
  let job: WorkerJob | null = null;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const stop = () => {
    if (job === null) finish();
    else job.cancelAll();
  };
  const line = new HostLine(input, output, {
    onMessage: (message) => {
      const parsed = toWorkerSchema.safeParse(message);
      if (parsed.success) handle(parsed.data);
      else line.problem(`bad message: ${parsed.error.message.slice(0, 300)}`);
    },
    onProblem: stop,
    onGone: stop,
  });
  const send = (message: FromWorker) => line.send(message);

  function handle(message: ToWorker): void {
    if (message.type !== 'start') {
      if (job === null) line.problem(`"${message.type}" before "start"`);
      else job.handle(message);
      return;
    }
    line.started();
    if (job !== null || message.protocol !== PROTOCOL_VERSION) {
      line.problem(job === null ? `protocol ${message.protocol}, expected ${PROTOCOL_VERSION}` : 'a second plan');
      return;
    }
    job = new WorkerJob(message.plan, send, (problem) => line.problem(problem));
    send({ type: 'started' });
    void job.run().then(() => {
      send({ type: 'ended' });
      finish();
    });
  }

  send({ type: 'ready', protocol: PROTOCOL_VERSION, pid: process.pid, uid: process.getuid?.() ?? -1 });
  await finished;
  await line.end();
}
