import assert from 'node:assert/strict';
import test from 'node:test';
import { Xxh32, xxh32 } from './xxh32.ts';

test('XXH32 has the known values', () => {
  assert.equal(xxh32(Buffer.alloc(0)), 0x02cc5d05);
  assert.equal(xxh32(Buffer.from('a')), 0x550d7456);
  assert.equal(xxh32(Buffer.from('abc')), 0x32d153ff);
  assert.equal(xxh32(Buffer.from('Nobody inspects the spammish repetition')), 0xe2293b2f);
});

test('XXH32 of parts of any length is that of the whole', () => {
  const whole = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 73) % 251));
  for (const partBytes of [1, 3, 15, 16, 17, 100, 999]) {
    const hash = new Xxh32();
    for (let at = 0; at < whole.length; at += partBytes) hash.add(whole.subarray(at, at + partBytes));
    assert.equal(hash.digest(), xxh32(whole), `${partBytes}`);
  }
});
