import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FuzzRun } from './run-target.ts';

/** A parser that makes no step for so long hangs. */
const HANG_MS = 60_000;
/** Of the thread: what it is made of itself (about 40), and what a parser may hold at a time. */
const HEAP_MAX_MB = 112;

export interface FuzzHow {
  /** Module with the parsers. */
  readonly targetsFile?: string;
  readonly hangMs?: number;
}

/**
 * Fuzzes one parser in a thread of its own. Resolves with the number of cases, 0 where no input can be made here; rejects
 * for whatever is no reason: an exception, too much memory, a case that does not end.
 */
export async function fuzz(
  name: string,
  run: FuzzRun,
  { targetsFile, hangMs = HANG_MS }: FuzzHow = {},
): Promise<number> {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(path.join(import.meta.dirname, 'fuzz-thread.ts'), {
    workerData: { name, run, shared, targetsFile: targetsFile ?? path.join(import.meta.dirname, 'targets.ts') },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
  });
  let seen = -1;
  return await new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      const now = Atomics.load(shared, 0);
      if (now === seen && now !== 0) reject(new Error(`case ${now} does not end`));
      seen = now;
    }, hangMs);
    thread.on('message', resolve);
    thread.on('error', reject);
    thread.on('exit', () => {
      clearInterval(watch);
      reject(new Error('the thread ended without a result')); // after a result this changes nothing
    });
  }).then(
    (done) => Number(done),
    async (cause: unknown) => {
      await thread.terminate();
      throw cause;
    },
  );
}
