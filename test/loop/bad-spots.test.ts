import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bootSigns, makeBootableImage, startsWithImage } from '../helpers/bootable-image.ts';
import { helpersOf } from '../helpers/helper-processes.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const MIB = 1024 * 1024;
const CHUNK = 64 * 1024;
const IMAGE_BYTES = 160 * MIB;
/** How often a damage may come too late. */
const ATTEMPTS = 6;
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
   * A write during which what is stored behind the drive is damaged as soon as everything was written. The worker stands still
   * meanwhile; on a busy machine it may have read the place before, then it is done again.
   */
  async function writeWithRot(path: string, places: readonly Place[]) {
    for (let attempt = 1; ; attempt += 1) {
      const { receipt, result } = await writeOnce(path, places);
      const isTooLate = result.outcome === 'verified' && result.badSpots.length === 0;
      if (!isTooLate || attempt === ATTEMPTS) return { receipt, result };
    }
  }

  async function writeOnce(path: string, places: readonly Place[]) {
    const engine = makeEngine();
    let workers: readonly number[] = [];
    let rotten: Promise<void> = Promise.resolve();
    const findWorkers = async () => {
      workers = await helpersOf(process.pid, 'worker');
    };
    const signal = (name: NodeJS.Signals) => {
      for (const pid of workers) process.kill(pid, name);
    };
    try {
      const { receipt } = await writeRun({
        engine,
        imagePath: path,
        devicePaths: [drive.devicePath],
        onEvent: (event) => {
          if (event.event === 'started') void findWorkers();
          if (event.event !== 'phase' || event.phase !== 'flushing') return;
          signal('SIGSTOP');
          rotten = damage(drive.backingPath, places).finally(() => signal('SIGCONT'));
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
        { at: 150 * MIB + 12_345, lengthBytes: 1 },
        { at: 152 * MIB - 10, lengthBytes: 700 },
      ];
      const { result, receipt } = await writeWithRot(isPacked ? packedPath : imagePath, places);
      assert.equal(receipt.outcome, 'verified', JSON.stringify(receipt.drives[0]?.failure ?? receipt.failure));
      assert.deepEqual(
        result.badSpots,
        [150 * MIB, 152 * MIB - CHUNK, 152 * MIB].map((offsetBytes) => ({
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
    const { result, receipt } = await writeWithRot(imagePath, [{ at: 148 * MIB, lengthBytes: 3 * MIB }]);
    assert.equal(receipt.outcome, 'failed');
    assert.equal(result.failure?.code, 'VERIFY_MISMATCH');
    const { ranges, rangeCount } = result.failure.params;
    assert.deepEqual([ranges, rangeCount], [[{ offsetBytes: 148 * MIB, lengthBytes: 3 * MIB }], 1]);
    assert.deepEqual([result.retries, result.badSpots], [0, []]);
    assert.deepEqual(await bootSigns(drive.devicePath, IMAGE_BYTES), []);
  });

  it('and a drive that shows its own later contents in their place is called smaller than it says', async () => {
    const lastBytes = 24 * MIB;
    const end = await readPart(imagePath, IMAGE_BYTES - lastBytes, lastBytes);
    // what a wrap-around looks like: the end of the image lies at an earlier place as well
    const { result } = await writeWithRot(imagePath, [
      { at: IMAGE_BYTES - 2 * lastBytes, lengthBytes: lastBytes - CHUNK, contents: end },
    ]);
    assert.equal(result.failure?.code, 'DRIVE_FALSE_CAPACITY', JSON.stringify(result.failure));
    assert.deepEqual([result.failure.params.pattern, result.failure.params.realBytes], ['wraps', lastBytes]);
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
