import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkFromSystem } from './system-network.ts';

const URL_OF_IMAGE = 'https://name:secret@images.example.org:8443/iso/a.iso?ticket=s3cr3t';

test('the system is asked about the server alone, for both protocols', async () => {
  const asked: string[] = [];
  const systemProxy = async (origin: string) => {
    asked.push(origin);
    return origin.startsWith('https:') ? 'PROXY secure:8080; DIRECT' : 'DIRECT';
  };
  const network = await networkFromSystem({ NO_PROXY: 'intranet' }, { url: URL_OF_IMAGE, systemProxy });
  assert.deepEqual(asked, ['https://images.example.org:8443', 'http://images.example.org']);
  assert.deepEqual([network.httpsProxy, network.httpProxy, network.noProxy], ['http://secure:8080', null, 'intranet']);
  const plain = await networkFromSystem({}, { url: 'http://a.example.org/x.iso', systemProxy });
  assert.deepEqual([plain.httpsProxy, plain.httpProxy], ['http://secure:8080', null]);
});

test('a proxy of the environment goes before that of the system, and a system that cannot tell has none', async () => {
  const never = () => assert.fail('the system was asked');
  const own = await networkFromSystem({ HTTPS_PROXY: 'http://own:1' }, { url: URL_OF_IMAGE, systemProxy: never });
  assert.deepEqual([own.httpsProxy, own.httpProxy], ['http://own:1', null]);
  const failing = () => Promise.reject(new Error('no service'));
  const none = await networkFromSystem({}, { url: URL_OF_IMAGE, systemProxy: failing });
  assert.deepEqual([none.httpsProxy, none.httpProxy], [null, null]);
  const strange = await networkFromSystem({}, { url: 'not an address', systemProxy: never });
  assert.equal(strange.httpsProxy, null);
});
