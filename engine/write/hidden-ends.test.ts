import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { test } from 'node:test';
import type { OpenDrive } from '../platform/open-drive.ts';
import { HiddenEnds } from './hidden-ends.ts';
import { WIPE_BYTES } from './regions.ts';

const SIZE_BYTES = 8 * WIPE_BYTES + 4096;
const never = new AbortController().signal;

/** A drive in memory; reads at `unreadableAt` fail. */
function memoryDrive(bytes: Buffer, unreadableAt: number | null = null): OpenDrive {
  return {
    sizeBytes: bytes.length,
    ioAlignBytes: 512,
    isDirect: true,
    read: async (into, offsetBytes) => {
      if (offsetBytes === unreadableAt) throw new Error('EIO');
      bytes.copy(into, 0, offsetBytes, offsetBytes + into.length);
    },
    write: async (from, offsetBytes) => {
      from.copy(bytes, offsetBytes);
    },
    flush: async () => {},
    close: async () => {},
  };
}

test('HiddenEnds makes both ends blank, leaves the rest alone, and puts every byte back', async () => {
  const bytes = randomFillSync(Buffer.alloc(SIZE_BYTES));
  const before = Buffer.from(bytes);
  const ends = await HiddenEnds.read(memoryDrive(bytes), never);
  await ends.hide(never);
  assert.ok(bytes.subarray(0, WIPE_BYTES).every((byte) => byte === 0));
  assert.ok(bytes.subarray(-WIPE_BYTES).every((byte) => byte === 0));
  const middle = [WIPE_BYTES, SIZE_BYTES - WIPE_BYTES - 64 * 1024] as const;
  assert.ok(bytes.subarray(...middle).equals(before.subarray(...middle)));
  assert.equal(await ends.restore(never), true);
  assert.ok(bytes.equals(before));
});

test('HiddenEnds does not say that all is back where a place could not be read', async () => {
  const bytes = randomFillSync(Buffer.alloc(SIZE_BYTES));
  const ends = await HiddenEnds.read(memoryDrive(bytes, 64 * 1024), never);
  await ends.hide(never);
  assert.equal(await ends.restore(never), false);
});

test('HiddenEnds of a drive as small as its ends puts all of it back', async () => {
  const bytes = randomFillSync(Buffer.alloc(512 * 1024));
  const before = Buffer.from(bytes);
  const ends = await HiddenEnds.read(memoryDrive(bytes), never);
  await ends.hide(never);
  assert.ok(bytes.every((byte) => byte === 0));
  assert.equal(await ends.restore(never), true);
  assert.ok(bytes.equals(before));
});
