import type { AppFailure } from '#contract/errors.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import type { FromLook } from '#contract/look.ts';
import type { FromWorker } from '#contract/worker.ts';
import type { z } from '#contract/zod.ts';
import { AppError, fail, makeFailure } from '../errors/app-error.ts';
import type { CommandLine, Elevation } from '../platform/elevation.ts';
import { elevatedCommand, elevationRefusal } from '../platform/index.ts';
import { cleanText } from '../text/clean-text.ts';
import { type HelperEnd, HelperLink } from '../process/helper-link.ts';
import type { PrivateChannel } from '../process/private-channel.ts';

export interface WorkerStart<From extends FromWorker | FromLook> {
  readonly command: CommandLine;
  readonly elevation: Elevation;
  /** The exact command a person can run instead, for ELEVATION_UNAVAILABLE. */
  readonly asRootCommand: string;
  /** Where the worker connects to, if its way of getting rights leaves it no pipes. */
  readonly channel: PrivateChannel | null;
  /** The opened raw image, passed on as descriptor 3. */
  readonly imageFd: number | null;
  /** Of what it says. */
  readonly schema: z.ZodType<From>;
  readonly onMessage: (message: From) => void;
}

/** A worker that has said its last word, or was killed, is gone by then, unless a drive holds it for ever. */
const LEAVE_MS = 2000;

const where = { process: 'host', operation: 'start-worker' } as const;

/** What may be said about any worker's start. */
type AnyStart = Omit<WorkerStart<FromWorker | FromLook>, 'schema' | 'onMessage'>;

/** The engine's side of a privileged process: one for one job, or for one look at a drive. */
export class WorkerClient<To, From extends FromWorker | FromLook> {
  /** Resolves when the worker said `ready`; rejects with ELEVATION_*, WORKER_LOST or WORKER_PROTOCOL. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone, with a failure unless it had said `ended`. */
  readonly gone: Promise<AppFailure | null>;
  readonly #link: HelperLink;
  #problem: string | null = null;
  #hasEnded = false;
  #leave: (() => void) | null = null;

  constructor(start: WorkerStart<From>) {
    let becomeReady: () => void = () => {};
    const isReady = new Promise<'ready'>((resolve) => {
      becomeReady = () => resolve('ready');
    });
    this.#link = new HelperLink(commandOf(start), {
      onMessage: (message) => {
        const parsed = start.schema.safeParse(message);
        if (!parsed.success) return this.#protocolError(parsed.error.message);
        const said: FromWorker | FromLook = parsed.data;
        if (said.type === 'ready') {
          if (said.protocol === PROTOCOL_VERSION) return becomeReady();
          return this.#protocolError(`protocol ${said.protocol}, expected ${PROTOCOL_VERSION}`);
        }
        if (said.type === 'ended') {
          this.#hasEnded = true;
          this.#leaveSoon();
        }
        start.onMessage(parsed.data);
      },
    });
    this.ready = Promise.race([isReady, this.#link.ended]).then((first) => {
      if (first !== 'ready') throw this.#startFailure(first, start);
    });
    this.ready.catch(() => {}); // whoever awaits it sees the error; nobody may be waiting yet
    const left = new Promise<HelperEnd>((resolve) => {
      this.#leave = () => resolve({ exitCode: null, signal: null, problem: null, stderr: 'did not end' });
    });
    this.gone = Promise.race([this.#link.ended, left]).then((end) => (this.#hasEnded ? null : this.#lost(end)));
  }

  send(message: To): void {
    this.#link.send(message);
  }

  /** Lets the worker end; it cancels what is still running. */
  closeInput(): void {
    this.#link.closeInput();
  }

  /** For a worker that does not obey: killed where we may, left behind where not. */
  abandon(): void {
    this.#link.closeInput();
    this.#link.kill();
    this.#leaveSoon();
  }

  #leaveSoon(): void {
    const timer = setTimeout(() => {
      this.#link.leaveBehind();
      this.#leave?.();
    }, LEAVE_MS);
    void this.#link.ended.then(() => clearTimeout(timer));
  }

  #protocolError(problem: string): void {
    this.#problem ??= problem.slice(0, 500);
    this.abandon();
  }

  #lost(end: HelperEnd): AppFailure {
    if (this.#problem !== null || end.problem !== null) {
      const problem = this.#problem ?? String(end.problem);
      return makeFailure(
        'WORKER_PROTOCOL',
        { problem },
        {
          where,
          message: `The writing process did not keep to the protocol: ${problem}`,
          cause: end.problem ?? undefined,
          nothingWritten: false,
        },
      );
    }
    return makeFailure(
      'WORKER_LOST',
      { signal: end.signal, exitCode: end.exitCode },
      {
        where,
        message: `The writing process ended (signal ${end.signal}, code ${end.exitCode}): ${end.stderr.slice(-500)}`,
        nothingWritten: false,
      },
    );
  }

  #startFailure(end: HelperEnd, { elevation, asRootCommand }: AnyStart): AppError {
    const { how } = elevation;
    const refusal = how === 'none' || this.#problem !== null ? null : elevationRefusal(how, end);
    if (refusal === null || refusal.kind === 'lost') return new AppError({ ...this.#lost(end), nothingWritten: true });
    const { kind, reason } = refusal;
    if (kind === 'denied') {
      return fail('ELEVATION_DENIED', {}, { where, message: `Permission was not given: ${reason}` });
    }
    return fail(
      'ELEVATION_UNAVAILABLE',
      { reason: cleanText(reason), command: asRootCommand },
      { where, message: `Cannot get administrator rights by ${how}: ${reason}`, cause: end.problem ?? undefined },
    );
  }
}

function commandOf({ command, elevation, imageFd, channel }: AnyStart) {
  const worker = channel === null ? command : overChannel(command, channel.address);
  const [program, ...args] = elevatedCommand(elevation, worker);
  const isElevated = elevation.program !== null;
  return {
    program,
    args,
    // neither sudo nor pkexec passes anything above 2 on
    descriptors: imageFd === null || isElevated ? [] : [imageFd],
    hasOwnSession: !isElevated, // the password is typed on this terminal
    extraEnv: elevation.env,
    channel: channel ?? undefined,
  };
}

/** The same command line with the channel in the place of the standard streams. */
function overChannel([program, ...args]: CommandLine, address: string): CommandLine {
  return [program, ...args.flatMap((word) => (word === '--stdio' ? ['--channel', address] : [word]))];
}
