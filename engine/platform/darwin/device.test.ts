import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authopenArguments } from './authopen.ts';
import { rawPath } from './device.ts';
import { driveFailure } from './errno.ts';
import { usersIn } from './let-go.ts';

test('rawPath takes whole drives of macOS and nothing else', () => {
  assert.equal(rawPath('/dev/disk4'), '/dev/rdisk4');
  for (const path of ['/dev/disk4s1', '/dev/rdisk4', '/dev/disk4\n', '/dev/disk', '/dev/disk4; x', '/etc/passwd', '']) {
    assert.throws(() => rawPath(path), path);
  }
});

test('authopenArguments hands every path over as it is', () => {
  for (const path of [`it's "x" $(touch pwned) %PATH% ^ 日本語`, 'a\nb', '']) {
    assert.deepEqual(authopenArguments(path, 2), ['-stdoutpipe', '-o', '2', path]);
  }
});

test('usersIn names the program that keeps a volume, cleaned', () => {
  const said = `Unmount of disk4 failed: at least one volume could not be unmounted
Unmount was dissented by PID 512 (/System/Applications/Preview.app/Contents/MacOS/Preview)
Dissenter parent PPID 1 (/sbin/launchd)`;
  assert.deepEqual(usersIn(new Error(said)), ['Preview']);
  assert.deepEqual(usersIn(new Error('dissented by PID 1 (/x/\u202eevil)')), ['evil']);
  assert.deepEqual(usersIn('odd'), []);
});

test('driveFailure of macOS tells a drive that went away, a switch and an owner apart', () => {
  const facts = { drive: 'Stick', driveId: 'disk4#1', offsetBytes: 0, nothingWritten: true };
  const code = (name: string, operation: 'open' | 'write') =>
    driveFailure(operation, Object.assign(new Error(name), { code: name }), facts).code;
  assert.equal(code('ENXIO', 'write'), 'DRIVE_GONE');
  assert.equal(code('EROFS', 'open'), 'DRIVE_READ_ONLY');
  assert.equal(code('EBUSY', 'open'), 'DRIVE_LOCK_FAILED');
  assert.equal(code('EIO', 'write'), 'WRITE_IO');
  assert.equal(code('EINVAL', 'open'), 'DRIVE_OPEN_FAILED');
});
