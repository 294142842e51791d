import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAddress, isPlainHttp, readDigest } from './address-words.ts';

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

test('readDigest reads what people paste', () => {
  const digits = 'ab'.repeat(32);
  assert.equal(readDigest(` SHA256:${digits.toUpperCase()}\n`), digits);
  assert.equal(readDigest('ａｂ'.repeat(32)), digits);
  assert.equal(readDigest('ab'.repeat(31)), undefined);
  assert.equal(readDigest(`SHA512:${'AB'.repeat(64)}`), 'ab'.repeat(64));
});
