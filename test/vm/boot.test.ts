import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, stat, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { type CliEvent, cliEventSchema } from '#contract/cli-events.ts';
import { bootCheck, bootCheckMissing, type Firmware } from '../helpers/boot-check.ts';
import { flipByte, startsWithImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { type Ended, runProgram } from '../helpers/run-program.ts';

const MIB = 1024 * 1024;
const DRIVE_BYTES = 64 * MIB;
/** Large enough that a write of it is still under way when a signal arrives. */
const LONG_IMAGE_BYTES = 512 * MIB;
/** Debian's hybrid ISO of GRUB alone: starts on BIOS, carries nothing for UEFI, shows a menu of systems. */
const RESCUE_ISO = '/usr/lib/grub-rescue/grub-rescue-cdrom.iso';
const GRUB_MENU = /GNU GRUB +version[\s\S]*GNU\/Linux/; // its menu, read from the drive
const FLIPPED_AT = 2_345_678;

let folder = '';
/** Shown by the image made here, and by nothing else. */
const token = `started-${randomBytes(6).toString('hex')}`;
const TOKEN = new RegExp(`${token}\\b`);

before(async () => {
  folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'stickwright vm '));
});
after(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));

const run = (...args: readonly string[]) => runProgram(args, { cwd: folder });

/** Makes a hybrid ISO with GRUB for BIOS and UEFI, which shows `token` once it runs. */
async function makeHybrid(name: string): Promise<string> {
  const imagePath = path.join(folder, name);
  if (existsSync(imagePath)) return imagePath;
  const tree = path.join(folder, 'tree');
  await mkdir(path.join(tree, 'boot/grub'), { recursive: true });
  // it stays there: ending the computer is the part of the one who watches
  await writeFile(path.join(tree, 'boot/grub/grub.cfg'), `echo "${token} "\nsleep 600\n`);
  await promisify(execFile)('grub-mkrescue', ['-o', imagePath, '--fonts=', '--locales=', '--themes=', tree]);
  return imagePath;
}

function skipReason({ rescue = false, hybrid = false, firmware = ['bios'] as readonly Firmware[] }): string | null {
  if (rescue && !existsSync(RESCUE_ISO)) return 'needs Debian package grub-rescue-pc';
  if (hybrid) {
    if (spawnSync('grub-mkrescue', ['--version']).status !== 0) return 'needs grub-mkrescue (grub-common)';
    for (const name of ['i386-pc', 'x86_64-efi']) {
      if (!existsSync(`/usr/lib/grub/${name}`)) return `needs GRUB's files for ${name}`;
    }
    if (spawnSync('xorriso', ['--version']).status !== 0) return 'needs xorriso';
    if (spawnSync('mformat', ['--version']).error !== undefined) return 'needs mtools';
  }
  return firmware.map(bootCheckMissing).find((reason) => reason !== null) ?? null;
}

/** A drive of zeros that is let go after the test. */
async function makeDrive(t: TestContext, sectorSizeBytes: 512 | 4096, sizeBytes = DRIVE_BYTES): Promise<LoopDevice> {
  const drive = await makeLoopDevice({ sizeBytes, sectorSizeBytes });
  cleanUp(t, () => drive.detach());
  return drive;
}

async function writeTo(drivePath: string, imagePath: string, ...more: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await run('write', imagePath, '--to', drivePath, '--virtual', '--yes', ...more);
  assert.equal(exitCode, 0, stderr);
}

function eventsOf({ stdout }: Ended): CliEvent[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => cliEventSchema.parse(JSON.parse(line)));
}

/** The ranges that `verify` says differ; fails unless it ended with the code for that. */
function differingRanges(ended: Ended): unknown {
  assert.equal(ended.exitCode, 4, ended.stderr);
  const result = eventsOf(ended).find((event) => event.event === 'result');
  const failure = result?.event === 'result' ? result.failure : null;
  return failure?.code === 'VERIFY_MISMATCH' ? failure.params.ranges : failure;
}

/** Writes the image, proves it equal, and proves that one wrong byte is found. */
async function writeAndVerify(drive: LoopDevice, imagePath: string): Promise<void> {
  const { devicePath } = drive;
  await writeTo(devicePath, imagePath);
  assert.ok(await startsWithImage(devicePath, imagePath));
  const verify = () => run('verify', imagePath, '--on', devicePath, '--virtual', '--json');
  assert.equal((await verify()).exitCode, 0);

  await flipByte(devicePath, FLIPPED_AT);
  assert.deepEqual(differingRanges(await verify()), [{ offsetBytes: FLIPPED_AT, lengthBytes: 1 }]);
  await flipByte(devicePath, FLIPPED_AT);
  assert.equal((await verify()).exitCode, 0);
}

