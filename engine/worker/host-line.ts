import type { Readable, Writable } from 'node:stream';
import type { AppFailure } from '#contract/errors.ts';
import { makeFailure } from '../errors/app-error.ts';
import { encodeControl, FrameDecoder, FrameError } from '../wire/frame-codec.ts';

/** The host sends its plan at once; a parent that says nothing is not our host. */
const START_LIMIT_MS = 30_000;

export interface HostLineEvents {
  /** Every control frame, unchecked. */
  readonly onMessage: (message: unknown) => void;
  /** What arrived is no message of this line, or none arrived; the host has been told and is not listened to any more. */
  readonly onProblem: () => void;
  /** The host closed its end or is gone. */
  readonly onGone: () => void;
}

/** A privileged process's only line: bounded frames from the host and to it. */
export class HostLine {
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #events: HostLineEvents;
  readonly #startLimit: NodeJS.Timeout;

  constructor(input: Readable, output: Writable, events: HostLineEvents) {
    this.#input = input;
    this.#output = output;
    this.#events = events;
    this.#startLimit = setTimeout(() => this.problem('no plan arrived'), START_LIMIT_MS);
    const decoder = new FrameDecoder({
      control: events.onMessage,
      dataBegin: () => {
        throw new FrameError('Bad frame: data comes on a socket of its own');
      },
      dataPiece: () => {},
    });
    input.on('data', (chunk: Buffer) => {
      try {
        decoder.push(chunk);
      } catch (thrown) {
        this.problem(thrown instanceof Error ? thrown.message : String(thrown));
      }
    });
    input.on('end', events.onGone);
    input.on('error', events.onGone);
    output.on('error', events.onGone);
  }

  send(message: unknown): void {
    if (!this.#output.writable) return; // the host is gone; what runs is being cancelled
    this.#output.write(encodeControl(message));
  }

  /** The plan has come: nobody is waited for any more. */
  started(): void {
    clearTimeout(this.#startLimit);
  }

  problem(problem: string): void {
    this.#input.pause();
    this.send({ type: 'fatal', failure: protocolFailure(problem) });
    this.#events.onProblem();
  }

  /** Resolves when the last message was handed on. */
  async end(): Promise<void> {
    clearTimeout(this.#startLimit);
    this.#input.removeAllListeners('data');
    await new Promise<void>((resolve) => {
      if (this.#output.writable) this.#output.end(() => resolve());
      else resolve();
      this.#output.once('error', () => resolve());
    });
  }
}

function protocolFailure(problem: string): AppFailure {
  return makeFailure(
    'WORKER_PROTOCOL',
    { problem },
    { where: { process: 'worker', operation: 'receive' }, message: `Protocol error: ${problem}` },
  );
}
