import { spawn, spawnSync } from 'node:child_process';
import { programPath } from './run-program.ts';

/** A program on a terminal of its own, with a person at it. */
export interface TerminalProgram {
  /** Resolves once what was shown since the last `shown` matches; rejects when the program ends or hangs first. */
  shown(pattern: RegExp): Promise<void>;
  /** Keys as a person presses them; `\r` is Enter, `\x03` Ctrl-C, `\x04` Ctrl-D. */
  press(keys: string): void;
  /** Everything it showed, and its exit code. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly screen: string }>;
}

const LIMIT_MS = 30_000;

/** Whether this machine can give a program a terminal; `script` belongs to every Debian. */
export function canOpenTerminal(): boolean {
  return process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
}

/** Starts the built command line on a pseudo-terminal of 80 columns. */
export function openTerminal(args: readonly string[], { cwd }: { readonly cwd: string }): TerminalProgram {
  const words = [process.execPath, programPath, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const command = `stty cols 80 rows 40; exec ${words.join(' ')}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd,
    env: { ...process.env, TERM: 'xterm', LC_ALL: 'C.UTF-8', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let readFrom = 0;
  let hasEnded = false;
  const watchers = new Set<() => void>();
  const wake = () => {
    for (const watcher of watchers) watcher();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    wake();
  });
  // a program that has ended no longer takes keys
  child.stdin.on('error', () => {});
  const ended = new Promise<{ exitCode: number | null; screen: string }>((resolve) => {
    child.on('close', (exitCode) => {
      hasEnded = true;
      wake();
      resolve({ exitCode, screen });
    });
  });
  return {
    ended,
    press: (keys) => {
      child.stdin.write(keys);
    },
    shown: (pattern) =>
      new Promise((resolve, reject) => {
        const stop = (settle: () => void) => {
          clearTimeout(timer);
          watchers.delete(look);
          settle();
        };
        const look = () => {
          const match = pattern.exec(screen.slice(readFrom));
          if (match !== null) {
            readFrom += match.index + match[0].length;
            stop(resolve);
          } else if (hasEnded) stop(() => reject(new Error(`Ended without showing ${pattern}:\n${screen}`)));
        };
        const timer = setTimeout(() => {
          child.kill('SIGKILL');
          stop(() => reject(new Error(`Did not show ${pattern} in time:\n${screen}`)));
        }, LIMIT_MS);
        watchers.add(look);
        look();
      }),
  };
}
