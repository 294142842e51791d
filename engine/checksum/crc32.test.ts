import assert from 'node:assert/strict';
import test from 'node:test';
import { sampleBytes } from '#test/helpers/image-files.ts';
import { crc32, crc32ByTable } from './crc32.ts';

test('crc32 gives the check value of its definition, whole and in parts', () => {
  const digits = Buffer.from('123456789');
  assert.equal(crc32(digits), 0xcbf43926);
  assert.equal(crc32(digits.subarray(4), crc32(digits.subarray(0, 4))), 0xcbf43926);
  assert.equal(crc32(Buffer.alloc(0)), 0);
});

test('the plain version of crc32 for older Node agrees with the fast one', () => {
  const bytes = sampleBytes(100_001);
  assert.equal(crc32ByTable(bytes), crc32(bytes));
  assert.equal(crc32ByTable(bytes, 12345), crc32(bytes, 12345));
});
