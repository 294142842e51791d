import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { childEnvironment } from '../platform/index.ts';
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
  /** Where it connects to, if it cannot use its standard streams. */
  readonly channel?: HelperChannel | undefined;
}

/** A connection that a helper makes by itself, after it has proved who it is. */
export interface HelperChannel {
  readonly connection: Promise<Duplex>;
}

/** How long what a helper said last may take to arrive after the process that started it has ended. */
const LAST_WORD_MS = 2000;

/** A helper process with framed messages on its standard streams or on its channel. Ends itself when its input closes. */
export class HelperLink {
  readonly ended: Promise<HelperEnd>;
  readonly #child: ChildProcess;
  readonly #channel: HelperChannel | null;
  /** null: nobody is connected yet. */
  #input: Writable | null = null;
  #isClosing = false;
  #problem: unknown = null;
  #stderr = '';

  constructor(command: HelperCommand, handlers: HelperHandlers) {
    this.#channel = command.channel ?? null;
    this.#child = spawn(command.program, [...command.args], {
      stdio: ['pipe', 'pipe', 'pipe', ...(command.descriptors ?? [])],
      cwd: '/',
      env: { ...childEnvironment(), ...command.extraEnv },
      detached: command.hasOwnSession,
      windowsHide: true,
    });
    const { stdin, stdout, stderr } = this.#child;
    if (stdin === null || stdout === null || stderr === null) throw new Error('A helper was started without pipes');
    stdin.on('error', () => {}); // a helper that died is reported by its end
    let connectionEnd: Promise<unknown> | null = null;
    if (this.#channel === null) {
      this.#input = stdin;
      this.#receive(stdout, handlers);
    } else {
      stdin.end();
      stdout.resume();
      void this.#channel.connection.then((connection) => {
        connectionEnd = new Promise((resolve) => connection.once('close', resolve));
        this.#input = connection;
        this.#receive(connection, handlers);
        if (this.#isClosing) connection.end();
      });
    }
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
      this.#child.once('close', (exitCode, signal) => {
        if (connectionEnd === null) return end(exitCode, signal);
        const limit = new Promise((late) => setTimeout(late, LAST_WORD_MS).unref());
        void Promise.race([connectionEnd, limit]).then(() => end(exitCode, signal));
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: unknown): void {
    if (this.#input?.writable === true) this.#input.write(encodeControl(message));
  }

  /** Tells the helper that its host is done; it ends by itself. */
  closeInput(): void {
    this.#isClosing = true;
    this.#input?.end();
  }

  /** Last resort; does nothing to a process of another user. */
  kill(): void {
    this.#child.kill('SIGKILL');
    if (this.#channel !== null) this.#input?.destroy(); // what it started is not ours to kill, but sees this
  }

  /** Lets go of a helper that does not end, because a drive it waits for never answers: it no longer keeps us alive. */
  leaveBehind(): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const stream of [stdin, stdout, stderr, this.#input]) stream?.destroy();
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
