import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { programPath } from './run-program.ts';

export interface ServeOptions {
  /** A demo's scenario (engine/platform/fake/scenarios.ts); without one the app serves real drives. */
  readonly scenario?: string;
  readonly clock?: 'manual' | 'real';
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a demo's computer is like now (web/demo-control.ts). */
export interface DemoState {
  readonly nowMs: number;
  readonly plugged: readonly string[];
  readonly writtenBytes: Readonly<Record<string, number>>;
}

/** The app under test, by whatever host. Close it by `cleanUp`. */
export interface TestedApp {
  readonly kind: 'web' | 'window';
  /** Origin of the page, as the browser names it. */
  readonly origin: string;
  readonly pid: number;
  /** An address with a token that was not used yet: the first one, then what the app says for the next browser. */
  takeAddress(): Promise<string>;
  /** Demo only: lets virtual time pass. */
  advance(ms: number): Promise<DemoState>;
  plug(drive: string): Promise<DemoState>;
  unplug(drive: string): Promise<DemoState>;
  state(): Promise<DemoState>;
  /** Ends the process; resolves with its exit code. Safe to call twice. */
  close(signal?: NodeJS.Signals): Promise<number | null>;
}

/** `stickwright serve` as a process of its own. */
export interface ServedApp extends TestedApp {
  readonly kind: 'web';
}

const START_LIMIT_MS = 15_000;
const ADDRESS = /https?:\/\/\S+#token=\S+/g;

/** Starts the app and waits for its line on stdout. */
export async function serveApp({ scenario, clock = 'manual', args = [], env }: ServeOptions): Promise<ServedApp> {
  const demo = scenario === undefined ? [] : ['--platform', 'fake', '--scenario', scenario, '--clock', clock];
  const child = spawn(process.execPath, [programPath, 'serve', ...demo, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const output = new AddressReader(child);
  try {
    const first = await output.next();
    return new Served(output, first, scenario !== undefined);
  } catch (cause) {
    child.kill('SIGKILL');
    throw cause;
  }
}

/** Collects the addresses the process prints, on both of its outputs. */
class AddressReader {
  #said = '';
  #taken = 0;
  readonly child: ChildProcess;
  #wake: () => void = () => undefined;

  constructor(child: ChildProcess) {
    this.child = child;
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text;
        this.#wake();
      });
    }
    child.once('close', () => this.#wake());
  }

  async next(): Promise<string> {
    const giveUp = AbortSignal.timeout(START_LIMIT_MS);
    for (;;) {
      const found = [...this.#said.matchAll(ADDRESS)][this.#taken];
      // a line that is still being printed is not an address yet
      if (found !== undefined && this.#said.slice(found.index + found[0].length).includes('\n')) {
        this.#taken += 1;
        return found[0];
      }
      if (this.child.exitCode !== null || giveUp.aborted) throw new Error(`No address came: ${this.#said}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        giveUp.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}

class Served implements ServedApp {
  readonly kind = 'web';
  readonly origin: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #output: AddressReader;
  readonly #isDemo: boolean;
  #first: string | null;

  constructor(output: AddressReader, first: string, isDemo: boolean) {
    this.#child = output.child;
    this.#output = output;
    this.#isDemo = isDemo;
    this.#first = first;
    this.origin = new URL(first).origin;
    this.pid = output.child.pid ?? 0;
  }

  async takeAddress(): Promise<string> {
    const first = this.#first;
    this.#first = null;
    return first ?? this.#output.next();
  }

  advance(ms: number): Promise<DemoState> {
    return this.#control('advance', { ms });
  }

  plug(drive: string): Promise<DemoState> {
    return this.#control('plug', { drive });
  }

  unplug(drive: string): Promise<DemoState> {
    return this.#control('unplug', { drive });
  }

  state(): Promise<DemoState> {
    return this.#control('state', null);
  }

  async close(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const closed = once(this.#child, 'close').then(() => true);
      this.#child.kill(signal);
      // a demo's job stops in virtual time, which somebody must let pass
      while (this.#isDemo && !(await Promise.race([closed, this.#passTime()])));
      await closed;
    }
    return this.#child.exitCode;
  }

  /** False, after a moment of both times. */
  async #passTime(): Promise<boolean> {
    await this.advance(1000).catch(() => undefined); // it may be gone by now
    await delay(50);
    return false;
  }

  async #control(action: string, body: unknown): Promise<DemoState> {
    const headers = { origin: this.origin, 'content-type': 'application/json' };
    const request = body === null ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${this.origin}/test/${action}`, request);
    if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
    return (await response.json()) as DemoState; // the demo's own answer
  }
}
