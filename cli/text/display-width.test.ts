import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutToWidth, displayWidth, padToWidth, wrapToWidth } from './display-width.ts';

test('Japanese takes two columns a character, colours and combining marks none', () => {
  assert.equal(displayWidth('abc'), 3);
  assert.equal(displayWidth('写真'), 4);
  assert.equal(displayWidth('\u001b[32mok\u001b[0m'), 2);
  assert.equal(displayWidth('e\u0301'), 1);
  assert.equal(displayWidth('█░…✓'), 4);
});

test('a text is never wider than it was cut or padded to', () => {
  for (const text of ['SanDisk Ultra Fit', '書き込みドライブ', 'a写b真c']) {
    for (let columns = 1; columns < 20; columns += 1) {
      assert.ok(displayWidth(cutToWidth(text, columns)) <= columns, `${text} ${columns}`);
      assert.equal(displayWidth(padToWidth(text, columns)), columns);
    }
  }
});

test('long sentences are broken at blanks, long words stay whole', () => {
  assert.deepEqual(wrapToWidth('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrapToWidth('/a/very/long/path is', 5), ['/a/very/long/path', 'is']);
});
