import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { Engine } from '#engine/index.ts';
import { bootSigns, makeBootableImage, startsWithImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice, makeSparseFile } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const IMAGE_BYTES = 24 * MIB + 4096;
const DRIVE_BYTES = 32 * MIB;
/** Different amounts of room, each making the write fail at another place. */
const POINTS = 20;
const missing = await loopDevicesMissing();

describe('several drives, and drives that give out', { skip: missing ?? false }, () => {
  let folder = '';
  let imagePath = '';
  let engine: Engine;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stickwright-many-'));
    imagePath = join(folder, 'installer.iso');
    await makeBootableImage(imagePath, IMAGE_BYTES);
    engine = makeEngine();
  });
  after(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });

  /** A drive of DRIVE_BYTES whose store has room for `roomBytes` only. */
  async function makeFullDrive(t: TestContext, roomBytes: number): Promise<LoopDevice> {
    const store = join(folder, `store-${roomBytes}-${t.name.length}`);
    await mkdir(store);
    await run('mount', ['-t', 'tmpfs', '-o', `size=${roomBytes}`, 'tmpfs', store]);
    cleanUp(t, () => run('umount', [store]));
    const backingPath = await makeSparseFile(join(store, 'backing.img'), DRIVE_BYTES);
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512, backingPath });
    cleanUp(t, () => drive.detach());
    return drive;
  }

  it(`a drive whose store is full at one of ${POINTS} places fails with the offset and is left blank`, async (t) => {
    for (let point = 0; point < POINTS; point += 1) {
      const drive = await makeFullDrive(t, MIB + point * MIB);
      const { receipt } = await writeRun({ engine, imagePath, devicePaths: [drive.devicePath] });
      const failure = receipt.drives[0]?.failure;
      assert.equal(failure?.code, 'WRITE_IO', `at place ${point}`);
      assert.equal(failure.nothingWritten, false);
      assert.match(failure.cause?.osCode ?? '', /ENOSPC|EIO/);
      assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), [], `at place ${point}`);
    }
  });

  it('three drives, one failing in the middle: two verified, one failed, and the receipt says so', async (t) => {
    const good = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    cleanUp(t, () => good.detach());
    const bad = await makeFullDrive(t, 12 * MIB);
    const large = await makeLoopDevice({ sizeBytes: 2 * DRIVE_BYTES, sectorSizeBytes: 4096 });
    cleanUp(t, () => large.detach());
    const { receipt, events } = await writeRun({
      engine,
      imagePath,
      devicePaths: [good.devicePath, bad.devicePath, large.devicePath],
    });
    assert.equal(receipt.outcome, 'partial');
    assert.deepEqual(
      receipt.drives.map(({ outcome }) => outcome),
      ['verified', 'failed', 'verified'],
    );
    assert.equal(receipt.drives[1]?.failure?.code, 'WRITE_IO');
    assert.deepEqual(await bootSigns(bad.devicePath, DRIVE_BYTES), []);
    assert.ok(await startsWithImage(good.devicePath, imagePath));
    assert.ok(await startsWithImage(large.devicePath, imagePath));
    assert.equal(events.filter(({ event }) => event === 'drive-ended').length, 3);
  });

  it('one drive of two can be stopped and the other goes on', async (t) => {
    const drives = await Promise.all(
      [0, 1].map(() => makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 })),
    );
    for (const drive of drives) cleanUp(t, () => drive.detach());
    const { receipt } = await writeRun({
      engine,
      imagePath,
      devicePaths: drives.map(({ devicePath }) => devicePath),
      onEvent: (event, job) => {
        if (event.event === 'phase' && event.phase === 'preparing' && event.driveId.startsWith(idOf(drives[0]))) {
          job.cancel(event.driveId);
        }
      },
    });
    assert.deepEqual(
      receipt.drives.map(({ outcome }) => outcome),
      ['cancelled', 'verified'],
    );
  });

  it('a wrong expected checksum stops before any drive is touched', async (t) => {
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    cleanUp(t, () => drive.detach());
    const { receipt } = await writeRun({
      engine,
      imagePath,
      devicePaths: [drive.devicePath],
      expectedSha256: '0'.repeat(64),
    });
    assert.equal(receipt.failure?.code, 'CHECKSUM_MISMATCH');
    assert.equal(receipt.drives[0]?.isTouched, false);
  });

  it('without read-back a write ends as not verified', async (t) => {
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    cleanUp(t, () => drive.detach());
    const { receipt } = await writeRun({ engine, imagePath, devicePaths: [drive.devicePath], verify: false });
    assert.equal(receipt.outcome, 'unverified');
    assert.equal(receipt.drives[0]?.verifiedBytes, 0);
    assert.ok(await startsWithImage(drive.devicePath, imagePath));
  });
});

function idOf(drive: LoopDevice | undefined): string {
  return drive?.devicePath.slice('/dev/'.length) ?? '?';
}
