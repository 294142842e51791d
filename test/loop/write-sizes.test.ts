import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import type { Engine } from '#engine/index.ts';
import {
  bootSigns,
  flipByte,
  makeBootableImage,
  putFile,
  putOldTable,
  startsWithImage,
} from '../helpers/bootable-image.ts';
import { loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const MIB = 1024 * 1024;
const DRIVE_BYTES = 24 * MIB;
const missing = await loopDevicesMissing();

describe('a write of any size to a real block device', { skip: missing ?? false }, () => {
  let folder = '';
  let engine: Engine;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stickwright-sizes-'));
    engine = makeEngine();
  });
  after(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });

  for (const sectorSizeBytes of [512, 4096] as const) {
    for (const [words, sizeBytes] of [
      ['of one byte', 1],
      ['shorter than the held-back part', 300_001],
      ['of exactly the held-back part', MIB],
      ['one byte longer than the held-back part', MIB + 1],
      ['that is no multiple of a sector', 9 * MIB + 12_345],
      ['one sector short of the drive', DRIVE_BYTES - sectorSizeBytes],
      ['of exactly the size of the drive', DRIVE_BYTES],
    ] as const) {
      it(`an image ${words} is verified and equal (sectors of ${sectorSizeBytes})`, async (t) => {
        const imagePath = join(folder, `${sectorSizeBytes}-${sizeBytes}.img`);
        const sha256 = await makeBootableImage(imagePath, sizeBytes);
        const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes });
        t.after(() => drive.detach());
        await putOldTable(drive.devicePath, DRIVE_BYTES);
        const { receipt } = await writeRun({ engine, imagePath, devicePaths: [drive.devicePath] });
        assert.equal(receipt.outcome, 'verified', JSON.stringify(receipt.drives[0]?.failure));
        assert.equal(receipt.image.sha256, sha256);
        assert.equal(receipt.drives[0]?.writtenBytes, sizeBytes);
        assert.equal(receipt.drives[0]?.verifiedBytes, sizeBytes);
        assert.equal(receipt.drives[0]?.isDirect, true);
        assert.ok(await startsWithImage(drive.devicePath, imagePath));
        if (sizeBytes < DRIVE_BYTES - MIB) {
          const signs = await bootSigns(drive.devicePath, DRIVE_BYTES);
          assert.deepEqual(
            signs.filter((sign) => sign.startsWith('backup')),
            [],
            'the old backup GPT is gone',
          );
        }
      });
    }

    it(`a drive one byte too small is refused before anything is written (sectors of ${sectorSizeBytes})`, async (t) => {
      const imagePath = join(folder, `big-${sectorSizeBytes}.img`);
      await makeBootableImage(imagePath, DRIVE_BYTES + 1);
      const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes });
      t.after(() => drive.detach());
      await putOldTable(drive.devicePath, DRIVE_BYTES);
      const signsBefore = await bootSigns(drive.devicePath, DRIVE_BYTES);
      await assert.rejects(
        writeRun({ engine, imagePath, devicePaths: [drive.devicePath] }),
        (thrown: unknown) =>
          thrown instanceof Error && 'failure' in thrown && JSON.stringify(thrown.failure).includes('DRIVE_TOO_SMALL'),
      );
      assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), signsBefore);
    });
  }

  it('a packed image that turns out too long fails and leaves the drive blank', async (t) => {
    const rawPath = join(folder, 'long.img');
    await makeBootableImage(rawPath, DRIVE_BYTES + 512);
    const imagePath = `${rawPath}.gz`;
    await putFile(imagePath, gzipSync(await readFile(rawPath), { level: 1 }));
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    t.after(() => drive.detach());
    await putOldTable(drive.devicePath, DRIVE_BYTES);
    const { receipt } = await writeRun({ engine, imagePath, devicePaths: [drive.devicePath] });
    assert.equal(receipt.drives[0]?.failure?.code, 'DRIVE_TOO_SMALL');
    assert.equal(receipt.drives[0]?.failure?.nothingWritten, false);
    assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), []);
  });

  it('verify names the one byte that differs, and changes nothing', async (t) => {
    const imagePath = join(folder, 'verify.img');
    const sizeBytes = 11 * MIB + 777;
    await makeBootableImage(imagePath, sizeBytes);
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    t.after(() => drive.detach());
    const devicePaths = [drive.devicePath];
    await writeRun({ engine, imagePath, devicePaths });
    const equal = await writeRun({ engine, imagePath, devicePaths, mode: 'verify' });
    assert.equal(equal.receipt.outcome, 'verified');
    for (const offsetBytes of [0, 5 * MIB + 1000, sizeBytes - 1]) {
      await flipByte(drive.devicePath, offsetBytes);
      const { receipt } = await writeRun({ engine, imagePath, devicePaths, mode: 'verify' });
      const failure = receipt.drives[0]?.failure;
      assert.equal(failure?.code, 'VERIFY_MISMATCH');
      assert.deepEqual(failure.params.ranges, [{ offsetBytes, lengthBytes: 1 }]);
      await flipByte(drive.devicePath, offsetBytes);
    }
    assert.ok(await startsWithImage(drive.devicePath, imagePath));
  });

  it('a source that is cut short while it is written fails as changed, with a blank drive', async (t) => {
    const imagePath = join(folder, 'shrinks.img');
    await makeBootableImage(imagePath, 23 * MIB);
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    t.after(() => drive.detach());
    const { receipt } = await writeRun({
      engine,
      imagePath,
      devicePaths: [drive.devicePath],
      onEvent: (event) => {
        if (event.event === 'phase' && event.phase === 'preparing') void truncate(imagePath, 7 * MIB);
      },
    });
    assert.equal(receipt.drives[0]?.failure?.code, 'IMAGE_CHANGED');
    assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), []);
  });
});
