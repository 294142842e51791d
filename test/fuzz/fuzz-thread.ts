import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { MemoryGuard } from './guard-memory.ts';
import { type FuzzRun, runTarget } from './run-target.ts';
import type { Target } from './target.ts';

/** A thread of its own for one parser, so that one that hangs can be told from outside. */
const { name, run, shared, targetsFile } = workerData as {
  readonly name: string;
  readonly run: FuzzRun;
  /** The case at hand, for whoever watches. */
  readonly shared: Int32Array;
  readonly targetsFile: string;
};
const { TARGETS } = (await import(pathToFileURL(targetsFile).href)) as { TARGETS: Readonly<Record<string, Target>> };
const target = TARGETS[name];
if (target === undefined) throw new Error(`No parser "${name}"`);
const tell = (caseNumber: number) => Atomics.store(shared, 0, caseNumber);
const done = await runTarget(target, run, { guard: new MemoryGuard(), tell });
parentPort?.postMessage(done);
