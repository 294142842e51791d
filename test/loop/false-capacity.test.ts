import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { makeBootableImage, putOldTable, startsWithBytes } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { loopDevicesMissing, makeLoopDevice, makeSparseFile } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const CLAIMED_BYTES = 96 * MIB;
const REAL_BYTES = 32 * MIB;
const missing = await loopDevicesMissing();

it('a drive that keeps a third of what it says is refused before it is erased, and is left as it was', {
  skip: missing ?? false,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-capacity-'));
  cleanUp(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  const imagePath = join(folder, 'installer.iso');
  await makeBootableImage(imagePath, 4 * MIB); // it would fit into what is really there

  // A file system without any room left: only what the file has already can be written.
  const store = join(folder, 'store');
  await mkdir(store);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${REAL_BYTES}`, 'tmpfs', store]);
  cleanUp(t, () => run('umount', [store]));
  const backingPath = await makeSparseFile(join(store, 'backing.img'), CLAIMED_BYTES);
  await run('fallocate', ['--keep-size', '--length', String(REAL_BYTES), backingPath]);
  const drive = await makeLoopDevice({ sizeBytes: CLAIMED_BYTES, sectorSizeBytes: 512, backingPath });
  cleanUp(t, () => drive.detach());
  const old = await putOldTable(drive.devicePath, 16 * MIB);
  const before = await readFile(backingPath);

  const engine = makeEngine();
  cleanUp(t, () => engine.close());
  const { receipt } = await writeRun({ engine, imagePath, devicePaths: [drive.devicePath] });

  const [result] = receipt.drives;
  assert.equal(result?.failure?.code, 'DRIVE_FALSE_CAPACITY', JSON.stringify(result?.failure ?? receipt.failure));
  const { claimedBytes, realBytes, pattern } = result.failure.params;
  assert.deepEqual({ claimedBytes, pattern }, { claimedBytes: CLAIMED_BYTES, pattern: 'errors' });
  assert.ok(realBytes !== null && realBytes <= REAL_BYTES && realBytes > REAL_BYTES - 2 * MIB, `${realBytes}`);
  assert.equal(result.isTouched, false);
  assert.ok(await startsWithBytes(drive.devicePath, old));
  assert.ok(before.equals(await readFile(backingPath)), 'every byte is as it was');
});
