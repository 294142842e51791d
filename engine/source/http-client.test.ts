import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { text } from 'node:stream/consumers';
import type { Network } from '#contract/download.ts';
import { failureOf } from '#test/helpers/decode-whole.ts';
import { HttpClient } from './http-client.ts';

const NETWORK: Network = {
  httpProxy: null,
  httpsProxy: null,
  noProxy: null,
  caFile: null,
  silenceMs: 2000,
  retryDelaysMs: [],
};

/** A server that tells what it was asked; as a proxy it is asked for whole addresses. */
async function serve(t: TestContext): Promise<{ readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    asked.push(url);
    const isRefused = headers['proxy-authorization'] === undefined && url.includes('inside');
    response.writeHead(isRefused ? 407 : 200).end(url);
  });
  server.on('connect', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address() as AddressInfo | null;
  return { port: address?.port ?? 0, asked };
}

async function get(t: TestContext, url: string, network: Partial<Network>): Promise<string> {
  const client = new HttpClient({ ...NETWORK, ...network });
  t.after(() => client.close());
  const { body } = await client.get(new URL(url), { signal: AbortSignal.timeout(5000) });
  return text(body);
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  const failure = await failureOf(promise);
  return failure.code === 'DOWNLOAD_FAILED' ? failure.params.reason : failure.code;
}

test('a proxy is asked for the whole address, and not for what NO_PROXY names', async (t) => {
  const { port, asked } = await serve(t);
  const httpProxy = `http://127.0.0.1:${port}`;
  assert.equal(await get(t, 'http://images.invalid/a.iso?b', { httpProxy }), 'http://images.invalid/a.iso?b');
  const direct = { httpProxy: 'http://127.0.0.1:9', noProxy: 'example.org,127.0.0.0/8' };
  assert.equal(await get(t, `http://127.0.0.1:${port}/b.iso`, direct), '/b.iso');
  assert.deepEqual(asked, ['http://images.invalid/a.iso?b', '/b.iso']);
});

test('a proxy that is not there, forbids a server, or has no address is told as one', async (t) => {
  const { port } = await serve(t);
  const there = `http://127.0.0.1:${port}`;
  for (const proxy of ['127.0.0.1:9', 'http://proxy.invalid:80', 'http://[', 'http://:::']) {
    assert.equal(await reasonOf(get(t, 'http://images.invalid/a.iso', { httpProxy: proxy })), 'proxy', proxy);
  }
  assert.equal(await reasonOf(get(t, 'https://images.invalid/a.iso', { httpsProxy: there })), 'proxy');
});

test('a proxy of a kind that cannot be used is told, unless NO_PROXY names the server', async (t) => {
  const { port } = await serve(t);
  for (const httpProxy of ['socks5://127.0.0.1:1080', 'SOCKS5H://127.0.0.1', 'quic://a:443', 'file:///etc/passwd']) {
    assert.equal(await reasonOf(get(t, 'http://images.invalid/a.iso', { httpProxy })), 'proxy-kind', httpProxy);
    assert.equal(await get(t, `http://127.0.0.1:${port}/c`, { httpProxy, noProxy: '127.0.0.1' }), '/c');
  }
});
