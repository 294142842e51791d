import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenDrive } from '../platform/open-drive.ts';
import { wipeEnds } from './wipe.ts';
import { TransferError } from './write-pass.ts';

const MIB = 1024 * 1024;

test('wipeEnds wipes the start of a drive whose last sector takes nothing, and tells of it', async () => {
  const bytes = Buffer.alloc(4 * MIB, 0xaa);
  const drive: OpenDrive = {
    sizeBytes: bytes.length,
    ioAlignBytes: 512,
    isDirect: true,
    read: async (into, offsetBytes) => {
      bytes.copy(into, 0, offsetBytes, offsetBytes + into.length);
    },
    write: async (from, offsetBytes) => {
      if (offsetBytes + from.length > bytes.length - 512) throw new Error('EIO');
      from.copy(bytes, offsetBytes);
    },
    flush: async () => {},
    close: async () => {},
  };
  await assert.rejects(wipeEnds(drive, new AbortController().signal), (thrown) => {
    return thrown instanceof TransferError && thrown.offsetBytes === bytes.length - 64 * 1024;
  });
  assert.ok(bytes.subarray(0, MIB).every((byte) => byte === 0));
  assert.ok(bytes.subarray(2 * MIB, 3 * MIB - 64 * 1024).every((byte) => byte === 0xaa));
});
