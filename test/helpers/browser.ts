import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const PROGRAM = join(import.meta.dirname, '../../out/cli/stickwright.mjs');
/** Nothing of the browser's own may go online. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why no browser test can run here, or null. */
export async function browserMissing(): Promise<string | null> {
  return await access(CHROMIUM).then(
    () => null,
    () => `needs ${CHROMIUM}`,
  );
}

/** A headless Chromium. Close it in `after`. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

export interface ServedApp {
  /** The address that was printed last: each works once, and using one prints the next. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** More arguments of `stickwright serve`. */
  readonly args?: readonly string[];
  /** Home folder of the user who runs it: settings, receipts and practice drives are below. */
  readonly home: string;
}

/** Starts the app as `stickwright serve` does, in a home folder of its own. */
export async function serveApp({ args = [], home }: ServeOptions): Promise<ServedApp> {
  const program = spawn(process.execPath, [PROGRAM, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8' },
  });
  const ended = new Promise<void>((resolve) => program.once('close', () => resolve()));
  let url = await new Promise<string>((resolve, reject) => {
    program.once('close', (code) => reject(new Error(`serve ended with code ${code} before it printed an address`)));
    program.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
  });
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    url = /http:\/\/\S+#token=\S+/u.exec(text)?.[0] ?? url;
  });
  return {
    get url() {
      return url;
    },
    pid: program.pid ?? 0,
    stop: async () => {
      program.kill('SIGINT');
      await ended;
    },
  };
}
