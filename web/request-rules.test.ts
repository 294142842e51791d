import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookieOf, ownNames, refusalOf } from './request-rules.ts';

const names = ownNames('127.0.0.1', 4321, []);
const host = '127.0.0.1:4321';
const origin = 'http://127.0.0.1:4321';

test('a request of our own page passes, by each of our names', () => {
  for (const name of ['127.0.0.1:4321', 'localhost:4321', 'LOCALHOST:4321', '[::1]:4321']) {
    assert.equal(refusalOf({ host: name, origin: `http://${name.toLowerCase()}` }, names, true), null, name);
  }
  assert.equal(refusalOf({ host }, names, false), null);
});

test('a foreign name that leads here is refused: DNS rebinding', () => {
  for (const name of [
    'evil.example:4321',
    '127.0.0.1',
    '127.0.0.1:4322',
    '127.0.0.1:4321.evil.example',
    '0:4321',
    '',
  ]) {
    assert.equal(refusalOf({ host: name, origin: `http://${name}` }, names, true)?.status, 421, name);
  }
  assert.equal(refusalOf({}, names, false)?.status, 421);
});

test('a foreign or missing origin is refused', () => {
  const foreign = [
    'http://evil.example',
    'null',
    'https://127.0.0.1:4321',
    'http://127.0.0.1:4322',
    'http://localhost:4321',
  ];
  for (const wrong of foreign) {
    assert.equal(refusalOf({ host, origin: wrong }, names, true)?.status, 403, wrong);
    assert.equal(refusalOf({ host, origin: wrong }, names, false)?.status, 403, wrong);
  }
  assert.equal(refusalOf({ host }, names, true)?.status, 403);
});

test('another site may link to us but load nothing from us', () => {
  const from = (site: string, mode: string) => ({ host, 'sec-fetch-site': site, 'sec-fetch-mode': mode });
  assert.equal(refusalOf(from('cross-site', 'navigate'), names, false), null);
  assert.equal(refusalOf(from('cross-site', 'no-cors'), names, false)?.status, 403);
  assert.equal(refusalOf(from('same-site', 'cors'), names, false)?.status, 403); // another port of this computer
  assert.equal(refusalOf(from('same-origin', 'cors'), names, false), null);
  assert.equal(refusalOf({ ...from('same-origin', 'cors'), origin }, names, true), null);
});

test('an address of the network answers by its own names only', () => {
  const open = ownNames('192.168.1.5', 80, ['bench-01', 'fe80::1']);
  assert.ok(['192.168.1.5', '192.168.1.5:80', 'bench-01', '[fe80::1]:80'].every((name) => open.has(name)));
  assert.equal(open.has('localhost:80'), false);
});

test('cookieOf finds one cookie among others, and nothing by half a name', () => {
  const headers = { cookie: 'a=1; stickwright-4321=x=y; stickwright-43=z' };
  assert.equal(cookieOf(headers, 'stickwright-4321'), 'x=y');
  assert.equal(cookieOf(headers, 'stickwright'), null);
  assert.equal(cookieOf({}, 'a'), null);
});
