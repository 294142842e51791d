import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
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
import { programPath } from '../helpers/run-program.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const IMAGE_BYTES = 48 * 1024 * 1024;
/** Moments at which each fault strikes, from the start of the worker to the end of an undisturbed run. */
const POINTS = 10;
const missing = await loopDevicesMissing();

describe('a packed image, sent from process to process', { skip: missing ?? false }, () => {
  let folder = '';
  let temporary = '';
  let imagePath = '';
  let packedPath = '';
  let undisturbedMs = 0;
  let drive: LoopDevice;
  const usualTemporary = process.env['TMPDIR'];

  before(async () => {
    drive = await makeLoopDevice({ sizeBytes: IMAGE_BYTES, sectorSizeBytes: 512 });
    folder = await mkdtemp(path.join(tmpdir(), 'stickwright-packed-'));
    temporary = path.join(folder, 'tmp');
    await mkdir(temporary);
    process.env['TMPDIR'] = temporary;
    imagePath = path.join(folder, 'installer.iso');
    packedPath = `${imagePath}.gz`;
    await makeBootableImage(imagePath, IMAGE_BYTES);
    await writeFile(packedPath, gzipSync(await readFile(imagePath), { level: 1 }));
    undisturbedMs = (await strike(() => {}, 0)).elapsedMs;
  });
  after(async () => {
    if (usualTemporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usualTemporary;
    await drive.detach();
    await rm(folder, { recursive: true, force: true });
  });

  /** A whole run with a fault that many milliseconds after its start. */
  async function strike(fault: () => void, afterMs: number) {
    const engine = makeEngine();
    let startedMs = performance.now();
    let timer: NodeJS.Timeout | undefined;
    try {
      const { receipt } = await writeRun({
        engine,
        imagePath: packedPath,
        devicePaths: [drive.devicePath],
        onEvent: (event) => {
          if (event.event !== 'started') return;
          startedMs = performance.now();
          timer = setTimeout(fault, afterMs);
        },
      });
      return { receipt, elapsedMs: performance.now() - startedMs };
    } finally {
      clearTimeout(timer);
      await engine.close();
    }
  }

  const pointMs = (point: number) => (undisturbedMs * point) / POINTS;

  const isComplete = async () =>
    (await startsWithImage(drive.devicePath, imagePath)) || (await lacksFirstSector(drive.devicePath, imagePath));

  async function assertHarmless(old: Buffer): Promise<void> {
    const signs = await bootSigns(drive.devicePath, IMAGE_BYTES);
    if (signs.length === 0 || (await startsWithBytes(drive.devicePath, old))) return;
    assert.ok(await isComplete(), `half-made drive shows ${signs.join(', ')}`);
  }

  it('is written equal, and leaves nothing in the folder for temporary files', async () => {
    const { receipt } = await strike(() => {}, 0);
    assert.equal(receipt.outcome, 'verified', JSON.stringify(receipt.failure));
    assert.ok(await startsWithImage(drive.devicePath, imagePath));
    assert.deepEqual(await readdir(temporary), []);
  });

  for (const [who, code] of [
    ['reader', 'READER_LOST'],
    ['worker', 'WORKER_LOST'],
  ] as const) {
    it(`ends in ${code} when the ${who} is killed at ${POINTS} moments, and nothing is left`, async () => {
      for (let point = 0; point < POINTS; point += 1) {
        const old = await putOldTable(drive.devicePath, IMAGE_BYTES);
        const { receipt } = await strike(() => void killHelpers(who), pointMs(point));
        const failure = receipt.drives[0]?.failure ?? receipt.failure;
        if (receipt.outcome !== 'verified') assert.equal(failure?.code, code, `at moment ${point}`);
        await assertHarmless(old);
        assert.deepEqual(await readdir(temporary), [], `at moment ${point}`);
      }
    });
  }

  it(`leaves no helper and no file when the program is killed at ${POINTS} moments`, async () => {
    for (let point = 0; point < POINTS; point += 1) {
      const old = await putOldTable(drive.devicePath, IMAGE_BYTES);
      const args = [programPath, 'write', packedPath, '--to', drive.devicePath, '--virtual', '--yes'];
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
      assert.deepEqual(await readdir(temporary), [], `at moment ${point}`);
      await assertHarmless(old);
    }
  });
});

/** Some may have ended just before. */
async function killHelpers(mode: 'reader' | 'worker'): Promise<void> {
  for (const pid of await helpersOf(process.pid, mode)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
    }
  }
}
