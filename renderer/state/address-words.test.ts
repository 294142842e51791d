import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAddress, isPlainHttp, readSha256 } from './address-words.ts';

test('isAddress takes whole http and https addresses only', () => {
  assert.ok(isAddress(' https://example.org/a.iso '));
  assert.ok(isAddress('HTTP://example.org'));
  for (const text of ['', 'example.org/a.iso', 'ftp://a/b', 'https://', 'two words https://a/b', 'https://a/b c']) {
    assert.ok(!isAddress(text), text);
  }
});

test('isPlainHttp knows what is not encrypted', () => {
  assert.ok(isPlainHttp('http://a/b'));
  assert.ok(!isPlainHttp('https://a/b'));
});

test('readSha256 reads what people paste', () => {
  const digits = 'ab'.repeat(32);
  assert.equal(readSha256(` SHA256:${digits.toUpperCase()}\n`), digits);
  assert.equal(readSha256('ａｂ'.repeat(32)), digits);
  assert.equal(readSha256('ab'.repeat(31)), undefined);
});
