import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AppPlace, helperCommand } from './helper-command.ts';

const PLACE: AppPlace = {
  isPackaged: true,
  appFolder: '/src/app',
  resourcesFolder: '/opt/Stick wright/resources',
  platform: 'linux',
  searchPath: '/usr/local/bin:/usr/bin',
};

test('an installed app starts the executable that came with it', () => {
  assert.deepEqual(helperCommand(PLACE), ['/opt/Stick wright/resources/helper/stickwright-worker']);
  assert.match(helperCommand({ ...PLACE, platform: 'win32' })?.[0] ?? '', /stickwright-worker\.exe$/u);
});

test('a checkout starts the built script by the Node it pins, else by the one in the path, never by itself', () => {
  const script = '/src/app/out/helper/stickwright-worker.mjs';
  const checkout = { ...PLACE, isPackaged: false };
  const find = (...there: readonly string[]) => helperCommand(checkout, (path) => there.includes(path));
  assert.deepEqual(find('/src/app/node_modules/.bin/node', '/usr/bin/node'), [
    '/src/app/node_modules/.bin/node',
    script,
  ]);
  assert.deepEqual(find('/usr/bin/node'), ['/usr/bin/node', script]);
  assert.equal(find(), null);
});
