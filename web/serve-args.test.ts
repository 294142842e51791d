import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServeArgs } from './serve-args.ts';

test('without options it listens on this computer only, on any free port', () => {
  assert.deepEqual(parseServeArgs([]), {
    kind: 'serve',
    options: { address: '127.0.0.1', port: 0, virtual: false, practiceFiles: [], demo: null },
  });
});

test('all options are read', () => {
  const args = ['--port', '8080', '--host', '::1', '--virtual', '--practice-file', 'a.img', '--practice-file=b.img'];
  assert.deepEqual(parseServeArgs([...args, '--platform', 'fake', '--scenario', 'mixed', '--clock', 'manual']), {
    kind: 'serve',
    options: {
      address: '::1',
      port: 8080,
      virtual: true,
      practiceFiles: ['a.img', 'b.img'],
      demo: { scenario: 'mixed', isClockManual: true },
    },
  });
});

test('what is unclear is refused, never guessed', () => {
  for (const args of [
    ['--port', '70000'],
    ['--port', 'x'],
    ['--port', '-1'],
    ['--port', '1.5'],
    ['--unknown'],
    ['extra'],
    ['--platform', 'linux'],
    ['--scenario', 'mixed'],
    ['--clock', 'manual'],
    ['--platform', 'fake', '--clock', 'fast'],
  ]) {
    assert.equal(parseServeArgs(args).kind, 'wrong', args.join(' '));
  }
});
