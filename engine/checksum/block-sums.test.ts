import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CHUNK_BYTES } from '#contract/image.ts';
import { blockSumsOf } from './block-sums.ts';
import { ChunkTable } from './chunk-table.ts';

const MIB = 1024 * 1024;

function sumsOf(image: Buffer) {
  const table = new ChunkTable();
  table.add(image);
  return blockSumsOf(table);
}

test('blockSumsOf keeps 8 bytes for each MiB, the last one shorter', () => {
  const image = randomBytes(3 * MIB + 5);
  const sums = sumsOf(image);
  assert.equal(sums.blockBytes, MIB);
  assert.equal(Buffer.from(sums.table, 'base64').length, 4 * 8);
  assert.deepEqual(sumsOf(Buffer.from(image)), sums);
});

test('blockSumsOf changes exactly where a byte does', () => {
  const image = randomBytes(3 * MIB);
  const before = Buffer.from(sumsOf(image).table, 'base64');
  image[MIB + 7] = (image[MIB + 7] ?? 0) ^ 1;
  const after = Buffer.from(sumsOf(image).table, 'base64');
  const entry = (sums: Buffer, block: number) => sums.subarray(block * 8, block * 8 + 8);
  const changed = [0, 1, 2].filter((block) => !entry(before, block).equals(entry(after, block)));
  assert.deepEqual(changed, [1]);
});

test('ChunkTable.blockSums covers tables longer than one of its pages', () => {
  const table = new ChunkTable();
  const chunks = randomBytes(16 * CHUNK_BYTES);
  for (let count = 0; count < 4097; count += 1) table.add(chunks); // 65552 chunks: one page is 65536
  const sums = table.blockSums(2 * MIB);
  assert.equal(sums.length, Math.ceil(4097 / 2) * 8);
  assert.ok(sums.subarray(0, 8).equals(sums.subarray(2047 * 8, 2048 * 8)));
});
