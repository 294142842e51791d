import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress, shownAddress } from './address.ts';

test('parseAddress takes http and https with blanks around them and nothing else', () => {
  assert.equal(parseAddress(' https://example.org/a.iso\n')?.href, 'https://example.org/a.iso');
  assert.equal(parseAddress('HTTP://example.org')?.protocol, 'http:');
  for (const text of [
    '',
    'a.iso',
    '/srv/a.iso',
    'ftp://example.org/a',
    'file:///a',
    'https://',
    'javascript:alert(1)',
  ]) {
    assert.equal(parseAddress(text), null, text);
  }
  assert.equal(parseAddress(`https://example.org/${'a'.repeat(9000)}`), null);
});

test('shownAddress leaves out whatever may be secret', () => {
  const url = new URL('https://user:secret@example.org:8443/a.iso?token=secret#secret');
  assert.equal(shownAddress(url), 'https://example.org:8443/a.iso');
});
