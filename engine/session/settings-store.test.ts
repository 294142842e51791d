import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { SettingsStore } from './settings-store.ts';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-settings-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'config');
}

async function loaded(folder: string): Promise<SettingsStore> {
  const store = new SettingsStore(folder);
  await store.load();
  return store;
}

test('a change is kept for the next run, and the rest stays', async (t) => {
  const folder = await folderOf(t);
  const store = await loaded(folder);
  await store.change({ language: 'ja', sound: undefined });
  assert.deepEqual((await loaded(folder)).current, { ...DEFAULT_SETTINGS, language: 'ja' });
  assert.equal((await stat(join(folder, 'settings.json'))).mode & 0o777, 0o600);
});

test('changes side by side all count, and leave one file', async (t) => {
  const folder = await folderOf(t);
  const store = await loaded(folder);
  await Promise.all([store.change({ verify: false }), store.change({ eject: false }), store.change({ sound: true })]);
  assert.deepEqual((await loaded(folder)).current, { ...DEFAULT_SETTINGS, verify: false, eject: false, sound: true });
  assert.deepEqual(await readdir(folder), ['settings.json']);
});

test('one bad value costs only itself, a damaged file only the settings', async (t) => {
  const folder = await folderOf(t);
  await mkdir(folder);
  const path = join(folder, 'settings.json');
  await writeFile(path, JSON.stringify({ language: 'xx', appearance: 'dark', largeDriveBytes: 9e15, unknown: 1 }));
  assert.deepEqual((await loaded(folder)).current, { ...DEFAULT_SETTINGS, appearance: 'dark' });
  for (const damaged of ['', '{', '[]', 'null', '"x"']) {
    await writeFile(path, damaged);
    assert.deepEqual((await loaded(folder)).current, DEFAULT_SETTINGS, damaged);
  }
});

test('settings that cannot be saved apply all the same and say so', async (t) => {
  const folder = await folderOf(t);
  await writeFile(folder, 'a file where the folder should be');
  const store = await loaded(folder);
  await assert.rejects(store.change({ sound: true }));
  assert.equal(store.current.sound, true);
  assert.equal(await readFile(folder, 'utf8'), 'a file where the folder should be');
});
