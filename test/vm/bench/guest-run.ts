import type { ControlLine } from './control-line.ts';

export interface EndedRun {
  /** null where a signal ended it, or the guest itself. */
  readonly exitCode: number | null;
  readonly killedBy: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** A command that runs in the guest. */
export class GuestRun {
  readonly ended: Promise<EndedRun>;
  readonly #line: ControlLine;
  readonly #id: number;
  readonly #command: readonly string[];
  readonly #startedMs = performance.now();
  readonly #waits = new Set<() => void>();
  #pid: number | null = null;
  #stdout = '';
  #stderr = '';
  #end: (ended: EndedRun) => void = () => {};
  #hasEnded = false;

  constructor(line: ControlLine, id: number, command: readonly string[]) {
    this.#line = line;
    this.#id = id;
    this.#command = command;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const stop = line.onMessage((message) => {
      if (message.id !== id) return;
      if (typeof message.pid === 'number') this.#pid = message.pid;
      if (typeof message.out === 'string') this.#stdout += message.out;
      if (typeof message.err === 'string') this.#stderr += message.err;
      if ('code' in message) {
        stop();
        this.#finish(typeof message.code === 'number' ? message.code : null, String(message.killedBy ?? ''));
      }
      for (const wake of this.#waits) wake();
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  /** Number of the command's process in the guest; its group has the same. */
  get pid(): number | null {
    return this.#pid;
  }

  /** To the command and everything it started in its group. */
  signal(name: NodeJS.Signals): void {
    this.#line.send({ id: this.#id, signal: name });
  }

  /** The computer is off: nothing more will be heard. */
  guestEnded(): void {
    this.#finish(null, 'power cut');
    for (const wake of this.#waits) wake();
  }

  /** Waits until its output matches; throws where it ended before that, or after `limitMs`. */
  async said(pattern: RegExp, limitMs = 300_000): Promise<void> {
    const giveUpAt = performance.now() + limitMs;
    while (!pattern.test(this.#stdout)) {
      const leftMs = giveUpAt - performance.now();
      if (this.#hasEnded || leftMs <= 0) {
        const why = this.#hasEnded ? 'ended before' : 'did not come to';
        throw new Error(`${this.#command.join(' ')} ${why} ${pattern}: ${this.#stdout.slice(-2000)}${this.#stderr}`);
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.#waits.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, leftMs);
        this.#waits.add(wake);
      });
    }
  }

  #finish(exitCode: number | null, killedBy: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#end({
      exitCode,
      killedBy: killedBy === '' ? null : killedBy,
      stdout: this.#stdout,
      stderr: this.#stderr,
      tookMs: performance.now() - this.#startedMs,
    });
  }
}
