import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { access, chmod, copyFile, mkdtemp, open, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { makeBootableImage } from '../helpers/bootable-image.ts';
import { builtPackages, outputOf, packagingMissing, unpackDeb } from '../helpers/built-packages.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';

const MIB = 2 ** 20;
const IMAGE_BYTES = 9 * MIB + 512;
const DRIVE_BYTES = 16 * MIB;
const LIMIT_MS = 60_000;
const missing = await packagingMissing();
const noLoop = await loopDevicesMissing();
const noSudo = await access('/usr/bin/sudo').then(
  () => (process.getuid?.() === 0 ? false : 'needs root to let an ordinary user use sudo'),
  () => 'needs /usr/bin/sudo',
);
const noOverlay = process.getuid?.() === 0 ? false : 'needs root for a layer over the system';

/** This very system under a layer of its own. Arguments: a folder for the layer, the package, what to run inside. */
const IN_A_LAYER = `
mount -t tmpfs tmpfs "$1" && mkdir "$1/up" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/up,workdir=$1/work" "$1/root"
cp "$2" "$1/root/tmp/package.deb"
mount -t proc proc "$1/root/proc" && mount --rbind /dev "$1/root/dev"
exec chroot "$1/root" sh -ec "$3"
`;

/** Prints what the test compares, one line each. */
const INSTALL = `
dpkg --force-depends --install /tmp/package.deb >/dev/null 2>&1
dpkg-query --show --showformat='\${Status}\\n' stickwright
readlink -f /usr/bin/stickwright-desktop
stickwright --version
stat --format=%a /opt/Stickwright/chrome-sandbox
grep -c write-drives /usr/share/polkit-1/actions/io.stickwright.Stickwright.policy
dpkg --purge stickwright >/dev/null 2>&1
find /opt /usr/bin /usr/share /etc /var/lib/dpkg/alternatives -iname '*stickwright*' | wc -l
`;

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the program as it is installed', { skip: missing ?? false }, () => {
  let tree: string;
  let folder: string;
  let remove: () => Promise<void>;
  before(async () => {
    ({ tree, remove } = await unpackDeb((await builtPackages()).deb));
    folder = await mkdtemp(join(await realpath(tmpdir()), 'stickwright-installed-'));
    await makeBootableImage(join(folder, 'image.img'), IMAGE_BYTES);
  });
  after(async () => {
    await remove();
    await rm(folder, { recursive: true, force: true });
  });

  const worker = () => join(tree, 'opt/Stickwright/resources/helper/stickwright-worker');
  const launcher = () => join(tree, 'opt/Stickwright/resources/bin/stickwright');

  /** Runs it without anything of this checkout: no Node on the path, an environment that would change a plain Node. */
  function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const child = spawn(program, [...args], {
      cwd: folder,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    });
  }

  async function withDrive(use: (drive: LoopDevice) => Promise<void>): Promise<void> {
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    try {
      await use(drive);
    } finally {
      await drive.detach();
    }
  }

  test('stickwright lists, writes, verifies, and notices a changed byte', { skip: noLoop ?? false }, () =>
    withDrive(async ({ devicePath, backingPath }) => {
      const list = await run(launcher(), ['list', '--virtual', '--json']);
      assert.equal(list.exitCode, 0, list.stderr);
      assert.ok(list.stdout.includes(`"${devicePath}"`));
      const written = await run(launcher(), ['write', 'image.img', '--to', devicePath, '--virtual', '--yes']);
      assert.equal(written.exitCode, 0, written.stderr);
      const wanted = await readFile(join(folder, 'image.img'));
      assert.ok((await readFile(backingPath)).subarray(0, IMAGE_BYTES).equals(wanted));
      const verify = ['verify', 'image.img', '--on', devicePath, '--virtual'];
      assert.equal((await run(launcher(), verify)).exitCode, 0);
      const file = await open(devicePath, 'r+');
      await file.write(Buffer.from([(wanted[5 * MIB] ?? 0) ^ 1]), 0, 1, 5 * MIB);
      await file.sync();
      await file.close();
      const changed = await run(launcher(), verify);
      assert.notEqual(changed.exitCode, 0);
      assert.match(changed.stderr, /differ/i);
    }),
  );

  test('an ordinary user writes through sudo, which is asked for the packed worker and nothing else', {
    skip: noLoop ?? noSudo,
  }, async (t) => {
    await chmod(tree, 0o755);
    await chmod(folder, 0o755);
    // sudo runs this command line alone: any other one would end in "permission is needed"
    const rule = '/etc/sudoers.d/zz-stickwright-packed-test';
    await writeFile(rule, `nobody ALL=(root) NOPASSWD: ${worker()} worker --stdio\n`, { mode: 0o440 });
    cleanUp(t, () => rm(rule, { force: true }));
    const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', launcher()];
    await withDrive(async ({ devicePath, backingPath }) => {
      const write = ['write', 'image.img', '--to', devicePath, '--virtual', '--yes'];
      const { exitCode, stderr } = await run('setpriv', [...asNobody, ...write]);
      assert.equal(exitCode, 0, stderr);
      const wanted = await readFile(join(folder, 'image.img'));
      assert.ok((await readFile(backingPath)).subarray(0, IMAGE_BYTES).equals(wanted));
      await rm(rule);
      const refused = await run('setpriv', [...asNobody, ...write]);
      assert.equal(refused.exitCode, 5, refused.stderr);
      assert.match(refused.stderr, /Nothing was written\./);
    });
  });

  test('packed images are unpacked by the programs beside it', { skip: noLoop ?? false }, async () => {
    const image = await readFile(join(folder, 'image.img'));
    await promisify(execFile)('xz', ['--keep', 'image.img'], { cwd: folder });
    await promisify(execFile)('zip', ['-q', 'image.zip', 'image.img'], { cwd: folder });
    await withDrive(async ({ devicePath, backingPath }) => {
      for (const name of ['image.img.xz', 'image.zip']) {
        await writeFile(backingPath, Buffer.alloc(DRIVE_BYTES), { flag: 'r+' });
        const { exitCode, stderr } = await run(launcher(), ['write', name, '--to', devicePath, '--virtual', '--yes']);
        assert.equal(exitCode, 0, `${name}: ${stderr}`);
        assert.ok((await readFile(backingPath)).subarray(0, IMAGE_BYTES).equals(image), name);
      }
    });
  });

  test('it starts from any folder through a link, and hands on exit codes and hostile arguments untouched', async () => {
    const link = join(folder, 'a link $(touch pwned)');
    await symlink(launcher(), link);
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
    assert.deepEqual(await run(link, ['--version']), { exitCode: 0, stdout: `stickwright ${version}\n`, stderr: '' });
    const name = `it's "x" $(touch pwned) %PATH% 日本語.iso`;
    await copyFile(join(folder, 'image.img'), join(folder, name));
    const drive = ['--to', 'file:$(touch pwned).img', '--size', '32M', '--yes'];
    const { exitCode, stderr } = await run(link, ['write', name, ...drive]);
    assert.equal(exitCode, 0, stderr);
    assert.notEqual((await run(link, ['inspect', `${name}.gone`])).exitCode, 0);
    await assert.rejects(readFile(join(folder, 'pwned')), { code: 'ENOENT' });
  });

  test('it works alike on a system in any language, also one whose data were left out', async () => {
    for (const locale of ['C', 'en_US', 'ja_JP', 'fr_FR', 'zh_CN', 'ar_EG', 'th_TH', 'tr_TR', 'xx_YY']) {
      const inspected = await run(launcher(), ['inspect', 'image.img'], { LC_ALL: `${locale}.UTF-8`, LANG: locale });
      assert.equal(inspected.exitCode, 0, `${locale}: ${inspected.stderr}`);
      assert.match(inspected.stdout, /9,437,696|9\.44 MB/, locale);
    }
  });

  test('NODE_OPTIONS and NODE_PATH change nothing about it', async () => {
    await writeFile(
      join(folder, 'evil.cjs'),
      `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'evil'))}, '')`,
    );
    const env = { NODE_OPTIONS: `--require ${join(folder, 'evil.cjs')}`, NODE_PATH: folder };
    assert.equal((await run(launcher(), ['--version'], env)).exitCode, 0);
    assert.equal((await run(worker(), ['worker', '--stdio'], env)).exitCode, 0);
    await assert.rejects(readFile(join(folder, 'evil')), { code: 'ENOENT' });
  });

  test('through pkexec only the writing part starts; any other form of arguments is refused', async () => {
    for (const args of [['cli', '--version'], ['cli'], ['reader', '--stdio'], []]) {
      const refused = await run(worker(), args, { PKEXEC_UID: '1000' });
      assert.deepEqual([refused.exitCode, refused.stdout], [2, ''], args.join(' '));
    }
    for (const mode of ['worker', 'look']) {
      assert.equal((await run(worker(), [mode, '--stdio'], { PKEXEC_UID: '1000' })).exitCode, 0, mode);
    }
    // but a shell that was opened with pkexec can use the command line
    assert.equal((await run(launcher(), ['--version'], { PKEXEC_UID: '1000' })).exitCode, 0);
    for (const args of [
      [],
      ['worker'],
      ['look'],
      ['reader', '--stdio', '--more'],
      ['-e', '1'],
      ['--version'],
      ['evil.cjs'],
    ]) {
      assert.equal((await run(worker(), args)).exitCode, 2, args.join(' '));
    }
  });

  test('serve gives out the page that was installed with it', async (t) => {
    const child = spawn(launcher(), ['serve', '--port', '0'], {
      env: { PATH: '/usr/bin:/bin', HOME: folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    cleanUp(t, async () => {
      child.kill('SIGINT');
      await ended;
    });
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (text.includes('\n')) resolve(text.trim());
      });
      child.once('close', () => reject(new Error(`ended: ${text}`)));
    });
    const response = await fetch(new URL('/', url));
    assert.equal(response.status, 200);
    const page = await response.text();
    const script = /src="\.?(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
    assert.ok(script !== undefined, page);
    assert.equal((await fetch(new URL(script, url))).status, 200);
  });

  test('dpkg unpacks the deb into a folder and finds every file as it was packed', async (t) => {
    const root = await mkdtemp(join(folder, 'root-'));
    cleanUp(t, () => rm(root, { recursive: true, force: true }));
    await outputOf('sh', [
      '-c',
      'mkdir -p "$1/var/lib/dpkg/info" "$1/var/lib/dpkg/updates" && : > "$1/var/lib/dpkg/status"',
      'sh',
      root,
    ]);
    const { deb } = await builtPackages();
    await outputOf('dpkg', [`--root=${root}`, '--force-depends', '--force-not-root', '--unpack', deb]);
    assert.equal(await outputOf('dpkg', [`--root=${root}`, '--verify', 'stickwright']), '');
    const status = await outputOf('dpkg-query', [
      `--admindir=${root}/var/lib/dpkg`,
      '--show',
      `--showformat=\${db:Status-Status}`,
      'stickwright',
    ]);
    assert.match(status, /^unpacked$/);
    const program = join(root, 'opt/Stickwright/resources/bin/stickwright');
    assert.equal((await run(program, ['--version'])).exitCode, 0);
  });

  test('dpkg installs it, scripts included, and takes every trace away again', { skip: noOverlay }, async (t) => {
    const layer = await mkdtemp(join(folder, 'layer-'));
    cleanUp(t, () => rm(layer, { recursive: true, force: true }));
    const { deb } = await builtPackages();
    const args = ['--mount', '--fork', 'sh', '-ec', IN_A_LAYER, 'sh', layer, deb, INSTALL];
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
    const said = (await outputOf('unshare', args)).trim().split('\n');
    // set-user-id only where the kernel gives no user namespaces, as in this layer or in containers
    assert.match(said.splice(3, 1).join(), /^4?755$/);
    assert.deepEqual(said, [
      'install ok installed',
      '/opt/Stickwright/stickwright-desktop',
      `stickwright ${version}`,
      '1',
      '0',
    ]);
  });
});
