import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userFolders } from './user-folders.ts';

test('Linux: the folders of the XDG specification, a relative one is ignored', () => {
  assert.deepEqual(userFolders({ XDG_CONFIG_HOME: '/etc/own', XDG_CACHE_HOME: 'relative' }, 'linux', '/home/a'), {
    config: '/etc/own/stickwright',
    state: '/home/a/.local/state/stickwright',
    cache: '/home/a/.cache/stickwright',
    log: '/home/a/.local/state/stickwright/log',
  });
});

test('macOS: below the Library folder', () => {
  assert.deepEqual(userFolders({}, 'darwin', '/Users/a'), {
    config: '/Users/a/Library/Application Support/Stickwright',
    state: '/Users/a/Library/Application Support/Stickwright/State',
    cache: '/Users/a/Library/Caches/Stickwright',
    log: '/Users/a/Library/Logs/Stickwright',
  });
});

test('Windows: settings roam, records and copies do not', () => {
  const env = { APPDATA: 'D:\\Roaming', LOCALAPPDATA: 'not absolute' };
  assert.deepEqual(userFolders(env, 'win32', 'C:\\Users\\日本 a'), {
    config: 'D:\\Roaming\\Stickwright',
    state: 'C:\\Users\\日本 a\\AppData\\Local\\Stickwright\\State',
    cache: 'C:\\Users\\日本 a\\AppData\\Local\\Stickwright\\Cache',
    log: 'C:\\Users\\日本 a\\AppData\\Local\\Stickwright\\Log',
  });
});
