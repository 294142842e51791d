import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { bootSigns, makeBootableImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { eventually } from '../helpers/eventually.ts';
import { helpersOf } from '../helpers/helper-processes.ts';
import { loopDevicesMissing, makeLoopDevice, makeSparseFile } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const IMAGE_BYTES = 256 * MIB;
const DRIVE_BYTES = 300 * MIB;
const missing = await loopDevicesMissing();

it('a drive that never answers is given up in time, and nothing waits for it', {
  skip: missing ?? false,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-stall-'));
  cleanUp(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  const imagePath = join(folder, 'installer.iso');
  await makeBootableImage(imagePath, IMAGE_BYTES);

  // A frozen file system below a loop device holds every write of it back, like a stick that hangs.
  const store = await makeLoopDevice({ sizeBytes: DRIVE_BYTES + 100 * MIB, sectorSizeBytes: 512 });
  cleanUp(t, () => store.detach());
  await run('mkfs.ext4', ['-q', store.devicePath]);
  const mountPoint = join(folder, 'store');
  await mkdir(mountPoint);
  await run('mount', [store.devicePath, mountPoint]);
  cleanUp(t, () => run('umount', [mountPoint]));
  const backingPath = await makeSparseFile(join(mountPoint, 'backing.img'), DRIVE_BYTES);
  const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512, backingPath });
  cleanUp(t, () => drive.detach());

  const engine = makeEngine({ stallLimitMs: 1500 });
  cleanUp(t, () => engine.close());
  let frozen: Promise<unknown> = Promise.resolve();
  const startedMs = performance.now();
  const { receipt } = await writeRun({
    engine,
    imagePath,
    devicePaths: [drive.devicePath],
    onEvent: (event) => {
      if (event.event === 'phase' && event.phase === 'preparing') frozen = run('fsfreeze', ['--freeze', mountPoint]);
    },
  });
  const tookMs = performance.now() - startedMs;
  await frozen;
  await run('fsfreeze', ['--unfreeze', mountPoint]);

  assert.equal(receipt.drives[0]?.failure?.code, 'WRITE_STALLED');
  assert.equal(receipt.outcome, 'failed');
  assert.ok(tookMs < 15_000, `took ${Math.round(tookMs)} ms`);
  await eventually(async () => {
    assert.deepEqual(await helpersOf(process.pid, 'worker'), [], 'the worker ends as soon as the drive lets it');
  }, 5000);
  assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), []);
});
