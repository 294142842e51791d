import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access } from './access.ts';

test('a token lets one browser in, once', () => {
  const access = new Access();
  const token = access.newToken();
  const entry = access.enter(token);
  assert.ok(entry !== null && access.isKnown(entry.key, entry.cookie));
  assert.equal(access.enter(token), null);
});

test('without a token nobody gets in, whatever is sent', () => {
  const access = new Access();
  for (const token of ['', 'undefined', 'null']) assert.equal(access.enter(token), null);
});

test('a new token voids the one before it', () => {
  const access = new Access();
  const first = access.newToken();
  const second = access.newToken();
  assert.equal(access.enter(first), null);
  assert.notEqual(access.enter(second), null);
});

test('key and cookie must both be there and belong to one browser', () => {
  const access = new Access();
  const one = access.enter(access.newToken());
  const two = access.enter(access.newToken());
  assert.ok(one !== null && two !== null);
  assert.equal(access.isKnown(one.key, two.cookie), false);
  assert.equal(access.isKnown(one.key, null), false);
  assert.equal(access.isKnown(null, one.cookie), false);
  assert.equal(access.isKnown(one.cookie, one.key), false);
  assert.equal(access.isKnown('', ''), false);
  assert.equal(access.isKnown(two.key, two.cookie), true);
});

test('the seventeenth browser takes the place of the first', () => {
  const access = new Access();
  const entries = Array.from({ length: 17 }, () => access.enter(access.newToken()));
  const isIn = entries.map((entry) => entry !== null && access.isKnown(entry.key, entry.cookie));
  assert.deepEqual(isIn, [false, ...Array<boolean>(16).fill(true)]);
});
