import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleDrive } from '#test/helpers/sample-drive.ts';
import { pick } from './choose-drives.ts';

const drives = ['a', 'b', 'c'].map((id) => sampleDrive({ id }));
const ids = (typed: string) => pick(typed, drives)?.map(({ id }) => id) ?? null;

test('numbers choose drives in the order typed, each once', () => {
  assert.deepEqual(ids('2'), ['b']);
  assert.deepEqual(ids('3, 1'), ['c', 'a']);
  assert.deepEqual(ids('1 1'), ['a']);
});

test('anything that is not wholly a list of known numbers chooses nothing', () => {
  for (const typed of ['', ',', '0', '4', '1,4', '1-3', 'all', '1x', '-1', '1.0'])
    assert.equal(ids(typed), null, typed);
});
