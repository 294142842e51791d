import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CHUNK_BYTES } from '#contract/image.ts';
import { ChunkTable } from '../checksum/chunk-table.ts';
import { DifferingChunks } from './differing-chunks.ts';

const COUNT = 64;
const IMAGE = randomBytes(COUNT * CHUNK_BYTES);
const chunkOf = (index: number) => IMAGE.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);

/** What is found when chunk `i` of the drive holds `seen(i)`. */
function compared(seen: (index: number) => Buffer): DifferingChunks {
  const table = new ChunkTable();
  table.add(IMAGE);
  const found = new DifferingChunks(table);
  for (let index = 0; index < COUNT; index += 1) found.compare(seen(index), index * CHUNK_BYTES);
  return found;
}

test('DifferingChunks finds nothing on a drive that holds the image', () => {
  const found = compared(chunkOf);
  assert.deepEqual([found.ranges, found.falseCapacity()], [[], null]);
});

for (const realChunks of [40, 24, 10]) {
  test(`DifferingChunks knows a drive that wraps around after ${realChunks} chunks`, () => {
    // the last writer of each place is what is seen there
    const found = compared((index) => {
      const place = index % realChunks;
      return chunkOf(place + Math.floor((COUNT - 1 - place) / realChunks) * realChunks);
    });
    assert.deepEqual(found.falseCapacity(), { pattern: 'wraps', realBytes: realChunks * CHUNK_BYTES });
    assert.equal(found.ranges.length, COUNT - realChunks);
  });
}

test('DifferingChunks knows a drive that drops what is written past a place', () => {
  const found = compared((index) => (index < 30 ? chunkOf(index) : Buffer.alloc(CHUNK_BYTES, 0xff)));
  assert.deepEqual(found.falseCapacity(), { pattern: 'drops', realBytes: 30 * CHUNK_BYTES });
});

test('DifferingChunks does not take a failing stick for a small one', () => {
  const old = Buffer.alloc(CHUNK_BYTES, 0);
  const blankInside = compared((index) => (index > 10 && index < 40 ? old : chunkOf(index)));
  assert.equal(blankInside.falseCapacity(), null);
  const flipped = compared((index) =>
    index % 3 === 0 ? Buffer.from(chunkOf(index)).fill(7, 100, 101) : chunkOf(index),
  );
  assert.equal(flipped.falseCapacity(), null);
  const swapped = compared((index) => chunkOf(index === 3 ? 9 : index));
  assert.equal(swapped.falseCapacity(), null);
  assert.deepEqual(swapped.ranges, [{ offsetBytes: 3 * CHUNK_BYTES, lengthBytes: CHUNK_BYTES }]);
});
