import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { startsWithImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { type Polkit, polkitMissing, startPolkit } from '../helpers/polkit.ts';

const CLI = new URL('../../scripts/stickwright.mjs', import.meta.url).pathname;
/** A bootable image from Debian's grub-rescue-pc. */
const IMAGE = '/usr/lib/grub-rescue/grub-rescue-cdrom.iso';
const HOSTILE_NAME = `it's "x" $(touch pwned) %PATH% 日本語.iso`;

describe('a user whom the system asks for a password (pkexec)', { skip: await missing() }, () => {
  let polkit: Polkit;
  before(async () => {
    polkit = await startPolkit(process.execPath);
  });
  after(async () => await polkit.stop());

  it('is asked in our own words, and the drive is written from an image with a hostile name', async (t) => {
    const { folder, image, drive } = await prepare(t);
    const args = ['write', image, '--to', drive.devicePath, '--virtual', '--yes'];
    const { exitCode, screen } = await ask(args, { password: polkit.password, cwd: folder });
    assert.equal(exitCode, 0, screen);
    assert.match(screen, /AUTHENTICATING FOR io\.stickwright\.Stickwright\.write-drives/);
    assert.match(screen, /Stickwright needs permission to write to the drives you confirmed/);
    assert.ok(await startsWithImage(drive.devicePath, IMAGE));
    assert.deepEqual(await readdir(folder), [HOSTILE_NAME]);
  });

  it('is told that permission was not given after a wrong password, and nothing is written', async (t) => {
    const { folder, image, drive } = await prepare(t);
    const args = ['write', image, '--to', drive.devicePath, '--virtual', '--yes'];
    const { exitCode, screen } = await ask(args, { password: 'wrong', cwd: folder });
    assert.equal(exitCode, 5, screen);
    assert.match(screen, /Permission was not given/);
    assert.match(screen, /Nothing was written\./);
    assert.equal(await startsWithImage(drive.devicePath, IMAGE), false);
  });

  it('is told what to run where no agent can ask, and nothing is written', async (t) => {
    const { folder, image, drive } = await prepare(t);
    const args = ['write', image, '--to', drive.devicePath, '--virtual', '--yes'];
    const { exitCode, screen } = await ask(args, { password: null, cwd: folder });
    assert.equal(exitCode, 5, screen);
    assert.match(screen, /No authentication agent found\./);
    assert.match(screen, /sudo \S*node \S*stickwright\.mjs write '/);
    assert.equal(await startsWithImage(drive.devicePath, IMAGE), false);
  });

  it('is told that a sandbox keeps it from gaining rights, instead of being asked in vain', async (t) => {
    const { folder, image, drive } = await prepare(t);
    const args = ['write', image, '--to', drive.devicePath, '--virtual', '--yes'];
    const { exitCode, screen } = await ask(args, { password: polkit.password, noNewPrivs: true, cwd: folder });
    assert.equal(exitCode, 5, screen);
    assert.match(screen, /sandbox/);
    assert.doesNotMatch(screen, /AUTHENTICATING/);
    assert.equal(await startsWithImage(drive.devicePath, IMAGE), false);
  });

  function ask(args: readonly string[], options: Parameters<Polkit['run']>[1]) {
    return polkit.run([process.execPath, CLI, ...args], options);
  }
});

interface Prepared {
  readonly folder: string;
  readonly image: string;
  readonly drive: LoopDevice;
}

/** A folder that anyone may write to, with the image under a hostile name, and a blank drive. */
async function prepare(t: TestContext): Promise<Prepared> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'stickwright-asked-'));
  cleanUp(t, () => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o777);
  const image = join(folder, HOSTILE_NAME);
  await copyFile(IMAGE, image);
  await chmod(image, 0o644);
  const drive = await makeLoopDevice({ sizeBytes: 16 * 1024 * 1024, sectorSizeBytes: 512 });
  cleanUp(t, () => drive.detach());
  return { folder, image, drive };
}

async function missing(): Promise<string | false> {
  const reason = (await loopDevicesMissing()) ?? polkitMissing();
  if (reason !== null) return reason;
  return existsSync(IMAGE) ? false : `needs ${IMAGE}`;
}
