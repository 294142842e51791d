import type { Readable, Writable } from 'node:stream';
import { type FromLook, type ToLook, toLookSchema } from '#contract/look.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { HostLine } from './host-line.ts';
import { LookJob } from './look-job.ts';

/**
 * The privileged process in its narrow form: reads parts of one drive for a host that asks what is on it, and ends. It knows
 * no message that writes, and parses nothing of what it reads.
 *
 * Resolves when the drive is closed and the last message was handed to `output`. Input that closes is the end.
 */
export async function runLook(input: Readable, output: Writable): Promise<void> {
  let job: LookJob | null = null;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const stop = () => {
    if (job === null) finish();
    else job.stop();
  };
  const line = new HostLine(input, output, {
    onMessage: (message) => {
      const parsed = toLookSchema.safeParse(message);
      if (parsed.success) handle(parsed.data);
      else line.problem(`bad message: ${parsed.error.message.slice(0, 300)}`);
    },
    onProblem: stop,
    onGone: stop,
  });
  const send = (message: FromLook) => line.send(message);

  function handle(message: ToLook): void {
    if (message.type === 'read') {
      if (job === null) line.problem('"read" before "look"');
      else job.read(message);
      return;
    }
    line.started();
    if (job !== null || message.protocol !== PROTOCOL_VERSION) {
      line.problem(job === null ? `protocol ${message.protocol}, expected ${PROTOCOL_VERSION}` : 'a second plan');
      return;
    }
    job = new LookJob(message.plan, send, (problem) => line.problem(problem));
    void job.run().then(() => {
      send({ type: 'ended' });
      finish();
    });
  }

  send({ type: 'ready', protocol: PROTOCOL_VERSION, pid: process.pid, uid: process.getuid?.() ?? -1 });
  await finished;
  await line.end();
}
