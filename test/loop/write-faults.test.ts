import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Receipt } from '#contract/job.ts';
import type { Engine, Job } from '#engine/index.ts';
import {
  bootSigns,
  lacksFirstSector,
  makeBootableImage,
  putOldTable,
  startsWithBytes,
  startsWithImage,
} from '../helpers/bootable-image.ts';
import { eventually } from '../helpers/eventually.ts';
import { helpersOf, isAlive } from '../helpers/helper-processes.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const MIB = 1024 * 1024;
const IMAGE_BYTES = 48 * MIB;
/** Moments at which each fault strikes, from the start of the worker to the end of an undisturbed run. */
const POINTS = 20;
const CLI = new URL('../../scripts/stickwright.mjs', import.meta.url).pathname;

/** It may have ended just before. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
  }
}

const missing = await loopDevicesMissing();

describe('whatever goes wrong, the drive does not look bootable', { skip: missing ?? false }, () => {
  let folder = '';
  let imagePath = '';
  let undisturbedMs = 0;
  let drive: LoopDevice;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stickwright-faults-'));
    imagePath = join(folder, 'installer.iso');
    await makeBootableImage(imagePath, IMAGE_BYTES);
    drive = await makeLoopDevice({ sizeBytes: IMAGE_BYTES, sectorSizeBytes: 512 });
    const engine = makeEngine();
    const run = await strike({ engine, fault: () => {}, afterMs: 0 });
    undisturbedMs = run.elapsedMs;
    assert.equal(run.receipt.outcome, 'verified');
    await engine.close();
  });
  after(async () => {
    await drive.detach();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });

  /** Runs a write and calls `fault` that many milliseconds after the worker was told to start. */
  async function strike({
    engine,
    path = imagePath,
    fault,
    afterMs,
  }: {
    readonly engine: Engine;
    readonly path?: string;
    readonly fault: (job: Job) => void;
    readonly afterMs: number;
  }): Promise<{ readonly receipt: Receipt; readonly elapsedMs: number }> {
    let startedMs = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const { receipt } = await writeRun({
      engine,
      imagePath: path,
      devicePaths: [drive.devicePath],
      onEvent: (event, job) => {
        if (event.event !== 'started') return;
        startedMs = performance.now();
        timer = setTimeout(() => fault(job), afterMs);
      },
    });
    clearTimeout(timer); // a fault that comes too late must not strike the next run
    return { receipt, elapsedMs: performance.now() - startedMs };
  }

  const pointMs = (point: number) => (undisturbedMs * point) / POINTS;

  const isComplete = async () =>
    (await startsWithImage(drive.devicePath, imagePath)) || (await lacksFirstSector(drive.devicePath, imagePath));

  async function assertHarmless(old: Buffer, isTouched: boolean | null): Promise<void> {
    const signs = await bootSigns(drive.devicePath, IMAGE_BYTES);
    if (signs.length === 0) return;
    const isOld = await startsWithBytes(drive.devicePath, old);
    if (isOld) assert.notEqual(isTouched, true, 'an untouched drive is called touched');
    // Between the last write and the last word the drive is whole and equal; before, nothing of it may show.
    else assert.ok(await isComplete(), `half-made drive shows ${signs.join(', ')}`);
  }

  async function assertNothingLeft(): Promise<void> {
    await eventually(
      async () => assert.deepEqual(await helpersOf(process.pid, 'any'), [], 'no helper is left behind'),
      2000,
    );
  }

  for (const [who, code] of [
    ['worker', 'WORKER_LOST'],
    ['reader', 'READER_LOST'],
  ] as const) {
    it(`SIGKILL of the ${who} at ${POINTS} moments ends in ${code}`, async () => {
      for (let point = 0; point < POINTS; point += 1) {
        const engine = makeEngine();
        const old = await putOldTable(drive.devicePath, IMAGE_BYTES);
        const { receipt } = await strike({
          engine,
          fault: () => {
            void helpersOf(process.pid, who).then((pids) => {
              for (const pid of pids) kill(pid);
            });
          },
          afterMs: pointMs(point),
        });
        const [result] = receipt.drives;
        if (receipt.outcome !== 'verified') {
          assert.equal(result?.failure?.code, code, `at moment ${point}`);
          assert.equal(result.outcome, 'failed');
        }
        await assertHarmless(old, null);
        await engine.close();
        await assertNothingLeft();
      }
    });
  }

  it(`a cancel at ${POINTS} moments is obeyed within a second and leaves a blank drive`, async (t) => {
    const engine = makeEngine();
    t.after(() => engine.close());
    for (let point = 0; point < POINTS; point += 1) {
      const old = await putOldTable(drive.devicePath, IMAGE_BYTES);
      let cancelledMs = 0;
      const { receipt } = await strike({
        engine,
        fault: (job) => {
          cancelledMs = performance.now();
          job.cancel();
        },
        afterMs: pointMs(point),
      });
      if (receipt.outcome === 'verified') continue; // it had ended just before
      assert.equal(receipt.outcome, 'cancelled', JSON.stringify(receipt.failure));
      assert.equal(receipt.drives[0]?.outcome, 'cancelled');
      const tookMs = performance.now() - cancelledMs;
      assert.ok(tookMs < 1000, `took ${tookMs} ms`);
      if (receipt.drives[0]?.isTouched === false) assert.ok(await startsWithBytes(drive.devicePath, old));
      else assert.deepEqual(await bootSigns(drive.devicePath, IMAGE_BYTES), [], `at moment ${point}`);
    }
  });

  it(`an image that is cut short at ${POINTS} moments ends as changed, with a blank drive`, async (t) => {
    const engine = makeEngine();
    t.after(() => engine.close());
    for (let point = 0; point < POINTS; point += 1) {
      const path = join(folder, 'shrinking.iso');
      await copyFile(imagePath, path);
      const old = await putOldTable(drive.devicePath, IMAGE_BYTES);
      const { receipt } = await strike({
        engine,
        path,
        fault: () => void truncate(path, 2 * MIB),
        afterMs: pointMs(point),
      });
      if (receipt.outcome === 'verified') continue;
      assert.equal(receipt.drives[0]?.failure?.code, 'IMAGE_CHANGED', `at moment ${point}`);
      if (receipt.drives[0]?.isTouched === false) assert.ok(await startsWithBytes(drive.devicePath, old));
      else assert.deepEqual(await bootSigns(drive.devicePath, IMAGE_BYTES), [], `at moment ${point}`);
    }
  });

  it(`SIGKILL of the program itself at ${POINTS} moments ends its helpers too`, async () => {
    for (let point = 0; point < POINTS; point += 1) {
      const old = await putOldTable(drive.devicePath, IMAGE_BYTES);
      const args = [CLI, 'write', imagePath, '--to', drive.devicePath, '--virtual', '--yes'];
      const program = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      const { pid } = program;
      assert.ok(pid !== undefined);
      await new Promise<void>((resolve) => {
        program.stderr.setEncoding('utf8').on('data', (text: string) => {
          if (text.includes('Preparing')) resolve();
        });
        program.once('close', () => resolve());
      });
      await delay(pointMs(point));
      const helpers = await helpersOf(pid, 'any');
      program.kill('SIGKILL');
      await eventually(async () => {
        for (const helper of helpers) assert.equal(await isAlive(helper), false, `at moment ${point}`);
      }, 3000);
      await assertHarmless(old, null);
    }
  });
});
