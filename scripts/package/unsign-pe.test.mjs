import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unsignPe } from './unsign-pe.mjs';

/** The headers of a 64-bit program, some code, and a signature of the given size. @param {number} signatureBytes */
function program(signatureBytes) {
  const bytes = Buffer.alloc(1024 + signatureBytes, 0xaa);
  bytes.fill(0, 0, 512);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(128, 0x3c);
  bytes.write('PE\0\0', 128, 'latin1');
  bytes.writeUInt16LE(0x20b, 152);
  bytes.writeUInt32LE(0x12345678, 152 + 64);
  if (signatureBytes > 0) {
    bytes.writeUInt32LE(1024, 152 + 112 + 32);
    bytes.writeUInt32LE(signatureBytes, 152 + 112 + 36);
  }
  return bytes;
}

test('a signature is cut off, its entry is emptied and the rest stays', () => {
  const bare = unsignPe(program(256));
  assert.equal(bare.length, 1024);
  assert.deepEqual(bare.subarray(296, 304), Buffer.alloc(8));
  assert.equal(bare.readUInt32LE(152 + 64), 0);
  assert.deepEqual(bare.subarray(512), Buffer.alloc(512, 0xaa));
});

test('a program without a signature stays as it is', () => {
  const bytes = program(0);
  assert.deepEqual(unsignPe(bytes), program(0));
});

test('what is no program, or has bytes behind its signature, is refused', () => {
  assert.throws(() => unsignPe(Buffer.from('#!/bin/sh\n')), /no Windows program/);
  assert.throws(() => unsignPe(Buffer.concat([program(256), Buffer.alloc(1)])), /end of the program/);
});
