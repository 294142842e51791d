import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driveFailure } from './errno.ts';

const FACTS = { drive: 'Stick', driveId: 'sdb#1', offsetBytes: 4096, nothingWritten: false };

test('driveFailure names what happened to the drive, whatever was tried', () => {
  for (const operation of ['open', 'read', 'write', 'flush'] as const) {
    for (const code of ['ENODEV', 'ENXIO', 'ENOMEDIUM', 'ENOENT']) {
      assert.equal(driveFailure(operation, osError(code), FACTS).code, 'DRIVE_GONE');
    }
    assert.equal(driveFailure(operation, osError('EROFS'), FACTS).code, 'DRIVE_READ_ONLY');
  }
});

test('driveFailure tells a busy drive from one that may not be opened', () => {
  assert.equal(driveFailure('open', osError('EBUSY'), FACTS).code, 'DRIVE_LOCK_FAILED');
  for (const code of ['EACCES', 'EPERM', 'EIO', 'EINVAL']) {
    assert.equal(driveFailure('open', osError(code), FACTS).code, 'DRIVE_OPEN_FAILED');
  }
});

test('driveFailure keeps the number of an error that it does not know', () => {
  for (const code of ['EIO', 'ENOSPC', 'EBUSY', 'EACCES', 'EUCLEAN']) {
    const failure = driveFailure('write', osError(code), FACTS);
    assert.equal(failure.code, 'WRITE_IO');
    assert.deepEqual(failure.params, { drive: 'Stick', offsetBytes: 4096 });
    assert.equal(failure.cause?.osCode, code);
    assert.deepEqual(failure.where, { process: 'worker', operation: 'write', driveId: 'sdb#1' });
    assert.equal(failure.nothingWritten, false);
    assert.equal(driveFailure('read', osError(code), FACTS).code, 'READ_IO');
    assert.equal(driveFailure('flush', osError(code), FACTS).code, 'FLUSH_FAILED');
  }
});

test('driveFailure accepts a cause without a number', () => {
  const failure = driveFailure('read', 'odd', FACTS);
  assert.equal(failure.code, 'READ_IO');
  assert.equal(failure.message, 'Cannot read "Stick" at offset 4096: no code');
});

function osError(code: string): Error {
  return Object.assign(new Error(`${code}: some text`), { code });
}
