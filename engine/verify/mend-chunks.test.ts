import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CHUNK_BYTES } from '#contract/image.ts';
import type { OpenDrive } from '../platform/open-drive.ts';
import { mendChunks } from './mend-chunks.ts';
import { Mismatches } from './mismatches.ts';

const signal = new AbortController().signal;
const EXPECTED = randomBytes(CHUNK_BYTES);

/** A drive that damages the chunk at `badAt` the first `times` times it is written. */
function wornDrive(badAt: number, times: number): OpenDrive {
  const bytes = Buffer.alloc(4 * CHUNK_BYTES);
  let damaged = 0;
  return {
    sizeBytes: bytes.length,
    ioAlignBytes: 512,
    isDirect: true,
    read: async (into, offsetBytes) => {
      bytes.copy(into, 0, offsetBytes, offsetBytes + into.length);
    },
    write: async (from, offsetBytes) => {
      bytes.set(from, offsetBytes);
      if (offsetBytes !== badAt || damaged >= times) return;
      damaged += 1;
      bytes.fill(0xee, offsetBytes + 1000, offsetBytes + 1010);
    },
    flush: async () => {},
    close: async () => {},
  };
}

async function mend(drive: OpenDrive) {
  const mismatches = new Mismatches();
  let rewrites = 0;
  const ranges = [CHUNK_BYTES, 3 * CHUNK_BYTES].map((offsetBytes) => ({ offsetBytes, lengthBytes: CHUNK_BYTES }));
  const spots = await mendChunks({
    drive,
    chunks: ranges.map((range) => ({ range, expected: EXPECTED })),
    signal,
    mismatches,
    onRewrite: () => {
      rewrites += 1;
    },
  });
  return { spots, mismatches, rewrites };
}

test('mendChunks writes a chunk again until it reads back right, and counts each time', async () => {
  const { spots, mismatches, rewrites } = await mend(wornDrive(CHUNK_BYTES, 2));
  assert.deepEqual(spots, [
    { offsetBytes: CHUNK_BYTES, lengthBytes: CHUNK_BYTES, rewrites: 3, isGood: true },
    { offsetBytes: 3 * CHUNK_BYTES, lengthBytes: CHUNK_BYTES, rewrites: 1, isGood: true },
  ]);
  assert.deepEqual([mismatches.count, rewrites], [0, 4]);
});

test('mendChunks gives a chunk up after three times and says which bytes differ still', async () => {
  const { spots, mismatches } = await mend(wornDrive(CHUNK_BYTES, 99));
  assert.deepEqual(
    spots.map(({ rewrites, isGood }) => [rewrites, isGood]),
    [
      [3, false],
      [1, true],
    ],
  );
  const [range] = mismatches.ranges;
  assert.ok(range !== undefined && range.offsetBytes >= CHUNK_BYTES + 1000 && range.lengthBytes <= 10);
});
