import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { access, chmod, copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { cleanUp } from '../helpers/clean-up.ts';
import { startsWithImage } from '../helpers/bootable-image.ts';
import { loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';

const CLI = new URL('../../scripts/stickwright.mjs', import.meta.url).pathname;
/** A bootable image from Debian's grub-rescue-pc that any user may read. */
const IMAGE = '/usr/lib/grub-rescue/grub-rescue-cdrom.iso';
const NOBODY = '65534';
const RULE = '/etc/sudoers.d/zz-stickwright-test';

async function missing(): Promise<string | false> {
  const reason = await loopDevicesMissing();
  if (reason !== null) return reason;
  for (const path of ['/usr/bin/sudo', '/usr/bin/setpriv', IMAGE]) {
    if (
      !(await access(path).then(
        () => true,
        () => false,
      ))
    )
      return `needs ${path}`;
  }
  return false;
}

/** Runs the command line as a user without rights and without a terminal. */
async function asNobody(
  args: readonly string[],
  cwd = '/',
): Promise<{ readonly exitCode: number | null; readonly text: string }> {
  const child = spawn(
    '/usr/bin/setpriv',
    [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', process.execPath, CLI, ...args],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'], HOME: '/tmp' }, cwd },
  );
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, text };
}

describe('a user without administrator rights', { skip: await missing() }, () => {
  it('is told exactly what to run where nobody can be asked, and nothing is written', async (t) => {
    const drive = await makeLoopDevice({ sizeBytes: 16 * 1024 * 1024, sectorSizeBytes: 512 });
    cleanUp(t, () => drive.detach());
    const args = ['write', IMAGE, '--to', drive.devicePath, '--virtual', '--yes'];
    const { exitCode, text } = await asNobody(args);
    assert.equal(exitCode, 5, text);
    assert.ok(text.includes(`sudo ${process.execPath} ${CLI} ${args.join(' ')}\n`), text);
    assert.match(text, /Nothing was written\./);
    assert.equal(await startsWithImage(drive.devicePath, IMAGE), false);
  });

  it('writes through sudo where no password is needed', async (t) => {
    await writeFile(RULE, 'nobody ALL=(root) NOPASSWD: ALL\n', { mode: 0o440 });
    cleanUp(t, () => rm(RULE, { force: true }));
    const drive = await makeLoopDevice({ sizeBytes: 16 * 1024 * 1024, sectorSizeBytes: 512 });
    cleanUp(t, () => drive.detach());
    // a name that any shell on the way would run or take apart
    const folder = await mkdtemp('/tmp/stickwright-hostile-');
    cleanUp(t, () => rm(folder, { recursive: true, force: true }));
    await chmod(folder, 0o777);
    const image = join(folder, `it's "x" $(touch pwned) %PATH% 日本語.iso`);
    await copyFile(IMAGE, image);
    const args = ['write', image, '--to', drive.devicePath, '--virtual', '--yes'];
    const { exitCode, text } = await asNobody(args, folder);
    assert.equal(exitCode, 0, text);
    assert.ok(await startsWithImage(drive.devicePath, IMAGE));
    assert.deepEqual(await readdir(folder), [basename(image)]);
  });

  it('writes a practice drive without asking for anything', async (t) => {
    const path = '/tmp/stickwright-practice-test.img';
    cleanUp(t, () => rm(path, { force: true }));
    const { exitCode, text } = await asNobody(['write', IMAGE, '--to', `file:${path}`, '--size', '16M', '--yes']);
    assert.equal(exitCode, 0, text);
    assert.doesNotMatch(text, /permission/);
    assert.ok(await startsWithImage(path, IMAGE));
  });
});
