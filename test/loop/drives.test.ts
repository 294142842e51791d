import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { type Drive, driveSchema } from '#contract/drive.ts';
import type { ListOptions } from '#contract/reader.ts';
import { changedFields } from '#engine/drive/same-identity.ts';
import { AppError } from '#engine/errors/app-error.ts';
import { driveLister } from '#engine/platform/index.ts';
import { unmountAll } from '#engine/platform/linux/unmount.ts';
import { checkDrive, readIdentity } from '#engine/platform/worker.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice, makeSparseFile } from '../helpers/loop-device.ts';

const run = promisify(execFile);
const LIST_MAX_MS = 400;
const WATCH_MAX_MS = 2000;
const MIB = 1024 * 1024;
const OPTIONS: ListOptions = { virtual: true, all: false, files: [], imagePath: null, neededBytes: null };
const CHECK = { imageFile: null, ownPaths: [], isVirtualAllowed: true };
const never = new AbortController().signal;
const lister = driveLister();
const missing = await loopDevicesMissing();

describe('drives', { skip: missing ?? false }, () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp('/tmp/stickwright-drives-');
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));

  test('a mounted partition is listed with label, used bytes and first names', async (t) => {
    const loop = await attach(t, 64 * MIB);
    await partition(loop, ',20M\n,20M\n');
    await run('mkfs.ext4', ['-q', '-L', 'TWO\nlines', `${loop.devicePath}p2`]);
    const mountPoint = await mount(t, `${loop.devicePath}p2`, 'with blank\nand line');
    await writeFile(join(mountPoint, 'b.txt'), 'x');
    await writeFile(join(mountPoint, 'a\u202e.txt'), 'x');
    const drive = await find(loop.devicePath);
    assert.equal(drive.partitionTable, 'mbr');
    assert.deepEqual(
      drive.partitions.map(({ number, sizeBytes }) => [number, sizeBytes]),
      [
        [1, 20 * MIB],
        [2, 20 * MIB],
      ],
    );
    const [first, second] = drive.partitions;
    assert.deepEqual(first?.mountPoints, []);
    assert.equal(first?.usedBytes, null);
    assert.equal(first?.firstNames, null);
    assert.equal(second?.fileSystem, 'ext4');
    assert.equal(second?.label, 'TWO^Jlines');
    assert.deepEqual(second?.mountPoints, [mountPoint]);
    assert.deepEqual(second?.firstNames, ['a .txt', 'b.txt', 'lost+found']);
    assert.equal(second?.nameCount, 3);
    assert.ok((second?.usedBytes ?? 0) > 0 && (second?.usedBytes ?? 0) < 20 * MIB);
    assert.deepEqual(drive.protections, []);
    assert.deepEqual(drive.risks, []);
    assert.match(drive.name, /^Loop device \(backing\.img\)$/);
  });

  test('a file system on the whole drive is partition 0, and an empty drive has none', async (t) => {
    const loop = await attach(t, 16 * MIB);
    assert.deepEqual((await find(loop.devicePath)).partitions, []);
    assert.equal((await find(loop.devicePath)).partitionTable, 'none');
    await run('mkfs.vfat', ['-n', 'STICK', loop.devicePath]);
    const [whole, ...others] = (await find(loop.devicePath)).partitions;
    assert.deepEqual([whole?.number, whole?.fileSystem, whole?.label], [0, 'vfat', 'STICK']);
    assert.deepEqual(others, []);
  });

  test('a loop device is listed only when virtual drives are asked for', async (t) => {
    const loop = await attach(t, 4 * MIB);
    const paths = async (more: Partial<ListOptions>) =>
      (await lister.list({ ...OPTIONS, ...more })).map(({ identity }) => identity.devicePath);
    assert.ok(!(await paths({ virtual: false })).includes(loop.devicePath));
    const all = await lister.list({ ...OPTIONS, virtual: false, all: true });
    const listed = all.find(({ identity }) => identity.devicePath === loop.devicePath);
    assert.deepEqual(
      listed?.protections.map(({ code }) => code),
      ['virtual'],
    );
  });

  test('a practice drive is listed, and refused when it is the image', async () => {
    const path = await makeSparseFile(join(folder, 'practice drive.img'), 4 * MIB);
    const other = await makeSparseFile(join(folder, 'other.img'), 4 * MIB);
    const options = { ...OPTIONS, virtual: false, files: [path, other], imagePath: path };
    const drives = (await lister.list(options)).filter(({ identity }) => identity.bus === 'file');
    assert.deepEqual(
      drives.map(({ name, protections }) => [name, protections.map(({ code }) => code)]),
      [
        ['other.img', []],
        ['practice drive.img', ['source']],
      ],
    );
  });

  test('a drive that is swapped to is refused by the list and by the worker', async (t) => {
    const loop = await attach(t, 64 * MIB);
    await partition(loop, ',20M\n');
    const node = `${loop.devicePath}p1`;
    await run('mkswap', [node]);
    await run('swapon', [node]);
    cleanUp(t, () => run('swapoff', [node]).catch(() => {}));
    const expected = [{ code: 'swap', detail: node, canUnlock: false }];
    assert.deepEqual((await find(loop.devicePath)).protections, expected);
    assert.deepEqual((await checkDrive(loop.devicePath, CHECK)).protections, expected);
    await run('swapoff', [node]);
    assert.deepEqual((await find(loop.devicePath)).protections, []);
  });

  test('a drive with a swap file on it is refused', async (t) => {
    const loop = await attach(t, 64 * MIB);
    await run('mkfs.ext4', ['-q', loop.devicePath]);
    const file = join(await mount(t, loop.devicePath, 'swap'), 'swap file');
    await run('dd', ['if=/dev/zero', `of=${file}`, 'bs=1M', 'count=16', 'status=none']);
    await run('chmod', ['600', file]);
    await run('mkswap', [file]);
    await run('swapon', [file]);
    cleanUp(t, () => run('swapoff', [file]).catch(() => {}));
    assert.deepEqual(
      (await find(loop.devicePath)).protections.map(({ code }) => code),
      ['swap'],
    );
    await run('swapoff', [file]);
  });

  test('the drive that carries the image is refused, also through a loop device on it', async (t) => {
    const outer = await attach(t, 64 * MIB);
    await run('mkfs.ext4', ['-q', outer.devicePath]);
    const outerPoint = await mount(t, outer.devicePath, 'outer');
    const innerFile = await makeSparseFile(join(outerPoint, 'inner.img'), 16 * MIB);
    const inner = await makeLoopDevice({ sizeBytes: 0, sectorSizeBytes: 512, backingPath: innerFile });
    cleanUp(t, () => inner.detach());
    await run('mkfs.ext4', ['-q', inner.devicePath]);
    const innerPoint = await mount(t, inner.devicePath, 'inner');
    const imagePath = join(innerPoint, 'image.iso');
    await writeFile(imagePath, 'image');
    for (const { devicePath } of [outer, inner]) {
      const options = { ...OPTIONS, imagePath };
      const drive = (await lister.list(options)).find(({ identity }) => identity.devicePath === devicePath);
      const codes = drive?.protections.map(({ code }) => code);
      // The outer drive carries it through the loop device on its file.
      assert.deepEqual(codes, ['source'], devicePath);
    }
    assert.deepEqual((await checkDrive(outer.devicePath, CHECK)).mountPoints, [innerPoint, outerPoint]);
    const own = await checkDrive(outer.devicePath, { ...CHECK, ownPaths: [imagePath] });
    assert.deepEqual(
      own.protections.map(({ code }) => code),
      ['own-data'],
    );
    const image = join(folder, 'elsewhere.iso');
    await writeFile(image, 'image');
    const allowed = (await lister.list({ ...OPTIONS, imagePath: image })).find(
      ({ identity }) => identity.devicePath === outer.devicePath,
    );
    assert.deepEqual(allowed?.protections, []);
  });

  test('a loop device of the image itself is refused', async (t) => {
    const image = await makeSparseFile(join(folder, 'image.img'), 4 * MIB);
    const loop = await makeLoopDevice({ sizeBytes: 0, sectorSizeBytes: 512, backingPath: image });
    cleanUp(t, () => loop.detach());
    const drives = await lister.list({ ...OPTIONS, imagePath: image });
    const drive = drives.find(({ identity }) => identity.devicePath === loop.devicePath);
    assert.deepEqual(
      drive?.protections.map(({ code }) => code),
      ['source'],
    );
  });

  test('a read-only drive with large sectors is refused and says so', async (t) => {
    const loop = await makeLoopDevice({ sizeBytes: 4 * MIB, sectorSizeBytes: 4096, isReadOnly: true });
    cleanUp(t, () => loop.detach());
    const check = await checkDrive(loop.devicePath, CHECK);
    assert.equal(check.isReadOnly, true);
    assert.equal(check.sectorSizeBytes, 4096);
    assert.deepEqual(
      check.protections.map(({ code }) => code),
      ['read-only'],
    );
  });

  test('a node that was attached to another file is another drive', async (t) => {
    const loop = await attach(t, 4 * MIB);
    const listed = (await find(loop.devicePath)).identity;
    assert.deepEqual(changedFields(listed, await readIdentity(loop.devicePath)), []);
    await loop.reattach(await makeSparseFile(join(folder, 'twin.img'), 4 * MIB));
    assert.deepEqual(changedFields(listed, await readIdentity(loop.devicePath)), ['diskSeq', 'backing']);
  });

  test('a removed backing file does not hide its drive', async (t) => {
    const loop = await attach(t, 4 * MIB);
    await rm(loop.backingPath);
    const identity = await readIdentity(loop.devicePath);
    assert.equal(identity.backing, `gone:${loop.backingPath} (deleted)`);
    assert.deepEqual((await find(loop.devicePath)).identity, identity);
  });

  test('readIdentity follows links and refuses what is no whole drive', async (t) => {
    const loop = await attach(t, 16 * MIB);
    await partition(loop, ',8M\n');
    const link = join(folder, 'by-id');
    await symlink(loop.devicePath, link);
    assert.equal((await readIdentity(link)).devicePath, loop.devicePath);
    await assert.rejects(readIdentity(`${loop.devicePath}p1`), isFailure('DRIVE_PROTECTED', 'partition'));
    await assert.rejects(readIdentity('/dev/null'), isFailure('DRIVE_PROTECTED', 'not-a-drive'));
    await assert.rejects(readIdentity(folder), isFailure('DRIVE_PROTECTED', 'not-a-drive'));
    await assert.rejects(readIdentity('/dev/nothing-here'), isFailure('DRIVE_NOT_FOUND'));
  });

  test('unmountAll frees volumes that stand on each other and leaves none mounted', async (t) => {
    const loop = await attach(t, 64 * MIB);
    await partition(loop, ',20M\n,20M\n');
    await run('mkfs.ext4', ['-q', `${loop.devicePath}p1`]);
    await run('mkfs.ext4', ['-q', `${loop.devicePath}p2`]);
    const upper = await mount(t, `${loop.devicePath}p1`, 'upper');
    await mkdir(join(upper, 'below it'));
    await run('mount', [`${loop.devicePath}p2`, join(upper, 'below it')]);
    await mount(t, `${loop.devicePath}p1`, 'again -n');
    const { mountPoints } = await checkDrive(loop.devicePath, CHECK);
    assert.equal(mountPoints.length, 3);
    await unmountAll(mountPoints, never);
    assert.deepEqual((await checkDrive(loop.devicePath, CHECK)).mountPoints, []);
    assert.doesNotMatch(await readFile('/proc/self/mountinfo', 'utf8'), new RegExp(loop.devicePath));
  });

  test('unmountAll says which program holds a volume and leaves it mounted', async (t) => {
    const loop = await attach(t, 16 * MIB);
    await run('mkfs.ext4', ['-q', loop.devicePath]);
    const mountPoint = await mount(t, loop.devicePath, 'busy');
    const holder = spawn('sleep', ['60'], { cwd: mountPoint, stdio: 'ignore' });
    cleanUp(t, async () => {
      if (holder.kill('SIGKILL')) await once(holder, 'exit');
    });
    await once(holder, 'spawn');
    await assert.rejects(unmountAll([mountPoint], never), (cause: unknown) => {
      assert.ok(cause instanceof AppError);
      assert.equal(cause.failure.code, 'DRIVE_IN_USE');
      assert.deepEqual(cause.failure.params, {
        drive: loop.devicePath,
        mountPoint,
        usedBy: ['sleep'],
      });
      return true;
    });
    assert.deepEqual((await checkDrive(loop.devicePath, CHECK)).mountPoints, [mountPoint]);
  });

  test('unmountAll touches nothing where someone else mounted over the volume', async (t) => {
    const loop = await attach(t, 16 * MIB);
    await run('mkfs.ext4', ['-q', loop.devicePath]);
    const mountPoint = await mount(t, loop.devicePath, 'covered');
    await run('mount', ['-t', 'tmpfs', 'tmpfs', mountPoint]);
    cleanUp(t, () => run('umount', [mountPoint]));
    await assert.rejects(unmountAll([mountPoint], never), isFailure('DRIVE_IN_USE'));
    const { stdout } = await run('findmnt', ['-rno', 'FSTYPE', mountPoint]);
    assert.deepEqual(stdout.trim().split('\n').sort(), ['ext4', 'tmpfs']);
  });

  test('watch tells within 2 s that a drive came, and that it went', async (t) => {
    const stop = new AbortController();
    let wake = () => {};
    let seen: readonly Drive[] | null = null;
    const watching = lister.watch(
      OPTIONS,
      (drives) => {
        seen = drives;
        wake();
      },
      stop.signal,
    );
    const until = async (isReached: (drives: readonly Drive[]) => boolean) => {
      const startedMs = performance.now();
      while (seen === null || !isReached(seen)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return performance.now() - startedMs;
    };
    await until(() => true);
    const loop = await attach(t, 4 * MIB);
    const isListed = (drives: readonly Drive[]) =>
      drives.some(({ identity }) => identity.backing !== null && identity.devicePath === loop.devicePath);
    const cameMs = await until(isListed);
    await loop.detach();
    const wentMs = await until((drives) => !isListed(drives));
    stop.abort();
    await watching;
    t.diagnostic(`came after ${Math.round(cameMs)} ms, went after ${Math.round(wentMs)} ms`);
    assert.ok(cameMs < WATCH_MAX_MS && wentMs < WATCH_MAX_MS);
  });

  test('listing leaves no descriptor and no child behind, and takes less than 400 ms', async (t) => {
    const loop = await attach(t, 16 * MIB);
    await run('mkfs.ext4', ['-q', loop.devicePath]);
    await mount(t, loop.devicePath, 'leak');
    await lister.list(OPTIONS);
    const atStart = await leftovers();
    const timesMs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const startedMs = performance.now();
      for (const drive of await lister.list(OPTIONS)) driveSchema.parse(drive);
      timesMs.push(performance.now() - startedMs);
    }
    assert.deepEqual(await leftovers(), atStart);
    const median = timesMs.toSorted((a, b) => a - b)[2] ?? Number.POSITIVE_INFINITY;
    t.diagnostic(`list: median ${Math.round(median)} ms of 5`);
    assert.ok(median < LIST_MAX_MS);
  });

  async function mount(t: TestContext, node: string, name: string): Promise<string> {
    const mountPoint = join(folder, name);
    await mkdir(mountPoint);
    await run('mount', [node, mountPoint]);
    cleanUp(t, () => run('umount', ['--recursive', mountPoint]).catch(() => {}));
    return mountPoint;
  }
});

async function attach(t: TestContext, sizeBytes: number): Promise<LoopDevice> {
  const loop = await makeLoopDevice({ sizeBytes, sectorSizeBytes: 512, partscan: true });
  cleanUp(t, () => loop.detach());
  return loop;
}

async function partition(loop: LoopDevice, table: string): Promise<void> {
  const sfdisk = run('sfdisk', ['--quiet', '--label', 'dos', loop.devicePath]);
  sfdisk.child.stdin?.end(table);
  await sfdisk;
  await loop.showPartitions();
}

async function find(devicePath: string): Promise<Drive> {
  const drives = await lister.list(OPTIONS);
  const drive = drives.find(({ identity }) => identity.devicePath === devicePath);
  assert.ok(drive !== undefined, `${devicePath} is not listed`);
  return drive;
}

async function leftovers() {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8').catch(() => '');
  return { descriptors: (await readdir('/proc/self/fd')).length, children: children.trim() };
}

function isFailure(code: string, reason?: string) {
  return (cause: unknown) => {
    assert.ok(cause instanceof AppError);
    assert.equal(cause.failure.code, code);
    if (cause.failure.code === 'DRIVE_PROTECTED') assert.deepEqual(cause.failure.params.reasons, [reason]);
    return true;
  };
}
