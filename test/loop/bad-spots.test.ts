import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { bootSigns, makeBootableImage, startsWithImage } from '../helpers/bootable-image.ts';
import { helpersOf } from '../helpers/helper-processes.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const MIB = 1024 * 1024;
const CHUNK = 64 * 1024;
const IMAGE_BYTES = 160 * MIB;
/** What is written in order is written, but for two requests in flight, once this much behind it is. */
const BEHIND_BYTES = 13 * MIB + 20_480;
const MARK_BYTES = 4096;
const missing = await loopDevicesMissing();

describe('a place that reads back wrong is written again', { skip: missing ?? false }, () => {
  let folder = '';
  let imagePath = '';
  let packedPath = '';
  let drive: LoopDevice;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stickwright-spots-'));
    imagePath = join(folder, 'installer.iso');
    packedPath = `${imagePath}.gz`;
    await makeBootableImage(imagePath, IMAGE_BYTES);
    await writeFile(packedPath, gzipSync(await readFile(imagePath), { level: 1 }));
    drive = await makeLoopDevice({ sizeBytes: IMAGE_BYTES, sectorSizeBytes: 512 });
  });
  after(async () => {
    await drive.detach();
    await rm(folder, { recursive: true, force: true });
  });

  /**
   * A write during which what is stored behind the drive is damaged once it was written and before it is read back: the
   * worker stands still again and again until a place well behind it has been written.
   */
  async function writeWithRot(path: string, places: readonly Place[]) {
    const markAt = Math.max(...places.map(({ at, lengthBytes }) => at + lengthBytes)) + BEHIND_BYTES;
    await damage(drive.backingPath, [
      { at: markAt, lengthBytes: MARK_BYTES, contents: Buffer.alloc(MARK_BYTES, 0xa5) },
    ]);
    const mark = await readPart(imagePath, markAt, MARK_BYTES);
    const strike = async () => {
      const workers = await helpersOf(process.pid, 'worker');
      for (;;) {
        for (const pid of workers) process.kill(pid, 'SIGSTOP');
        const isWritten = (await readPart(drive.backingPath, markAt, MARK_BYTES)).equals(mark);
        if (isWritten) await damage(drive.backingPath, places);
        for (const pid of workers) process.kill(pid, 'SIGCONT');
        if (isWritten) return;
        await delay(1);
      }
    };
    const engine = makeEngine();
    let rotten: Promise<void> = Promise.resolve();
    try {
      const { receipt } = await writeRun({
        engine,
        imagePath: path,
        devicePaths: [drive.devicePath],
        onEvent: (event) => {
          if (event.event === 'started') rotten = strike();
        },
      });
      await rotten;
      const [result] = receipt.drives;
      assert.ok(result !== undefined);
      return { receipt, result };
    } finally {
      await engine.close();
    }
  }

  for (const isPacked of [false, true]) {
    it(`and the drive ends equal, with the places in its record (${isPacked ? 'packed' : 'raw'} image)`, async () => {
      const places = [
        { at: 10 * MIB + 12_345, lengthBytes: 1 },
        { at: 12 * MIB - 10, lengthBytes: 700 },
      ];
      const { result, receipt } = await writeWithRot(isPacked ? packedPath : imagePath, places);
      assert.equal(receipt.outcome, 'verified', JSON.stringify(receipt.drives[0]?.failure ?? receipt.failure));
      assert.deepEqual(
        result.badSpots,
        [10 * MIB, 12 * MIB - CHUNK, 12 * MIB].map((offsetBytes) => ({
          offsetBytes,
          lengthBytes: CHUNK,
          rewrites: 1,
          isGood: true,
        })),
      );
      assert.equal(result.retries, 3);
      assert.ok(await startsWithImage(drive.devicePath, imagePath));
    });
  }

  it('but not on a drive with more than a few of them: it fails, blank, and says where', async () => {
    const { result, receipt } = await writeWithRot(imagePath, [{ at: 8 * MIB, lengthBytes: 3 * MIB }]);
    assert.equal(receipt.outcome, 'failed');
    assert.equal(result.failure?.code, 'VERIFY_MISMATCH');
    const { ranges, rangeCount } = result.failure.params;
    assert.deepEqual([ranges, rangeCount], [[{ offsetBytes: 8 * MIB, lengthBytes: 3 * MIB }], 1]);
    assert.deepEqual([result.retries, result.badSpots], [0, []]);
    assert.deepEqual(await bootSigns(drive.devicePath, IMAGE_BYTES), []);
  });

  it('and a drive that shows its own later contents in their place is called smaller than it says', async () => {
    const realBytes = 24 * MIB;
    // what a wrap-around looks like: what was written later lies at an earlier place as well
    const later = await readPart(imagePath, 16 * MIB + realBytes, realBytes);
    const { result } = await writeWithRot(imagePath, [{ at: 16 * MIB, lengthBytes: realBytes, contents: later }]);
    assert.equal(result.failure?.code, 'DRIVE_FALSE_CAPACITY', JSON.stringify(result.failure));
    assert.deepEqual([result.failure.params.pattern, result.failure.params.realBytes], ['wraps', realBytes]);
    assert.deepEqual(await bootSigns(drive.devicePath, IMAGE_BYTES), []);
  });
});

interface Place {
  readonly at: number;
  readonly lengthBytes: number;
  /** What is put there; otherwise every byte is turned over. */
  readonly contents?: Buffer;
}

async function damage(backingPath: string, places: readonly Place[]): Promise<void> {
  const file = await open(backingPath, 'r+');
  try {
    for (const { at, lengthBytes, contents } of places) {
      const bytes = Buffer.alloc(lengthBytes);
      await file.read(bytes, 0, lengthBytes, at);
      for (let index = 0; index < lengthBytes; index += 1) bytes[index] = (bytes[index] ?? 0) ^ 0xff;
      await file.write(contents ?? bytes, 0, lengthBytes, at);
    }
  } finally {
    await file.close();
  }
}

async function readPart(path: string, at: number, lengthBytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(lengthBytes);
    await file.read(bytes, 0, lengthBytes, at);
    return bytes;
  } finally {
    await file.close();
  }
}
