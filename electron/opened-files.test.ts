import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handedOver, readCommandLine } from './opened-files.ts';

const REAL = { virtual: false, practiceFiles: [], demo: null };

test('files are found among the switches of Chromium and the system, and meant from where the person stands', () => {
  const line = ['--enable-logging', '-psn_0_12345', 'images/a b.iso', '--lang=ja', '/srv/c.img', ''];
  assert.deepEqual(readCommandLine(line, '/home/a'), { ground: REAL, files: ['/home/a/images/a b.iso', '/srv/c.img'] });
});

test('names that look like switches or commands are only names', () => {
  const name = `it's "x" $(touch pwned) %PATH% 日本語.iso`;
  assert.deepEqual(readCommandLine(['--', '--virtual', '-x', name], '/d'), {
    ground: REAL,
    files: ['/d/--virtual', '/d/-x', `/d/${name}`],
  });
});

test('an address from a file manager is the file it names, one of another computer is not', () => {
  const line = ['file:///srv/a%20b%25.iso', 'file://localhost/srv/c.iso', 'file://server/d.iso', 'file:///%zz.iso'];
  const read = readCommandLine(line, '/d');
  assert.deepEqual(typeof read === 'string' ? read : read.files, [
    '/srv/a b%.iso',
    '/srv/c.iso',
    '/d/file:/server/d.iso',
    '/d/file:/%zz.iso',
  ]);
});

test('switches of a demo and of practice files are read with their values', () => {
  const line = [
    '--platform',
    'fake',
    '--scenario=mixed',
    '--clock',
    'manual',
    '--virtual',
    '--practice-file',
    'p.img',
    'x.iso',
  ];
  assert.deepEqual(readCommandLine(line, '/d'), {
    ground: { virtual: true, practiceFiles: ['p.img'], demo: { scenario: 'mixed', isClockManual: true } },
    files: ['/d/x.iso'],
  });
  for (const wrong of [['--platform', 'real'], ['--clock', 'manual'], ['--scenario'], ['--virtual=1']]) {
    assert.equal(typeof readCommandLine(wrong, '/d'), 'string', wrong.join(' '));
  }
});

test('what another start hands over counts only in its own form', () => {
  assert.deepEqual(handedOver({ files: ['/a.iso'] }), ['/a.iso']);
  for (const strange of [null, undefined, 'x', { files: '/a.iso' }, { files: [1] }, {}]) {
    assert.deepEqual(handedOver(strange), []);
  }
});
