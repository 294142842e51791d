import assert from 'node:assert/strict';
import { mkdtemp, open, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { cliEventSchema } from '#contract/cli-events.ts';
import { makeBootableImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { loopDevicesMissing, makeLoopDevice, makeSparseFile } from '../helpers/loop-device.ts';
import { canOpenTerminal, openTerminal } from '../helpers/open-terminal.ts';
import { type Ended, runProgram } from '../helpers/run-program.ts';

const MIB = 2 ** 20;
const IMAGE_BYTES = 6 * MIB + 512;
const DRIVE_BYTES = 16 * MIB;
const missing = await loopDevicesMissing();
const skip = missing ?? false;

async function setUp(t: TestContext, sectorSizeBytes: 512 | 4096 = 512) {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'stickwright-cli-loop-'));
  cleanUp(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes });
  cleanUp(t, () => drive.detach());
  await makeBootableImage(path.join(folder, 'image.img'), IMAGE_BYTES);
  return { folder, drive, run: (args: readonly string[]) => runProgram(args, { cwd: folder }) };
}

async function firstBytes(file: string, lengthBytes: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    return (await handle.read(Buffer.alloc(lengthBytes), 0, lengthBytes, 0)).buffer;
  } finally {
    await handle.close();
  }
}

for (const sectorSizeBytes of [512, 4096] as const) {
  test(`the command line writes and verifies a block device with ${sectorSizeBytes}-byte sectors`, {
    skip,
  }, async (t) => {
    const { drive, run, folder } = await setUp(t, sectorSizeBytes);
    const written = await run(['write', 'image.img', '--to', drive.devicePath, '--virtual', '--yes']);
    assert.equal(written.exitCode, 0, written.stderr);
    const wanted = await firstBytes(path.join(folder, 'image.img'), IMAGE_BYTES);
    assert.ok((await firstBytes(drive.backingPath, IMAGE_BYTES)).equals(wanted));
    const verified = await run(['verify', 'image.img', '--on', drive.devicePath, '--virtual']);
    assert.equal(verified.exitCode, 0, verified.stderr);
  });
}

test('a loop device is refused without --virtual and stays untouched', { skip }, async (t) => {
  const { drive, run } = await setUp(t);
  const { exitCode, stderr } = await run(['write', 'image.img', '--to', drive.devicePath, '--yes']);
  assert.equal(exitCode, 3, stderr);
  assert.match(stderr, /add --virtual/);
  assert.ok((await firstBytes(drive.backingPath, DRIVE_BYTES)).equals(Buffer.alloc(DRIVE_BYTES)));
});

test('a drive can be named by the id that list printed, and is refused once another drive took its place', {
  skip,
}, async (t) => {
  const { drive, run, folder } = await setUp(t);
  const listed = await run(['list', '--virtual', '--json']);
  const events = listed.stdout
    .trimEnd()
    .split('\n')
    .map((line) => cliEventSchema.parse(JSON.parse(line)));
  const found = events.find((event) => event.event === 'drive' && event.drive.identity.devicePath === drive.devicePath);
  assert.ok(found?.event === 'drive', listed.stdout);
  const { id } = found.drive;
  const verified = await run(['verify', 'image.img', '--on', id, '--virtual']);
  assert.equal(verified.exitCode, 4, 'an empty drive does not equal the image');

  const other = await makeSparseFile(path.join(folder, 'other.img'), DRIVE_BYTES);
  await drive.reattach(other);
  const { exitCode, stderr } = await run(['write', 'image.img', '--to', id, '--virtual', '--yes']);
  assert.equal(exitCode, 3, stderr);
  assert.match(stderr, /The drives changed[\s\S]*Nothing was written\./);
  assert.ok((await firstBytes(other, DRIVE_BYTES)).equals(Buffer.alloc(DRIVE_BYTES)));
});

test('a partition is refused, also by name, and so is a drive that is named twice', { skip }, async (t) => {
  const { run } = await setUp(t);
  const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512, partscan: true });
  cleanUp(t, () => drive.detach());
  const written = await run(['write', 'image.img', '--to', drive.devicePath, '--virtual', '--yes']);
  assert.equal(written.exitCode, 0, written.stderr);
  await drive.showPartitions();
  const before = await firstBytes(drive.backingPath, DRIVE_BYTES);

  const partition = await run(['write', 'image.img', '--to', `${drive.devicePath}p1`, '--virtual', '--yes']);
  assert.equal(partition.exitCode, 3, partition.stderr);
  assert.match(partition.stderr, /not a whole drive/);
  const twice = ['--to', drive.devicePath, '--to', drive.devicePath, '--virtual', '--yes'];
  assert.equal((await run(['write', 'image.img', ...twice])).exitCode, 2);
  assert.ok((await firstBytes(drive.backingPath, DRIVE_BYTES)).equals(before));
});

test('a risky drive is not erased by yes: it wants its code, and a wrong one writes nothing', { skip }, async (t) => {
  if (!canOpenTerminal()) return t.skip('needs the program "script" to open a terminal');
  const { folder, drive, run } = await setUp(t);
  // the header of a LUKS volume, as far as it is recognised by
  const header = Buffer.alloc(512);
  header.write('LUKS\xba\xbe\x00\x01aes', 'latin1');
  header.write('12345678-1234-1234-1234-123456789abc', 168, 'latin1');
  const node = await open(drive.devicePath, 'r+');
  try {
    await node.write(header, 0, header.length, 0);
    await node.sync();
  } finally {
    await node.close();
  }
  const args = ['write', 'image.img', '--to', drive.devicePath, '--virtual'];
  assert.equal((await run([...args, '--yes'])).exitCode, 3, '--yes alone is not enough');

  const wrong = openTerminal(args, { cwd: folder });
  await wrong.shown(/Code .{4}: /);
  wrong.press('yes\r');
  assert.equal((await wrong.ended).exitCode, 3);
  assert.ok((await firstBytes(drive.backingPath, 512)).equals(header));

  const right = openTerminal(args, { cwd: folder });
  await right.shown(/Code .{4}: /);
  right.press(`${await codeOf(drive.devicePath, run)}\r`);
  const { exitCode, screen } = await right.ended;
  assert.equal(exitCode, 0, screen);
});

async function codeOf(devicePath: string, run: (args: readonly string[]) => Promise<Ended>): Promise<string> {
  const { stdout } = await run(['list', '--virtual', '--json']);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => cliEventSchema.parse(JSON.parse(line)));
  const found = events.find((event) => event.event === 'drive' && event.drive.identity.devicePath === devicePath);
  assert.ok(found?.event === 'drive', stdout);
  return found.drive.code.toLowerCase();
}
