import assert from 'node:assert/strict';
import { mkdtemp, readFile, realpath, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { cliEventSchema } from '#contract/cli-events.ts';
import type { DriveContents, VolumeContents } from '#contract/contents.ts';
import { run } from '../corpus/tools.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import {
  contentsToolsMissing,
  digestOfFile,
  DRIVE_MIB,
  HOSTILE_NAME,
  makeContentsDrive,
  PARTS,
  SHOWN_FILES,
} from '../helpers/contents-drive.ts';
import { loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { makeFatVolume } from '../helpers/real-volumes.ts';
import { runProgram } from '../helpers/run-program.ts';

const MIB = 2 ** 20;
const missing = (await loopDevicesMissing()) ?? contentsToolsMissing();
const TOP_FILES = [
  { name: 'Documents', kind: 'folder', sizeBytes: null },
  { name: 'empty.bin', kind: 'file', sizeBytes: 0 },
  { name: 'notes.txt', kind: 'file', sizeBytes: 5 },
  { name: 'photo 日本語.jpg', kind: 'file', sizeBytes: 70_000 },
];

describe('stickwright contents', { skip: missing ?? false }, () => {
  let folder = '';
  let gptDrive = '';
  before(async () => {
    folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'stickwright-contents-'));
    gptDrive = makeContentsDrive(folder, 'drive.img');
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));

  async function look(t: TestContext, backingPath: string, sectorSizeBytes: 512 | 4096 = 512) {
    const drive = await makeLoopDevice({ sizeBytes: 0, sectorSizeBytes, backingPath });
    cleanUp(t, () => drive.detach());
    const digestBefore = await digestOfFile(backingPath);
    const ended = await runProgram(['contents', drive.devicePath, '--virtual', '--json'], { cwd: folder });
    const plain = await runProgram(['contents', drive.devicePath, '--virtual'], { cwd: folder });
    assert.equal(await digestOfFile(backingPath), digestBefore, 'nothing was written');
    assert.ok(!(await readFile('/proc/self/mountinfo', 'utf8')).includes(drive.devicePath), 'nothing was mounted');
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.equal(plain.exitCode, 0, plain.stderr);
    const events = ended.stdout
      .trim()
      .split('\n')
      .map((line) => cliEventSchema.parse(JSON.parse(line)));
    const told = events.find((event) => event.event === 'contents');
    assert.ok(told?.event === 'contents');
    return { contents: told.contents, stdout: plain.stdout };
  }

  it('shows names and sizes of every volume of a drive, and names what it does not read', async (t) => {
    const { contents, stdout } = await look(t, gptDrive);
    assert.equal(contents.table, 'gpt');
    assert.deepEqual(
      contents.volumes.map((volume) => [volume.partition, volume.sizeBytes, kindOf(volume)]),
      PARTS.map(({ sizeMiB, make }, index) => [
        index + 1,
        sizeMiB * MIB,
        { luks: 'luks', bitlocker: 'bitlocker', noise: 'unknown', blank: 'blank' }[make as 'luks'] ?? make,
      ]),
    );
    for (const fileSystem of ['fat32', 'exfat', 'ntfs'] as const) {
      const volume = readOf(contents, fileSystem);
      assert.equal(volume.label, `ON ${fileSystem.toUpperCase()}`);
      assert.deepEqual(volume.entries, TOP_FILES, fileSystem);
      assert.ok(volume.usedBytes !== null && volume.usedBytes > 70_000 && volume.usedBytes < volume.sizeBytes);
    }
    const ext = readOf(contents, 'ext4');
    const names = ext.entries.map(({ name }) => name);
    assert.deepEqual(names, [
      'Documents',
      'lost+found',
      'empty.bin',
      'evil [2J gpj.exe',
      'notes.txt',
      'photo 日本語.jpg',
    ]);
    assert.ok(
      !/\p{Bidi_Control}/u.test(stdout) && !stdout.includes('\u001b[2J'),
      'no name reaches the terminal as it is',
    );
    assert.ok(!stdout.includes(HOSTILE_NAME));
    assert.match(stdout, /photo 日本語\.jpg +70 kB/);
    assert.match(stdout, /Partition 5 {2}LUKS, encrypted/);
    assert.match(stdout, /Partition 6 {2}BitLocker, encrypted/);
    assert.match(stdout, /Partition 7 {2}unknown or encrypted/);
  });

  it('shows a file system that covers the whole drive', async (t) => {
    makeFatVolume(folder, 'whole.img', { sizeBytes: 8 * MIB, label: 'WHOLE', files: SHOWN_FILES });
    const { contents } = await look(t, path.join(folder, 'whole.img'));
    assert.equal(contents.table, 'none');
    const volume = readOf(contents, 'fat12');
    assert.equal(volume.partition, 0);
    assert.deepEqual(volume.entries, TOP_FILES);
  });

  it('shows the files of an image that was written to a drive', async (t) => {
    run(folder, 'mkdir', ['-p', 'disc/boot']);
    await writeFile(path.join(folder, 'disc', 'readme.long name.txt'), 'x'.repeat(100));
    run(folder, 'xorriso', ['-as', 'mkisofs', '-quiet', '-r', '-J', '-V', 'DISC', '-o', 'disc.iso', 'disc']);
    await truncate(path.join(folder, 'disc.iso'), 4 * MIB);
    const { contents } = await look(t, path.join(folder, 'disc.iso'));
    const volume = readOf(contents, 'iso9660');
    assert.equal(volume.label, 'DISC');
    assert.deepEqual(volume.entries, [
      { name: 'boot', kind: 'folder', sizeBytes: null },
      { name: 'readme.long name.txt', kind: 'file', sizeBytes: 100 },
    ]);
  });

  it('reads a drive with sectors of 4096 bytes, and one that is blank', async (t) => {
    const blank = path.join(folder, 'blank.img');
    await writeFile(blank, '');
    await truncate(blank, 4 * MIB);
    const { contents } = await look(t, blank, 4096);
    assert.deepEqual(contents, {
      table: 'none',
      volumes: [{ state: 'blank', partition: 0, sizeBytes: 4 * MIB }],
      hasMore: false,
    });
  });

  it('leaves a mounted volume mounted, and reads it', async (t) => {
    const file = path.join(folder, 'mounted.img');
    await writeFile(file, '');
    await truncate(file, 8 * MIB);
    run(folder, 'mke2fs', ['-q', '-F', '-t', 'ext4', file]);
    const drive = await makeLoopDevice({ sizeBytes: 0, sectorSizeBytes: 512, backingPath: file });
    cleanUp(t, () => drive.detach());
    const place = await mkdtemp(path.join(folder, 'mount-'));
    run(folder, 'mount', ['-o', 'ro', drive.devicePath, place]);
    cleanUp(t, async () => run(folder, 'umount', [place]));
    const ended = await runProgram(['contents', drive.devicePath, '--virtual'], { cwd: folder });
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.match(ended.stdout, /lost\+found\//);
    assert.ok((await readFile('/proc/self/mountinfo', 'utf8')).includes(` ${place} `));
  });

  it('refuses a drive of a mounted system folder, and what is no drive', async (t) => {
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_MIB * MIB, sectorSizeBytes: 512 });
    cleanUp(t, () => drive.detach());
    const withoutWord = await runProgram(['contents', drive.devicePath], { cwd: folder });
    assert.equal(withoutWord.exitCode, 3, withoutWord.stderr);
    const noDrive = await runProgram(['contents', '/dev/null', '--json'], { cwd: folder });
    assert.equal(noDrive.exitCode, 3, noDrive.stdout);
  });

  it('reads a practice drive without any rights', async () => {
    const copy = path.join(folder, 'practice.img');
    run(folder, 'cp', ['--sparse=always', gptDrive, copy]);
    const ended = await runProgram(['contents', `file:${copy}`, '--all'], { cwd: folder });
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.match(ended.stdout, /ON NTFS {2}NTFS/);
  });
});

function kindOf(volume: VolumeContents): string {
  if (volume.state === 'read') return volume.fileSystem;
  return volume.state === 'named' ? volume.system : volume.state;
}

function readOf(contents: DriveContents, fileSystem: string) {
  const volume = contents.volumes.find((one) => one.state === 'read' && one.fileSystem === fileSystem);
  assert.ok(volume?.state === 'read', `${fileSystem}: ${JSON.stringify(contents).slice(0, 500)}`);
  return volume;
}
