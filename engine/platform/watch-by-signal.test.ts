import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Drive } from '#contract/drive.ts';
import type { ListOptions } from '#contract/reader.ts';
import { sampleDrive } from '#test/helpers/sample-drive.ts';
import { watchBySignal } from './watch-by-signal.ts';

const OPTIONS: ListOptions = { virtual: false, all: false, files: [], imagePath: null, neededBytes: null };

test('watchBySignal lists at once and again when the system tells of a change, and tells only differences', async () => {
  const stop = new AbortController();
  const lists: readonly (readonly Drive[])[] = [[], [], [sampleDrive()]];
  const seen: (readonly Drive[])[] = [];
  let calls = 0;
  let tell: () => void = () => {};
  let isEnded = false;
  await watchBySignal({
    options: OPTIONS,
    list: async () => {
      const drives = lists[calls] ?? [];
      calls += 1;
      setImmediate(tell); // as a change that happens during the list
      return drives;
    },
    changed: (drives) => {
      seen.push(drives);
      if (seen.length === 2) stop.abort();
    },
    signal: stop.signal,
    tellChanges: (told) => {
      tell = told;
      return () => {
        isEnded = true;
      };
    },
  });
  assert.deepEqual(seen, [[], [sampleDrive()]]);
  assert.equal(calls, 3);
  assert.ok(isEnded);
});

test('watchBySignal ends with the error of a list that fails from the start', async () => {
  let isEnded = false;
  const watch = watchBySignal({
    options: OPTIONS,
    list: () => Promise.reject(new Error('no tool')),
    changed: () => assert.fail('nothing was listed'),
    signal: new AbortController().signal,
    tellChanges: () => () => {
      isEnded = true;
    },
  });
  await assert.rejects(watch, /no tool/);
  assert.ok(isEnded);
});
