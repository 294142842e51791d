import assert from 'node:assert/strict';
import test from 'node:test';
import { crc32c } from './crc32c.ts';

test('CRC-32C is that of RFC 3720, whole or in parts', () => {
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
  assert.equal(crc32c(Buffer.alloc(32, 0xff)), 0x62a8ab43);
  const text = Buffer.from('123456789');
  assert.equal(crc32c(text), 0xe3069283);
  assert.equal(crc32c(text.subarray(4), crc32c(text.subarray(0, 4))), 0xe3069283);
});
