import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyOfPac } from './pac-result.ts';

test('the first proxy that can be used is taken, and DIRECT means none', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['DIRECT', null],
    ['PROXY proxy.example.org:8080', 'http://proxy.example.org:8080'],
    ['PROXY proxy.example.org:8080; DIRECT', 'http://proxy.example.org:8080'],
    ['HTTPS secure.example.org:443;PROXY b:1', 'https://secure.example.org:443'],
    ['HTTP a:3128', 'http://a:3128'],
    ['proxy a:3128;direct', 'http://a:3128'],
    ['PROXY a', 'http://a:80'],
    ['HTTPS a', 'https://a:443'],
    ['PROXY [2001:db8::1]:3128', 'http://[2001:db8::1]:3128'],
    ['  PROXY   10.0.0.1:8080  ;  ', 'http://10.0.0.1:8080'],
    ['SOCKS5 s:1080; PROXY a:8080; DIRECT', 'http://a:8080'],
    ['DIRECT; PROXY a:8080', null],
  ];
  for (const [answer, proxy] of cases) assert.equal(proxyOfPac(answer), proxy, answer);
});

test('proxies of other kinds are named where there is no other, also before DIRECT', () => {
  assert.equal(proxyOfPac('SOCKS5 tor.example.org:9050; DIRECT'), 'socks5://tor.example.org:9050');
  assert.equal(proxyOfPac('SOCKS a; SOCKS4 b:1'), 'socks://a:1080');
  assert.equal(proxyOfPac('QUIC q:443'), 'quic://q:443');
});

test('what is no answer of a PAC script counts as none', () => {
  const strange = [
    '',
    ';;;',
    'PROXY',
    'PROXY :80',
    'PROXY a:0',
    'PROXY a:99999',
    'PROXY user:secret@a:80',
    'PROXY a b:80',
  ];
  const hostile = [
    'PROXY a/path:80',
    'PROXY http://a:80',
    'PROXY a:80\r\nX: y',
    'FTP a:21',
    'PROXY [::1',
    '\u0000',
    '{}',
  ];
  for (const answer of [...strange, ...hostile]) assert.equal(proxyOfPac(answer), null, JSON.stringify(answer));
});
