import { resolve } from 'node:path';
import type { Image } from '#contract/image.ts';
import type { JobEvent, Receipt } from '#contract/job.ts';
import type { Expected } from '#contract/trust.ts';
import { createEngine, type Engine, type EngineOptions, type Job } from '#engine/index.ts';

/** The helper as it ships; `npm test` has built it just before. */
const HELPER = new URL('../../out/helper/stickwright-worker.mjs', import.meta.url).pathname;

/** An engine as a host makes it, with real reader and worker processes. Close it in `t.after`. */
export function makeEngine(
  options: Pick<EngineOptions, 'stallLimitMs' | 'storeEveryMs' | 'journalFolder' | 'network'> = {},
): Engine {
  return createEngine({
    ...options,
    programVersion: '0.0.0',
    canAskOnTerminal: false,
    asRootCommand: 'sudo stickwright',
    helper: [process.execPath, HELPER],
  });
}

export interface WriteRunOptions {
  readonly engine: Engine;
  /** A file, or an address. */
  readonly imagePath: string;
  /** Called when an address has been looked at, before the job. */
  readonly onLooked?: () => void;
  readonly devicePaths: readonly string[];
  readonly mode?: 'write' | 'verify';
  readonly verify?: boolean;
  readonly expectedSha256?: string;
  readonly expectedSha512?: string | undefined;
  /** Goes on where an earlier run was cut short. */
  readonly isContinued?: boolean;
  /** Called with every event while the job runs. */
  readonly onEvent?: (event: JobEvent, job: Job) => void;
}

/** One whole run as a host does it: inspect, list, plan, job. Resolves with the receipt and all events. */
export async function writeRun(
  options: WriteRunOptions,
): Promise<{ readonly receipt: Receipt; readonly events: readonly JobEvent[] }> {
  const { engine, devicePaths, mode = 'write' } = options;
  const image = await openImage(engine, options.imagePath);
  options.onLooked?.();
  const listed = await engine.listDrives({
    virtual: true,
    all: false,
    files: devicePaths.filter((path) => !path.startsWith('/dev/')).map((path) => resolve(path)),
    image,
  });
  const drives = devicePaths.map((path) => {
    const drive = listed.find(({ identity }) => identity.devicePath === resolve(path));
    if (drive === undefined) throw new Error(`"${path}" is not listed`);
    return drive;
  });
  const plan = engine.makePlan({
    mode,
    image,
    drives,
    verify: options.verify ?? true,
    eject: false,
    expectedSha256: options.expectedSha256 ?? null,
    check: options.expectedSha512 === undefined ? null : pasted512(options.expectedSha512),
    codes: new Map(),
    continued: options.isContinued === true ? await engine.continuations(image, drives) : new Map(),
  });
  const events: JobEvent[] = [];
  const early: JobEvent[] = [];
  let job: Job | null = null;
  job = engine.startJob(plan, (event) => {
    events.push(event);
    if (job === null) early.push(event);
    else options.onEvent?.(event, job);
  });
  for (const event of early) options.onEvent?.(event, job);
  return { receipt: await job.receipt, events };
}

function pasted512(digest: string): Expected {
  return { algorithm: 'sha512', digest, from: 'pasted', fileName: null, signature: null, unknownKeys: [] };
}

async function openImage(engine: Engine, place: string): Promise<Image> {
  if (!place.startsWith('http')) return await engine.inspectImage(place);
  const { image } = await engine.lookAtRemote(place);
  if (image === null) throw new Error(`"${place}" must be downloaded first`);
  return image;
}
