import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSize } from './sizes.ts';

test('sizes count in 1024 for one letter and in 1000 with a B', () => {
  assert.equal(parseSize('8G'), 8 * 2 ** 30);
  assert.equal(parseSize('8g'), 8 * 2 ** 30);
  assert.equal(parseSize('8GiB'), 8 * 2 ** 30);
  assert.equal(parseSize('8GB'), 8e9);
  assert.equal(parseSize('1.5M'), 1.5 * 2 ** 20);
  assert.equal(parseSize('4096'), 4096);
});

test('what is no size, or no whole number of sectors, is refused', () => {
  for (const text of ['', '8X', '-1G', '1e9', 'G', '8 G B', '99999999T', '513', '0K', 'constructor']) {
    assert.throws(() => parseSize(text), { name: 'AppError' }, text);
  }
});
