import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWithoutProxy } from './no-proxy.ts';

test('NO_PROXY names servers as curl and Go take it', () => {
  const cases: readonly (readonly [noProxy: string | null, url: string, isWithout: boolean])[] = [
    [null, 'https://a.example.org', false],
    ['', 'https://a.example.org', false],
    ['*', 'https://a.example.org', true],
    ['b.org, *', 'https://a.example.org', true],
    ['example.org', 'https://example.org', true],
    ['example.org', 'https://a.example.org', true],
    ['.example.org', 'https://a.example.org', true],
    ['*.example.org', 'https://a.b.example.org', true],
    ['example.org', 'https://badexample.org', false],
    ['EXAMPLE.org b.org', 'https://A.Example.ORG', true],
    ['example.org:8443', 'https://example.org:8443', true],
    ['example.org:8443', 'https://example.org', false],
    ['example.org:443', 'https://example.org', true],
    ['localhost,127.0.0.1', 'http://127.0.0.1:8080', true],
    ['0.1', 'http://10.0.0.1', false],
    ['10.0.0.0/8', 'http://10.1.2.3', true],
    ['10.0.0.0/8', 'http://11.1.2.3', false],
    ['10.0.0.0/99,10/8,/8,10.0.0.0/', 'http://10.1.2.3', false],
    ['2001:db8::/32', 'http://[2001:db8::7]', true],
    ['::1', 'http://[::1]:80', true],
    ['[::1]:80', 'http://[::1]', true],
    [',,', 'https://a.example.org', false],
  ];
  for (const [noProxy, url, isWithout] of cases) {
    assert.equal(isWithoutProxy(noProxy, new URL(url)), isWithout, `${noProxy} for ${url}`);
  }
});
