import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { makeBootableImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { runIn } from '../helpers/image-files.ts';
import { loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { runProgram } from '../helpers/run-program.ts';

const MIB = 2 ** 20;
const IMAGE_BYTES = 6 * MIB;
const DRIVE_BYTES = 16 * MIB;
const skip = (await loopDevicesMissing()) ?? false;

const KINDS = {
  qcow2: ['-O', 'qcow2', '-c'],
  vhd: ['-O', 'vpc', '-o', 'force_size=on'],
  vhdx: ['-O', 'vhdx'],
  vmdk: ['-O', 'vmdk', '-o', 'subformat=streamOptimized'],
};

test('the command line writes disks of virtual machines as the disks they hold', { skip }, async (t) => {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'stickwright-disks-'));
  cleanUp(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  await makeBootableImage(path.join(folder, 'raw.img'), IMAGE_BYTES);
  const wanted = await readFile(path.join(folder, 'raw.img'));
  const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
  cleanUp(t, () => drive.detach());
  for (const [layer, args] of Object.entries(KINDS)) {
    if (!runIn(folder, 'qemu-img', ['convert', '-f', 'raw', ...args, 'raw.img', `disk.${layer}`])) {
      return t.skip('qemu-img is not installed');
    }
    await fillWithNoise(drive.backingPath);
    const options = ['--to', drive.devicePath, '--virtual', '--yes', '--json'];
    const written = await runProgram(['write', `disk.${layer}`, ...options], { cwd: folder });
    assert.equal(written.exitCode, 0, `${layer}: ${written.stderr}${written.stdout}`);
    assert.match(written.stdout, new RegExp(`"layers":\\["${layer}"\\]`));
    const found = await readFile(drive.backingPath);
    assert.ok(found.subarray(0, IMAGE_BYTES).equals(wanted), layer);
  }
});

/** What the disk does not store must be overwritten too. */
async function fillWithNoise(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write(Buffer.alloc(DRIVE_BYTES, 0xa5), 0, DRIVE_BYTES, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
