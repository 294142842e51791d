import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { windowsChildEnvironment } from './child-environment.ts';
import { isElevated, windowsRefusal } from './elevation.ts';

test('isElevated knows an administrator by the level, not by the group or a translated name', async () => {
  assert.equal(isElevated(await fixture('written-whoami-elevated.csv')), true);
  assert.equal(isElevated(await fixture('written-whoami-ordinary.csv')), false);
  assert.equal(isElevated(''), false);
});

test('windowsRefusal tells a no, a system that cannot ask, and a worker that ended', () => {
  const end = (exitCode: number | null, stderr = '') => windowsRefusal({ exitCode, signal: null, stderr }).kind;
  const progress = '#< CLIXML\r\n<Objs Version="1.1.0.1"></Objs>';
  assert.equal(end(1223, 'Stickwright: The operation was canceled by the user\r\n'), 'denied');
  assert.equal(end(1260, 'Stickwright: This program is blocked by group policy\r\n'), 'unavailable');
  assert.equal(end(4242, `${progress}\nStickwright: Cannot create type`), 'unavailable');
  assert.equal(end(null), 'unavailable');
  assert.equal(end(1, progress), 'lost');
  assert.equal(end(134), 'lost');
});

test('windowsChildEnvironment hands on nothing that changes what a program loads or runs', () => {
  const env = windowsChildEnvironment({
    SystemRoot: 'C:\\Windows',
    PATH: 'C:\\evil',
    NODE_OPTIONS: '--require evil',
    PSModulePath: 'C:\\evil',
    TEMP: 'C:\\Users\\me\\Temp',
    SECRET: 'x',
  });
  assert.deepEqual(env, {
    TEMP: 'C:\\Users\\me\\Temp',
    SystemRoot: 'C:\\Windows',
    windir: 'C:\\Windows',
    PATH: 'C:\\Windows\\System32;C:\\Windows',
  });
});

async function fixture(name: string): Promise<string> {
  return await readFile(new URL(`../../../test/fixtures/windows/${name}`, import.meta.url), 'utf8');
}
