import type { Readable, Writable } from 'node:stream';
import type { AppFailure } from '#contract/errors.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { type FromWorker, type ToWorker, toWorkerSchema } from '#contract/worker.ts';
import { makeFailure } from '../errors/app-error.ts';
import { encodeControl, FrameDecoder, FrameError } from '../wire/frame-codec.ts';
import { WorkerJob } from './worker-job.ts';

/** The host sends its plan at once; a parent that says nothing is not our host. */
const START_LIMIT_MS = 30_000;

/**
 * The privileged process: takes one plan, carries it out, ends. It trusts nothing that arrives: frames are
 * bounded, messages are checked by schema, a second plan or an unknown message is a protocol error.
 *
 * Resolves when everything is released and the last message was handed to `output`. Input that closes means that the host
 * is gone: the job is cancelled.
 */
export async function runWorker(input: Readable, output: Writable): Promise<void> {
  let job: WorkerJob | null = null;
  const send = (message: FromWorker) => {
    if (!output.writable) return; // the host is gone; the job is being cancelled
    output.write(encodeControl(message));
  };
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const protocolError = (problem: string) => {
    input.pause();
    send({ type: 'fatal', failure: protocolFailure(problem) });
    if (job === null) finish();
    else job.cancelAll();
  };
  const startLimit = setTimeout(() => protocolError('no plan arrived'), START_LIMIT_MS);

  const handle = (message: ToWorker) => {
    if (message.type !== 'start') {
      if (job === null) protocolError(`"${message.type}" before "start"`);
      else job.handle(message);
      return;
    }
    clearTimeout(startLimit);
    if (job !== null || message.protocol !== PROTOCOL_VERSION) {
      protocolError(job === null ? `protocol ${message.protocol}, expected ${PROTOCOL_VERSION}` : 'a second plan');
      return;
    }
    job = new WorkerJob(message.plan, send, protocolError);
    send({ type: 'started' });
    void job.run().then(() => {
      send({ type: 'ended' });
      finish();
    });
  };

  const decoder = new FrameDecoder({
    control: (message) => {
      const parsed = toWorkerSchema.safeParse(message);
      if (parsed.success) handle(parsed.data);
      else protocolError(`bad message: ${parsed.error.message.slice(0, 300)}`);
    },
    dataBegin: () => {
      throw new FrameError('Bad frame: data comes on a socket of its own');
    },
    dataPiece: () => {},
  });
  input.on('data', (chunk: Buffer) => {
    try {
      decoder.push(chunk);
    } catch (thrown) {
      protocolError(thrown instanceof Error ? thrown.message : String(thrown));
    }
  });
  const hostGone = () => {
    if (job === null) finish();
    else job.cancelAll();
  };
  input.on('end', hostGone);
  input.on('error', hostGone);
  output.on('error', hostGone);

  send({ type: 'ready', protocol: PROTOCOL_VERSION, pid: process.pid, uid: process.getuid?.() ?? -1 });
  await finished;
  clearTimeout(startLimit);
  input.removeAllListeners('data');
  await new Promise<void>((resolve) => {
    if (output.writable) output.end(() => resolve());
    else resolve();
    output.once('error', () => resolve());
  });
}

function protocolFailure(problem: string): AppFailure {
  return makeFailure(
    'WORKER_PROTOCOL',
    { problem },
    { where: { process: 'worker', operation: 'receive' }, message: `Protocol error: ${problem}` },
  );
}