describe('a drive written by the command line', () => {
  it('with 512-byte sectors carries the rescue ISO, shows a flipped byte, and starts on BIOS', async (t) => {
    const missing = (await loopDevicesMissing()) ?? skipReason({ rescue: true });
    if (missing !== null) return t.skip(missing);
    const drive = await makeDrive(t, 512);
    await writeAndVerify(drive, RESCUE_ISO);
    const { verdict, screen } = await bootCheck({
      drivePath: drive.devicePath,
      firmware: 'bios',
      expect: GRUB_MENU,
    });
    assert.equal(verdict, 'booted', screen);
  });

  it('with 4096-byte sectors carries it too; BIOS cannot read such sectors, but starts the same bytes as 512', async (t) => {
    const missing = (await loopDevicesMissing()) ?? skipReason({ rescue: true });
    if (missing !== null) return t.skip(missing);
    const drive = await makeDrive(t, 4096);
    await writeAndVerify(drive, RESCUE_ISO);
    const request = { drivePath: drive.devicePath, firmware: 'bios', expect: GRUB_MENU } as const;
    const native = await bootCheck({ ...request, sectorSizeBytes: 4096 });
    assert.equal(native.verdict, 'nothing to boot', native.screen);
    assert.match(native.screen, /could not read the boot disk/);
    const emulated = await bootCheck(request); // as sticks do that show 512 to the outside
    assert.equal(emulated.verdict, 'booted', emulated.screen);
  });

  it('with an image for BIOS and UEFI starts on both', async (t) => {
    const missing = (await loopDevicesMissing()) ?? skipReason({ hybrid: true, firmware: ['bios', 'uefi'] });
    if (missing !== null) return t.skip(missing);
    const imagePath = await makeHybrid('hybrid.iso');
    const drive = await makeDrive(t, 512);
    await writeTo(drive.devicePath, imagePath);
    for (const firmware of ['bios', 'uefi'] as const) {
      const { verdict, screen } = await bootCheck({ drivePath: drive.devicePath, firmware, expect: TOKEN });
      assert.equal(verdict, 'booted', `${firmware}: ${screen}`);
    }
  });

  it('does not start when it is blank', async (t) => {
    const missing = (await loopDevicesMissing()) ?? skipReason({ firmware: ['bios', 'uefi'] });
    if (missing !== null) return t.skip(missing);
    const drive = await makeDrive(t, 512);
    for (const firmware of ['bios', 'uefi'] as const) {
      const { verdict, screen } = await bootCheck({ drivePath: drive.devicePath, firmware, expect: /GRUB/ });
      assert.equal(verdict, 'nothing to boot', `${firmware}: ${screen}`);
    }
  });

  for (const phase of ['writing', 'verifying']) {
    it(`no longer starts when a new write was stopped by Ctrl-C in phase ${phase}`, async (t) => {
      const missing = (await loopDevicesMissing()) ?? skipReason({ hybrid: true });
      if (missing !== null) return t.skip(missing);
      const imagePath = await makeHybrid('hybrid.iso');
      const longPath = await makeLongImage();
      const drive = await makeDrive(t, 512, LONG_IMAGE_BYTES + DRIVE_BYTES);
      await writeTo(drive.devicePath, imagePath);
      const request = { drivePath: drive.devicePath, firmware: 'bios', expect: TOKEN } as const;

      let isStopped = false;
      const ended = await runProgram(['write', longPath, '--to', drive.devicePath, '--virtual', '--yes', '--json'], {
        cwd: folder,
        onStdout: (text, kill) => {
          if (isStopped || !text.includes(`"phase":"${phase}"`)) return;
          isStopped = true;
          kill('SIGINT');
        },
      });
      assert.equal(ended.exitCode, 130, ended.stderr);
      const { verdict, screen } = await bootCheck(request);
      assert.equal(verdict, 'nothing to boot', screen);
    });
  }

  it('may be a practice drive: the file starts in a virtual machine', async (t) => {
    const missing = skipReason({ hybrid: true });
    if (missing !== null) return t.skip(missing);
    const imagePath = await makeHybrid('hybrid.iso');
    const drivePath = path.join(folder, 'practice, 1.img');
    await writeTo(`file:${drivePath}`, imagePath, '--size', '64M');
    assert.equal((await stat(drivePath)).size, 64 * MIB);
    const { verdict, screen } = await bootCheck({ drivePath, firmware: 'bios', expect: TOKEN });
    assert.equal(verdict, 'booted', screen);
  });
});

/** The hybrid with half a GiB of zeros behind it: bootable, and long enough to be stopped. */
async function makeLongImage(): Promise<string> {
  const longPath = path.join(folder, 'long.iso');
  if (existsSync(longPath)) return longPath;
  await promisify(execFile)('cp', [path.join(folder, 'hybrid.iso'), longPath]);
  await truncate(longPath, LONG_IMAGE_BYTES);
  return longPath;
}
