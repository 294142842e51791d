import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { startsWithImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { type Polkit, polkitMissing, startPolkit } from '../helpers/polkit.ts';

const run = promisify(execFile);
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

  it('sees what is on a drive after the password, and nothing after a wrong one', async (t) => {
    const { folder, drive } = await prepare(t);
    await run('mke2fs', ['-q', '-F', '-L', 'ASKED', drive.devicePath]);
    const args = ['contents', drive.devicePath, '--virtual'];
    const seen = await ask(args, { password: polkit.password, cwd: folder });
    assert.equal(seen.exitCode, 0, seen.screen);
    assert.match(seen.screen, /AUTHENTICATING/);
    assert.match(seen.screen, /permission to look at the drive \(pkexec\)\. Nothing is written\./);
    assert.match(seen.screen, /ASKED {2}ext2[\s\S]*lost\+found\//);
    const refused = await ask(args, { password: 'wrong', cwd: folder });
    assert.equal(refused.exitCode, 5, refused.screen);
    assert.doesNotMatch(refused.screen, /lost\+found/);
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

  it('writes from a mount that root cannot read, as an AppImage is, and leaves no copy behind', async (t) => {
    const skip = APPIMAGE_TOOLS.find((path) => !existsSync(path));
    if (skip !== undefined) return t.skip(`needs ${skip}`);
    const { folder, image, drive } = await prepare(t);
    const node = await mountAsAppImage(t, polkit.user);
    await assert.rejects(stat(node), { code: 'EACCES' });
    const words = [node, CLI, 'write', image, '--to', drive.devicePath, '--virtual', '--yes'];
    const { exitCode, screen, home } = await polkit.run(words, { password: polkit.password, cwd: folder });
    assert.equal(exitCode, 0, screen);
    assert.match(screen, /helper-[A-Za-z0-9]{6}\/node/); // the path of the copy, in the dialog
    assert.ok(await startsWithImage(drive.devicePath, IMAGE));
    assert.deepEqual(await readdir(join(home, '.cache/stickwright')), []);
  });

  function ask(args: readonly string[], options: Parameters<Polkit['run']>[1]) {
    return polkit.run([process.execPath, CLI, ...args], options);
  }
});

const APPIMAGE_TOOLS = ['/usr/bin/mksquashfs', '/usr/bin/squashfuse_ll'];

/** Mounts the running Node as that user would: nobody else, root included, can look into it. Gives its path there. */
async function mountAsAppImage(t: TestContext, user: string): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'stickwright-appimage-'));
  cleanUp(t, () => rm(folder, { recursive: true, force: true }));
  const [content, mount, image] = [join(folder, 'content'), join(folder, 'mount'), join(folder, 'image')];
  await Promise.all([mkdir(content), mkdir(mount)]);
  await copyFile(process.execPath, join(content, 'node'));
  await run('mksquashfs', [content, image, '-noD', '-quiet', '-no-progress']);
  await run('chown', ['-R', user, folder]);
  // the mount is the user's own; the rights are for a machine whose /dev/fuse is root's alone
  const caps = ['--inh-caps=+sys_admin,+dac_override', '--ambient-caps=+sys_admin,+dac_override'];
  const rights = [`--reuid=${user}`, `--regid=${user}`, '--init-groups', ...caps];
  await run('setpriv', [...rights, '/usr/bin/squashfuse_ll', image, mount]);
  cleanUp(t, () => run('umount', [mount]));
  return join(mount, 'node');
}

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
