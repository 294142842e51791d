import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Updater, Updates } from './updates.ts';

interface Script {
  readonly version: string | null;
  readonly failure?: string;
}

/** The updater's own part: what it answers, and what was asked of it. */
function scripted(script: Script) {
  const asked: string[] = [];
  let tellProgress: (info: { readonly percent: number }) => void = () => {};
  const updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    logger: console,
    checkForUpdates: async () => {
      asked.push('look');
      if (script.failure !== undefined) throw new Error(script.failure);
      const info = { version: script.version ?? '1.0.0' };
      return { isUpdateAvailable: script.version !== null, updateInfo: info, versionInfo: info };
    },
    downloadUpdate: async () => {
      asked.push('get');
      tellProgress({ percent: 41.7 });
      return [];
    },
    quitAndInstall: () => asked.push('install'),
    on: (event: string, listener: typeof tellProgress) => {
      if (event === 'download-progress') tellProgress = listener;
    },
  };
  let loads = 0;
  const updates = new Updates(async () => {
    loads += 1;
    return updater as unknown as Updater; // the parts of it that are used
  });
  const states: string[] = [];
  updates.onChange(() => states.push(Object.values(updates.state).join(' ')));
  return { updates, updater, asked, states, loads: () => loads };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('nothing is loaded, asked or downloaded before a person says so', async () => {
  const { updates, updater, asked, loads } = scripted({ version: '2.0.0' });
  updates.get();
  updates.install();
  updates.refuse();
  await settled();
  assert.deepEqual([updates.state, asked, loads()], [{ state: 'unknown' }, [], 0]);
  updates.look();
  await settled();
  assert.deepEqual([updates.state, asked], [{ state: 'available', version: '2.0.0' }, ['look']]);
  assert.deepEqual([updater.autoDownload, updater.autoInstallOnAppQuit, updater.logger], [false, false, null]);
});

test('what is available is downloaded and installed step by step, each asked for', async () => {
  const { updates, asked, states } = scripted({ version: '2.0.0' });
  updates.look();
  updates.look(); // twice is one look
  await settled();
  updates.get();
  await settled();
  updates.install();
  assert.deepEqual(asked, ['look', 'get', 'install']);
  assert.deepEqual(states, [
    'looking',
    'available 2.0.0',
    'downloading 2.0.0 0',
    'downloading 2.0.0 41',
    'ready 2.0.0',
  ]);
});

test('without a newer version that is said, and a failure has its reason', async () => {
  const newest = scripted({ version: null });
  newest.updates.look();
  await settled();
  assert.deepEqual(newest.updates.state, { state: 'newest' });
  const failed = scripted({ version: null, failure: 'net::ERR_INTERNET_DISCONNECTED\u202e' });
  failed.updates.look();
  await settled();
  assert.deepEqual(failed.updates.state, { state: 'failed', reason: 'net::ERR_INTERNET_DISCONNECTED' });
  failed.updates.look();
  await settled();
  assert.equal(failed.asked.length, 2, 'it can be tried again');
});

test('a refused version is not offered again by itself, but where a person looks', async () => {
  const { updates, asked } = scripted({ version: '2.0.0' });
  const day = 24 * 60 * 60 * 1000;
  updates.lookNowAndThen(0);
  await settled();
  updates.refuse();
  updates.lookNowAndThen(day - 1);
  updates.lookNowAndThen(day);
  await settled();
  assert.deepEqual([updates.state, asked.length], [{ state: 'refused', version: '2.0.0' }, 2]);
  updates.look();
  await settled();
  assert.equal(updates.state.state, 'available');
});
