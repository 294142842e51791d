import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { WITHOUT_ELEVATION, type Elevation } from './elevation.ts';
import { elevatedCommand } from './index.ts';

const run = promisify(execFile);

/** Paths that a shell, PowerShell or cmd would read as something else than a path. */
export const HOSTILE_WORDS: readonly string[] = [
  '/opt/with space/stickwright-worker',
  `it's`,
  '"x"',
  '$(touch pwned)',
  '`touch pwned`',
  '%PATH%',
  '^&|<>',
  'line\nbreak',
  'back\\slash\\',
  '日本語 😀',
  '--',
  '-c',
  '',
];

const PKEXEC: Elevation = {
  ...WITHOUT_ELEVATION,
  how: 'pkexec',
  program: '/usr/bin/pkexec',
  args: ['--disable-internal-agent'],
};

test('elevatedCommand hands every word on as it is, one argument each', () => {
  for (const word of HOSTILE_WORDS) {
    const worker = [`/opt/${word}/worker`, 'worker', '--stdio'] as const;
    assert.deepEqual(elevatedCommand(PKEXEC, worker), ['/usr/bin/pkexec', '--disable-internal-agent', ...worker]);
    assert.deepEqual(elevatedCommand(WITHOUT_ELEVATION, worker), worker);
  }
});

test('elevatedCommand makes a command line that reaches a real program word by word', async () => {
  const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  const start: Elevation = { ...PKEXEC, program: process.execPath, args: ['-e', script, '--'] };
  const [program, ...args] = elevatedCommand(start, ['first', ...HOSTILE_WORDS]);
  const { stdout } = await run(program, args);
  assert.deepEqual(JSON.parse(stdout), ['first', ...HOSTILE_WORDS]);
});
