import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { encodeControl, FrameDecoder, FrameError } from '../wire/frame-codec.ts';

/** What is kept of a helper's error output, for the report when it dies without a word. */
const STDERR_KEPT_CHARS = 4000;

export interface HelperEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Set when the program could not be started at all, or sent something that is no frame. */
  readonly problem: unknown;
  readonly stderr: string;
}

export interface HelperHandlers {
  /** Every control frame, unchecked. */
  readonly onMessage: (message: unknown) => void;
}

export interface HelperCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Descriptors 3 and up that the child inherits. */
  readonly descriptors?: readonly number[];
  /** False where the terminal is needed to type a password. */
  readonly hasOwnSession: boolean;
  readonly extraEnv?: Readonly<Record<string, string>>;
}

/** Environment of every child: nothing of the user's reaches a privileged process. */
const BASE_ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };

/** A helper process with framed messages on its standard streams. Ends itself when its input closes. */
export class HelperLink {
  readonly ended: Promise<HelperEnd>;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  #problem: unknown = null;
  #stderr = '';

  constructor(command: HelperCommand, handlers: HelperHandlers) {
    this.#child = spawn(command.program, [...command.args], {
      stdio: ['pipe', 'pipe', 'pipe', ...(command.descriptors ?? [])],
      cwd: '/',
      env: { ...BASE_ENV, ...command.extraEnv },
      detached: command.hasOwnSession,
      windowsHide: true,
    });
    const { stdin, stdout, stderr } = this.#child;
    if (stdin === null || stdout === null || stderr === null) throw new Error('A helper was started without pipes');
    this.#input = stdin;
    stdin.on('error', () => {}); // a helper that died is reported by its end
    this.#receive(stdout, handlers);
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT_CHARS);
    });
    this.ended = new Promise((resolve) => {
      const end = (exitCode: number | null, signal: string | null) =>
        resolve({ exitCode, signal, problem: this.#problem, stderr: this.#stderr });
      this.#child.once('error', (cause) => {
        this.#problem ??= cause;
        if (this.#child.pid === undefined) end(null, null); // never started: no close event follows
      });
      this.#child.once('close', end);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: unknown): void {
    if (this.#input.writable) this.#input.write(encodeControl(message));
  }

  /** Tells the helper that its host is done; it ends by itself. */
  closeInput(): void {
    this.#input.end();
  }

  /** Last resort; does nothing to a process of another user. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets go of a helper that does not end, because a drive it waits for never answers: it no longer keeps us alive. */
  leaveBehind(): void {
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream?.destroy();
    this.#child.unref();
  }

  #receive(output: Readable, handlers: HelperHandlers): void {
    const decoder = new FrameDecoder({
      control: handlers.onMessage,
      dataBegin: () => {
        throw new FrameError('A helper sends no data to its host');
      },
      dataPiece: () => {},
    });
    output.on('data', (chunk: Buffer) => {
      if (this.#problem !== null) return;
      try {
        decoder.push(chunk);
      } catch (cause) {
        this.#problem = cause;
        this.closeInput();
        this.kill();
      }
    });
  }
}
