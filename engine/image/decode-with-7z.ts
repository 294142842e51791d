import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { fail } from '../errors/app-error.ts';
import { cutShort, damaged, DECODING, type DecodeContext } from './decode-context.ts';
import { sevenZipPath } from './seven-zip-path.ts';
import { throughStage } from './stage.ts';

/** Formats given to the 7-Zip program, with its name for each. */
const TYPES = { xz: 'xz', bz2: 'bzip2', zst: 'zstd' } as const;
export interface SevenZipRun {
  readonly format: keyof typeof TYPES;
  /** Two blocks at the same time; takes the memory of two whole blocks. */
  readonly isParallel: boolean;
}

/** What is kept of the program's messages, in characters. */
const STDERR_MAX = 4000;

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly startFailure: Error | null;
}

/**
 * Unpacks xz, bz2 or zst with the 7-Zip program as a child, which reads and writes pipes only: several streams
 * or frames, skippable frames, xz padding. IMAGE_TRUNCATED where the packed bytes end too early,
 * DECOMPRESS_FAILED for damage and for foreign bytes at the end, READER_LOST where the child was killed: then
 * nothing is known about the image. The child has ended when the generator has.
 */
export async function* decodeWith7z(
  input: AsyncIterable<Buffer>,
  { format, isParallel }: SevenZipRun,
  context: DecodeContext,
): AsyncGenerator<Buffer> {
  const program = sevenZipPath();
  const threads = isParallel ? '-mmt2' : '-mmt1';
  const child = spawn(program, ['x', '-si', '-so', `-t${TYPES[format]}`, threads, '-bd'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: childEnvironment(),
    cwd: path.parse(process.execPath).root,
    windowsHide: true,
  });
  let doneBytes = 0;
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(0, STDERR_MAX);
  });
  const ended = endOf(child);
  const chunks = throughStage(
    input,
    {
      writable: child.stdin,
      readable: child.stdout,
      unusedBytes: () => 0,
      acceptPadding: () => undefined,
      finished: async () => {
        const end = await ended;
        if (end.exitCode === 0) return;
        throw failureOf7z(end, { program, stderr, format, doneBytes }, context);
      },
      failure: (cause) => cause,
      close: async () => {
        child.kill('SIGKILL');
        await ended;
      },
    },
    context.signal,
  );
  for await (const chunk of chunks) {
    doneBytes += chunk.length;
    yield chunk;
  }
}

/** How a child ended; it never rejects. */
export function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    let startFailure: Error | null = null;
    child.on('error', (cause) => {
      startFailure ??= cause;
      if (child.pid === undefined) resolve({ exitCode: null, signal: null, startFailure });
    });
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, startFailure }));
  });
}

interface Run {
  readonly program: string;
  readonly stderr: string;
  readonly format: SevenZipRun['format'];
  readonly doneBytes: number;
}

function failureOf7z(end: Ended, run: Run, context: DecodeContext): Error {
  const lost = failedToRun(end, run, context);
  if (lost !== null) return lost;
  const said = new Error(`7-Zip exit code ${end.exitCode}: ${run.stderr.trim()}`);
  if (/unexpected end of (?:data|archive)/iu.test(run.stderr)) {
    return cutShort(context, run.format, said);
  }
  return damaged(context, { format: run.format, offsetBytes: run.doneBytes }, said);
}

/** The failure of a child that was not started or was killed, so that nothing is known about the image; null otherwise. */
export function failedToRun(
  end: Ended,
  run: { readonly program: string; readonly stderr: string },
  context: DecodeContext,
): Error | null {
  if (end.startFailure !== null) {
    return fail(
      'INTERNAL',
      { detail: `cannot start the 7-Zip program: ${end.startFailure.message}` },
      { where: DECODING, message: `Cannot start "${run.program}"`, cause: end.startFailure },
    );
  }
  if (end.signal !== null) {
    return fail(
      'READER_LOST',
      { signal: end.signal, exitCode: end.exitCode },
      {
        where: DECODING,
        message: `Cannot unpack "${context.path}": the 7-Zip program was ended by ${end.signal}`,
        cause: new Error(run.stderr.trim()),
      },
    );
  }
  return null;
}

/** Nothing of ours but what a program needs to start. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return { LC_ALL: 'C', ...(SystemRoot === undefined ? {} : { SystemRoot }) };
}
