import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Engine } from '#engine/index.ts';
import { bootSigns, startsWithImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { implantedDisc } from '../helpers/implanted-disc.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const DRIVE_BYTES = 16 * 1024 * 1024;
const SKIP = 'isomd5sum or xorriso is not installed';
const missing = await loopDevicesMissing();

describe('an ISO that carries a checksum in itself', { skip: missing ?? false }, () => {
  let engine: Engine;
  before(() => {
    engine = makeEngine();
  });
  after(() => engine.close());

  async function makeDrive(t: TestContext): Promise<LoopDevice> {
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    cleanUp(t, () => drive.detach());
    return drive;
  }

  /** The image with one byte changed, as it is and packed. */
  function damagedCopies(disc: string): readonly string[] {
    const bytes = readFileSync(disc);
    bytes[1_500_000] = (bytes[1_500_000] ?? 0) ^ 1;
    const folder = path.dirname(disc);
    writeFileSync(path.join(folder, 'bad.iso'), bytes);
    writeFileSync(path.join(folder, 'bad.iso.gz'), gzipSync(bytes));
    return ['bad.iso', 'bad.iso.gz'].map((name) => path.join(folder, name));
  }

  it('is written where it is equal, and the receipt says so', async (t) => {
    const disc = implantedDisc(t);
    if (disc === null) return t.skip(SKIP);
    const drive = await makeDrive(t);
    const { receipt } = await writeRun({ engine, imagePath: disc, devicePaths: [drive.devicePath] });
    const { embedded } = receipt.image;
    assert.equal(receipt.outcome, 'verified');
    assert.equal(embedded?.actual, embedded?.expected);
    assert.ok(await startsWithImage(drive.devicePath, disc));
  });

  it('never becomes bootable where one byte differs, and is left blank', async (t) => {
    const disc = implantedDisc(t);
    if (disc === null) return t.skip(SKIP);
    for (const imagePath of damagedCopies(disc)) {
      const drive = await makeDrive(t);
      const { receipt } = await writeRun({ engine, imagePath, devicePaths: [drive.devicePath] });
      assert.equal(receipt.outcome, 'failed', imagePath);
      assert.equal(receipt.drives[0]?.failure?.code, 'EMBEDDED_CHECKSUM_MISMATCH', imagePath);
      assert.equal(receipt.drives[0]?.failure?.nothingWritten, false);
      assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), [], imagePath);
    }
  });

  it('is written all the same where a SHA-256 vouches for exactly these bytes; a comparison tells it likewise', async (t) => {
    const disc = implantedDisc(t);
    if (disc === null) return t.skip(SKIP);
    const [imagePath = ''] = damagedCopies(disc);
    const drive = await makeDrive(t);
    const devicePaths = [drive.devicePath];
    const expectedSha256 = createHash('sha256').update(readFileSync(imagePath)).digest('hex');
    const { receipt } = await writeRun({ engine, imagePath, devicePaths, expectedSha256 });
    assert.equal(receipt.outcome, 'verified');
    assert.notEqual(receipt.image.embedded?.actual, receipt.image.embedded?.expected);
    const compared = await writeRun({ engine, imagePath, devicePaths, mode: 'verify' });
    assert.equal(compared.receipt.failure?.code, 'EMBEDDED_CHECKSUM_MISMATCH');
  });
});
