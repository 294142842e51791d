import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { test } from 'node:test';
import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from '../write/aligned-memory.ts';
import { HEAD_BYTES, regionsOf, roundUp } from '../write/regions.ts';
import { finishDrive } from './finish-drive.ts';

const never = new AbortController().signal;

/** A drive in memory with a volatile cache; `onMoment` sees what may be left if the power goes now. */
class CachedDrive implements OpenDrive {
  readonly sizeBytes: number;
  readonly ioAlignBytes: number;
  readonly isDirect = true;
  readonly #stored: Buffer;
  #cached: { readonly bytes: Buffer; readonly offsetBytes: number }[] = [];
  readonly #onMoment: (left: Buffer) => void;

  constructor(stored: Buffer, sectorBytes: number, onMoment: (left: Buffer) => void) {
    this.#stored = stored;
    this.sizeBytes = stored.length;
    this.ioAlignBytes = sectorBytes;
    this.#onMoment = onMoment;
  }

  async write(from: Buffer, offsetBytes: number): Promise<void> {
    assert.equal(from.length % this.ioAlignBytes, 0);
    assert.equal(offsetBytes % this.ioAlignBytes, 0);
    this.#cached.push({ bytes: Buffer.from(from), offsetBytes });
    this.#lookAtMoment();
  }

  async read(into: Buffer, offsetBytes: number): Promise<void> {
    const all = Buffer.from(this.#stored);
    for (const { bytes, offsetBytes: at } of this.#cached) bytes.copy(all, at);
    all.copy(into, 0, offsetBytes, offsetBytes + into.length);
  }

  async flush(): Promise<void> {
    for (const { bytes, offsetBytes } of this.#cached) bytes.copy(this.#stored, offsetBytes);
    this.#cached = [];
    this.#lookAtMoment();
  }

  async close(): Promise<void> {}

  /** Any sectors of what is cached may have been stored: none, all, and some by chance. */
  #lookAtMoment(): void {
    for (const share of [0, 0.1, 0.5, 0.9, 1]) {
      const left = Buffer.from(this.#stored);
      for (const { bytes, offsetBytes } of this.#cached) {
        for (let at = 0; at < bytes.length; at += this.ioAlignBytes) {
          if (Math.random() < share) bytes.copy(left, offsetBytes + at, at, at + this.ioAlignBytes);
        }
      }
      this.#onMoment(left);
    }
  }
}

function heldBack(image: Buffer, fromBytes: number, toBytes: number): Buffer {
  const [memory] = alignedBuffers(1, Math.max(4096, roundUp(toBytes - fromBytes, 4096)));
  assert.ok(memory !== undefined);
  image.copy(memory, 0, fromBytes, toBytes);
  return memory;
}

for (const sectorBytes of [512, 4096]) {
  for (const totalBytes of [100, 5000, 40_000, HEAD_BYTES, HEAD_BYTES + 70_000, 3 * HEAD_BYTES + 512]) {
    const name = `${totalBytes} bytes on a drive with sectors of ${sectorBytes}`;
    test(`finishDrive: whenever the power goes, a first sector means an equal drive (${name})`, async () => {
      const image = randomFillSync(Buffer.alloc(totalBytes));
      const regions = regionsOf(totalBytes);
      const { headEndBytes, tailStartBytes } = regions;
      const stored = Buffer.alloc(roundUp(totalBytes, 4096) + HEAD_BYTES);
      image.copy(stored, headEndBytes, headEndBytes, tailStartBytes);
      let moments = 0;
      const drive = new CachedDrive(stored, sectorBytes, (left) => {
        moments += 1;
        const isThere = !left.subarray(0, sectorBytes).equals(Buffer.alloc(sectorBytes));
        if (isThere) assert.ok(left.subarray(0, totalBytes).equals(image), 'its first sector came too early');
        const isDisc = left.subarray(32_768, 32_768 + sectorBytes).some((byte) => byte !== 0);
        const rest = left.subarray(sectorBytes, totalBytes);
        if (isDisc) assert.ok(rest.equals(image.subarray(sectorBytes)), 'its descriptor came too early');
      });
      const { mismatches } = await finishDrive({
        drive,
        feed: { head: heldBack(image, 0, headEndBytes), tail: heldBack(image, tailStartBytes, totalBytes) },
        regions,
        readBack: true,
        signal: never,
        onRewrite: () => assert.fail('nothing was wrong'),
      });
      assert.equal(mismatches.count, 0);
      assert.ok(stored.subarray(0, totalBytes).equals(image));
      assert.ok(moments >= 10);
    });
  }
}
