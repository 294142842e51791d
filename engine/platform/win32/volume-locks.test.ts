import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../errors/app-error.ts';
import { physicalPath } from './device.ts';
import { driveFailure } from './errno.ts';
import { lockVolumes } from './volume-locks.ts';
import type { VolumesPart } from './volumes-part.ts';

const never = new AbortController().signal;
const request = { signal: never, devicePath: '\\\\.\\PhysicalDrive1', patienceMs: 0 };

test('lockVolumes keeps every volume until it is told to let go', async () => {
  const part = scripted({ 'vol-a': [], 'vol-b': [] });
  const release = await lockVolumes({ ...request, volumePaths: ['vol-a', 'vol-b'], part });
  assert.deepEqual([...part.held], ['vol-a', 'vol-b']);
  release();
  release();
  assert.deepEqual([...part.held], []);
});

test('lockVolumes waits for an indexer, and goes on without a volume that went away', async () => {
  const part = scripted({ 'vol-a': ['WIN32_5', 'WIN32_32'], 'vol-b': ['WIN32_2'] });
  const release = await lockVolumes({ ...request, volumePaths: ['vol-a', 'vol-b'], part, patienceMs: 5000 });
  assert.deepEqual([...part.held], ['vol-a']);
  release();
});

test('lockVolumes lets go of everything when one volume stays in use, when it is told to stop and on any other error', async () => {
  const busy = scripted({ 'vol-a': [], 'vol-b': Array<string>(99).fill('WIN32_5') });
  await assert.rejects(lockVolumes({ ...request, volumePaths: ['vol-a', 'vol-b'], part: busy }), (thrown) => {
    assert.ok(thrown instanceof AppError);
    assert.equal(thrown.failure.code, 'DRIVE_IN_USE');
    return true;
  });
  assert.deepEqual([...busy.held], []);

  const broken = scripted({ 'vol-a': [], 'vol-b': ['WIN32_1117'] });
  await assert.rejects(lockVolumes({ ...request, volumePaths: ['vol-a', 'vol-b'], part: broken }), {
    code: 'WIN32_1117',
  });
  assert.deepEqual([...broken.held], []);

  const stopped = scripted({ 'vol-a': [] });
  const stop = AbortSignal.abort();
  const locking = lockVolumes({ ...request, volumePaths: ['vol-a'], part: stopped, signal: stop });
  await assert.rejects(locking, { name: 'CancelledError' });
});

test('physicalPath takes whole drives of Windows and nothing else', () => {
  assert.equal(physicalPath('\\\\.\\physicaldrive12'), '\\\\.\\PhysicalDrive12');
  for (const path of [
    '\\\\.\\C:',
    '\\\\.\\PhysicalDrive',
    '\\\\.\\PhysicalDrive1\\x',
    '\\\\?\\PhysicalDrive1',
    'C:\\x',
    '',
  ]) {
    assert.throws(() => physicalPath(path), path);
  }
});

test('driveFailure of Windows tells a drive that went away, a switch and an owner apart', () => {
  const facts = { drive: 'Stick', driveId: 'PhysicalDrive1#1', offsetBytes: 0, nothingWritten: true };
  const code = (name: string, operation: 'open' | 'write' | 'read' | 'flush') =>
    driveFailure(operation, Object.assign(new Error(name), { code: name }), facts).code;
  assert.equal(code('WIN32_1167', 'open'), 'DRIVE_GONE');
  assert.equal(code('ENOENT', 'open'), 'DRIVE_GONE');
  assert.equal(code('EROFS', 'write'), 'DRIVE_READ_ONLY');
  assert.equal(code('EBUSY', 'open'), 'DRIVE_LOCK_FAILED');
  assert.equal(code('EPERM', 'open'), 'DRIVE_OPEN_FAILED');
  assert.equal(code('UNKNOWN', 'write'), 'WRITE_IO');
  assert.equal(code('UNKNOWN', 'read'), 'READ_IO');
  assert.equal(code('EIO', 'flush'), 'FLUSH_FAILED');
});

/** Volumes that refuse with these codes, one after the other, before they let themselves be locked. */
function scripted(
  refusals: Readonly<Record<string, readonly string[]>>,
): VolumesPart & { readonly held: Set<unknown> } {
  const held = new Set<unknown>();
  const left = new Map(Object.entries(refusals).map(([path, codes]) => [path, [...codes]]));
  return {
    held,
    lock: async (path) => {
      const code = left.get(path)?.shift();
      if (code !== undefined) throw Object.assign(new Error(code), { code });
      held.add(path);
      return path;
    },
    release: (lock) => held.delete(lock),
    dropLayout: async () => {},
    lookAgain: async () => {},
    eject: async () => {},
  };
}
