import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Receipt } from '#contract/job.ts';
import type { Engine } from '#engine/index.ts';
import { bootSigns, lacksFirstSector, makeBootableImage, startsWithImage } from '../helpers/bootable-image.ts';
import { helpersOf } from '../helpers/helper-processes.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const MIB = 1024 * 1024;
const IMAGE_BYTES = 3 * MIB + 512;
const DRIVE_BYTES = 8 * MIB;
const AT_ONCE = 4;
/** `npm run soak` asks for a thousand. */
const WRITES = Number(process.env.STICKWRIGHT_SOAK_WRITES ?? 40);
/** Memory is compared from here on: before, code and buffers are still being loaded. */
const SETTLED_AFTER = Math.floor(WRITES / 4);
const GROWTH_MAX = 1.1;
/** One look at memory says little: it goes up and down by a buffer or ten with every write. The middle of many says more. */
const LOOKS = Math.floor(WRITES / 4);
const missing = await loopDevicesMissing();

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Same numbers in every run, so that a failure can be repeated. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

interface Used {
  readonly descriptors: number;
  readonly residentBytes: number;
}

interface BothUsed {
  readonly host: Used;
  readonly reader: Used;
}

/** Each figure for itself: the middle one of all looks. */
function typical(looks: readonly Used[]): Used {
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return {
    descriptors: middle(looks.map(({ descriptors }) => descriptors)),
    residentBytes: middle(looks.map(({ residentBytes }) => residentBytes)),
  };
}

async function usedBy(pid: number | 'self'): Promise<Used> {
  const [status, descriptors] = await Promise.all([
    readFile(`/proc/${pid}/status`, 'utf8'),
    readdir(`/proc/${pid}/fd`),
  ]);
  return { descriptors: descriptors.length, residentBytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024 };
}

describe(`${WRITES} writes, ${AT_ONCE} at once, with cancels and kills`, { skip: missing ?? false }, () => {
  let folder = '';
  let imagePath = '';
  let engine: Engine;
  const drives: LoopDevice[] = [];
  const random = numbers(20_261_125);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stickwright-soak-'));
    imagePath = join(folder, 'image.iso');
    await makeBootableImage(imagePath, IMAGE_BYTES);
    engine = makeEngine();
    for (let count = 0; count < AT_ONCE; count += 1) {
      drives.push(await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 }));
    }
  });
  after(async () => {
    await engine.close();
    for (const drive of drives) await drive.detach();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });

  /** One write, left alone, stopped, or with its worker killed, at a random event. */
  async function writeOnce(drive: LoopDevice): Promise<Receipt['outcome']> {
    const disturbance = random.next().value;
    const atEvent = Math.floor(random.next().value * 8);
    let seen = 0;
    const { receipt } = await writeRun({
      engine,
      imagePath,
      devicePaths: [drive.devicePath],
      onEvent: (_, job) => {
        seen += 1;
        if (seen !== atEvent + 1) return;
        if (disturbance < 0.25) job.cancel();
        else if (disturbance < 0.4) void killOneWorker();
      },
    });
    const { outcome } = receipt;
    if (outcome === 'verified') assert.ok(await startsWithImage(drive.devicePath, imagePath), 'said to be equal');
    else assert.deepEqual(await signsOfDone(drive.devicePath), [], `${outcome}, ${receipt.drives[0]?.failure?.code}`);
    return outcome;
  }

  /** A drive that was not touched still carries the write before: whole and right, or nothing. */
  async function signsOfDone(devicePath: string): Promise<readonly string[]> {
    const isHarmless =
      (await startsWithImage(devicePath, imagePath)) || (await lacksFirstSector(devicePath, imagePath));
    return isHarmless ? [] : bootSigns(devicePath, DRIVE_BYTES);
  }

  async function killOneWorker(): Promise<void> {
    const [pid] = await helpersOf(process.pid, 'worker');
    if (pid === undefined) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended in this very moment
    }
  }

  it('leaks no descriptor and no memory, and every verdict is true', async (t) => {
    const outcomes = new Map<string, number>();
    let left = WRITES;
    let done = 0;
    const looks: BothUsed[] = [];
    const [readerPid] = await helpersOf(process.pid, 'reader').then(async (found) => {
      if (found.length > 0) return found;
      await engine.inspectImage(imagePath);
      return helpersOf(process.pid, 'reader');
    });
    assert.ok(readerPid !== undefined);
    const measured = async () => {
      collect(); // what merely waits to be collected is no leak
      return { host: await usedBy('self'), reader: await usedBy(readerPid) };
    };
    const lane = async (drive: LoopDevice) => {
      while (left > 0) {
        left -= 1;
        const outcome = await writeOnce(drive).catch((cause: unknown) => {
          left = 0; // the other lanes end too, so that their drives can be let go
          throw cause;
        });
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        done += 1;
        const count = done; // another lane may end while memory is looked at
        looks.push(await measured());
        if (count % 100 === 0)
          t.diagnostic(
            `after ${count}: ${told(looks.at(-1))}, heap ${Math.round(process.memoryUsage().heapUsed / MIB)} MiB`,
          );
      }
    };
    const lanes = await Promise.allSettled(drives.map(lane));
    for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
    t.diagnostic([...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', '));

    assert.deepEqual(await helpersOf(process.pid, 'worker'), [], 'no worker is left');
    assert.ok((outcomes.get('verified') ?? 0) > 0 && (outcomes.get('cancelled') ?? 0) > 0, 'both kinds took place');
    const idle = await measured();
    for (const part of ['host', 'reader'] as const) {
      const first = typical(looks.slice(SETTLED_AFTER, SETTLED_AFTER + LOOKS).map((look) => look[part]));
      const last = typical(looks.slice(-LOOKS).map((look) => look[part]));
      const grown = `${part}: ${inMib(first)} → ${inMib(last)}`;
      t.diagnostic(grown);
      // few writes say nothing about memory: what is collected later still counts
      if (WRITES >= 500) assert.ok(last.residentBytes <= first.residentBytes * GROWTH_MAX, grown);
      assert.ok(idle[part].descriptors <= first.descriptors + AT_ONCE * 3, `descriptors of the ${part}`);
    }
  });
});

function told(used: BothUsed | undefined): string {
  if (used === undefined) return 'nothing';
  return `host ${inMib(used.host)}, reader ${inMib(used.reader)}`;
}

function inMib({ residentBytes, descriptors }: Used): string {
  return `${Math.round(residentBytes / MIB)} MiB and ${descriptors} descriptors`;
}
