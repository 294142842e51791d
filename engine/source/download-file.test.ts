import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import type { DownloadProgress, Network } from '#contract/download.ts';
import { failureOf } from '#test/helpers/decode-whole.ts';
import { type Fault, FaultServer, type FaultServerOptions, send, sendAndBreak } from '#test/helpers/fault-server.ts';
import { temporaryFolder } from '#test/helpers/image-files.ts';
import { downloadFile } from './download-file.ts';

const IMAGE = randomBytes(3_000_001);
const SHA256 = createHash('sha256').update(IMAGE).digest('hex');
const NETWORK: Network = {
  httpProxy: null,
  httpsProxy: null,
  noProxy: null,
  caFile: null,
  silenceMs: 1000,
  retryDelaysMs: [10, 10, 10],
};

async function serve(t: TestContext, fault?: Fault, options: Partial<FaultServerOptions> = {}): Promise<FaultServer> {
  const files = new Map([['/a.iso', IMAGE]]);
  const server = await FaultServer.start({ files, ...(fault === undefined ? {} : { fault }), ...options });
  t.after(() => server.close());
  return server;
}

interface Run {
  readonly folder: string;
  readonly expectedDigest?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly network?: Partial<Network>;
}

function fetchInto(server: FaultServer | string, run: Run) {
  return downloadFile({
    url: new URL(typeof server === 'string' ? server : server.url('/a.iso')),
    network: { ...NETWORK, ...run.network },
    folder: run.folder,
    expectedDigest: run.expectedDigest ?? null,
    signal: run.signal ?? new AbortController().signal,
    onProgress: run.onProgress ?? (() => {}),
  });
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  const { code, params } = await failureOf(promise);
  return 'reason' in params ? String(params.reason) : code;
}

test('downloadFile brings a file with its digest and leaves nothing else', async (t) => {
  const server = await serve(t);
  const folder = temporaryFolder(t);
  const done = await fetchInto(server, { folder, expectedDigest: SHA256 });
  assert.deepEqual(readdirSync(folder), ['a.iso']);
  assert.deepEqual(readFileSync(done.path), IMAGE);
  assert.deepEqual(
    { sha256: done.sha256, sizeBytes: done.sizeBytes, resumedBytes: done.resumedBytes, canResume: done.file.canResume },
    { sha256: SHA256, sizeBytes: IMAGE.length, resumedBytes: 0, canResume: true },
  );
});

test('downloadFile continues a broken connection where it broke', async (t) => {
  const server = await serve(
    t,
    async ({ response, startBytes, count }) => {
      if (count > 3) return false;
      response.writeHead(206, {
        etag: '"x"',
        'content-length': IMAGE.length - startBytes,
        'content-range': `bytes ${startBytes}-${IMAGE.length - 1}/${IMAGE.length}`,
      });
      await sendAndBreak(response, IMAGE.subarray(startBytes, startBytes + 700_000));
      return true;
    },
    { etag: '"x"' },
  );
  const folder = temporaryFolder(t);
  const states: string[] = [];
  const done = await fetchInto(server, { folder, onProgress: ({ state }) => states.push(state) });
  assert.equal(done.sha256, SHA256);
  assert.ok(states.includes('waiting'));
  const starts = server.requests.map(({ range }) => Number(/\d+/.exec(range ?? '')?.[0]));
  assert.equal(starts.length, 4);
  // what was on its way when the connection broke is asked for again, no more
  for (const [index, start] of starts.entries()) assert.ok(start <= index * 700_000 && start > (index - 0.2) * 700_000);
  assert.deepEqual(
    server.requests.map(({ ifRange }) => ifRange),
    [null, '"x"', '"x"', '"x"'],
  );
});

test('downloadFile goes on after it was stopped, without fetching anything twice', async (t) => {
  const folder = temporaryFolder(t);
  const server = await serve(t);
  const controller = new AbortController();
  await assert.rejects(
    fetchInto(server, {
      folder,
      signal: controller.signal,
      onProgress: ({ doneBytes }) => {
        if (doneBytes > 1_000_000) controller.abort();
      },
    }),
    { name: 'CancelledError' },
  );
  assert.deepEqual(readdirSync(folder).sort(), ['a.iso.part', 'a.iso.part.json']);
  const states: string[] = [];
  const done = await fetchInto(server, { folder, onProgress: ({ state }) => states.push(state) });
  assert.equal(states[0], 'checking');
  assert.ok(done.resumedBytes > 1_000_000);
  assert.equal(done.sha256, SHA256);
  assert.deepEqual(readFileSync(done.path), IMAGE);
  assert.equal(server.requests.at(-1)?.range, `bytes=${done.resumedBytes}-`);
  assert.deepEqual(readdirSync(folder), ['a.iso']);
});

test('downloadFile trusts only what its journal says is on the disk', async (t) => {
  const folder = temporaryFolder(t);
  const server = await serve(t);
  const controller = new AbortController();
  const stopAt = ({ doneBytes }: DownloadProgress) => {
    if (doneBytes > 1_000_000) controller.abort();
  };
  await fetchInto(server, { folder, signal: controller.signal, onProgress: stopAt }).catch(() => {});
  // as after a power loss: more bytes in the file than were surely stored, and those are wrong
  writeFileSync(path.join(folder, 'a.iso.part'), Buffer.alloc(500_000, 0xff), { flag: 'a' });
  const done = await fetchInto(server, { folder });
  assert.deepEqual(readFileSync(done.path), IMAGE);
});

test('downloadFile begins anew where the file on the server was replaced meanwhile', async (t) => {
  const folder = temporaryFolder(t);
  const old = await serve(t, undefined, { files: new Map([['/a.iso', Buffer.alloc(IMAGE.length, 7)]]), etag: '"old"' });
  const controller = new AbortController();
  const stopAt = ({ doneBytes }: DownloadProgress) => {
    if (doneBytes > 1_000_000) controller.abort();
  };
  await fetchInto(old, { folder, signal: controller.signal, onProgress: stopAt }).catch(() => {});
  let tag = '"old"';
  const server = await serve(t, async ({ response, startBytes, count, request }) => {
    if (count === 1) {
      response.writeHead(206, {
        etag: tag,
        'content-length': IMAGE.length,
        'content-range': `bytes 0-${IMAGE.length - 1}/${IMAGE.length}`,
      });
      await sendAndBreak(response, Buffer.alloc(900_000, 7));
      tag = '"new"';
      return true;
    }
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === tag;
    const from = isSame ? startBytes : 0;
    response.writeHead(isSame ? 206 : 200, {
      etag: tag,
      'content-length': IMAGE.length - from,
      ...(isSame ? { 'content-range': `bytes ${from}-${IMAGE.length - 1}/${IMAGE.length}` } : {}),
    });
    await send(response, IMAGE.subarray(from));
    return true;
  });
  const done = await fetchInto(server, { folder });
  assert.equal(done.sha256, SHA256);
  assert.deepEqual(readFileSync(done.path), IMAGE);
});

test('downloadFile keeps nothing that is not what was expected', async (t) => {
  const folder = temporaryFolder(t);
  const server = await serve(t);
  assert.equal(await reasonOf(fetchInto(server, { folder, expectedDigest: '0'.repeat(64) })), 'CHECKSUM_MISMATCH');
  assert.equal(await reasonOf(fetchInto(server, { folder, expectedDigest: '0'.repeat(128) })), 'CHECKSUM_MISMATCH');
  assert.deepEqual(readdirSync(folder), []);
});

test('downloadFile compares a SHA-512 too, and takes a complete file that has it', async (t) => {
  const folder = temporaryFolder(t);
  const server = await serve(t);
  const expectedDigest = createHash('sha512').update(IMAGE).digest('hex');
  const done = await fetchInto(server, { folder, expectedDigest });
  assert.deepEqual([done.sha256, done.resumedBytes], [SHA256, 0]);
  const again = await fetchInto(server, { folder, expectedDigest });
  assert.deepEqual([again.path, again.sha256, again.resumedBytes], [done.path, SHA256, IMAGE.length]);
});

test('downloadFile replaces no file, and takes a complete one with the right digest', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'a.iso'), 'mine');
  const server = await serve(t);
  const done = await fetchInto(server, { folder });
  assert.equal(path.basename(done.path), 'a (2).iso');
  assert.equal(readFileSync(path.join(folder, 'a.iso'), 'utf8'), 'mine');

  const other = temporaryFolder(t);
  await fetchInto(server, { folder: other });
  const again = await fetchInto(server, { folder: other, expectedDigest: SHA256 });
  assert.equal(again.resumedBytes, IMAGE.length);
  assert.deepEqual(readdirSync(other), ['a.iso']);
});

test('downloadFile brings two downloads of one address at the same time', async (t) => {
  const folder = temporaryFolder(t);
  const server = await serve(t);
  const both = await Promise.all([fetchInto(server, { folder }), fetchInto(server, { folder })]);
  assert.deepEqual(
    both.map(({ sha256 }) => sha256),
    [SHA256, SHA256],
  );
  assert.deepEqual(readdirSync(folder).sort(), ['a (2).iso', 'a.iso']);
});

test('downloadFile works with servers that know no ranges, and with files of unknown length', async (t) => {
  const plain = await serve(t, undefined, { hasRanges: false });
  const first = await fetchInto(plain, { folder: temporaryFolder(t) });
  assert.deepEqual([first.sha256, first.file.canResume], [SHA256, false]);
  const chunked = await serve(t, async ({ response }) => {
    response.writeHead(200);
    await send(response, IMAGE);
    return true;
  });
  const second = await fetchInto(chunked, { folder: temporaryFolder(t) });
  assert.deepEqual([second.sha256, second.file.sizeBytes], [SHA256, null]);
  const empty = await serve(t, undefined, { files: new Map([['/a.iso', Buffer.alloc(0)]]) });
  const third = await fetchInto(empty, { folder: temporaryFolder(t) });
  assert.equal(third.sizeBytes, 0);
});

test('downloadFile says why it failed, and leaves no half of a file that cannot be continued', async (t) => {
  const html = Buffer.from('\n<!DOCTYPE html><title>Moved</title>');
  const cases: readonly (readonly [string, Fault])[] = [
    ['status', ({ response }) => Boolean(response.writeHead(403).end())],
    ['error-page', ({ response }) => Boolean(response.writeHead(200, { 'content-length': html.length }).end(html))],
    ['too-many-redirects', ({ response }) => Boolean(response.writeHead(302, { location: '/a.iso' }).end())],
    ['unsafe-redirect', ({ response }) => Boolean(response.writeHead(302, { location: 'file:///etc/passwd' }).end())],
    ['bad-answer', ({ response }) => Boolean(response.writeHead(302).end())],
    [
      'bad-answer',
      ({ response }) => Boolean(response.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('12345')),
    ],
    ['silence', () => true],
    ['broken', ({ response }) => Boolean(response.destroy())],
    [
      'broken',
      async ({ response }) => {
        response.writeHead(200, { 'content-length': IMAGE.length });
        await sendAndBreak(response, IMAGE.subarray(0, 100_000));
        return true;
      },
    ],
    [
      'wrong-length',
      async ({ response }) => {
        response.writeHead(206, { etag: '"x"', 'content-range': `bytes 0-999/1000` });
        await send(response, IMAGE.subarray(0, 2000));
        return true;
      },
    ],
    ['bad-answer', ({ response }) => Boolean(response.socket?.end('HTTP/1.1 nonsense\r\n\r\n'))],
  ];
  for (const [reason, fault] of cases) {
    const server = await serve(t, fault);
    const folder = temporaryFolder(t);
    assert.equal(await reasonOf(fetchInto(server, { folder })), reason);
    assert.deepEqual(readdirSync(folder), [], reason);
  }
  const folder = temporaryFolder(t);
  assert.equal(await reasonOf(fetchInto('http://nowhere.invalid/a.iso', { folder })), 'name-not-found');
  assert.equal(await reasonOf(fetchInto('http://127.0.0.1:9/a.iso', { folder })), 'no-connection');
  assert.equal(
    await reasonOf(fetchInto('http://127.0.0.1:9/a.iso', { folder, network: { httpProxy: 'nonsense://' } })),
    'proxy-kind',
  );
});

test('downloadFile gives up on a server that only gets slower, and keeps what it has', async (t) => {
  const server = await serve(t, async ({ response, startBytes }) => {
    response.writeHead(206, {
      etag: '"x"',
      'content-range': `bytes ${startBytes}-${IMAGE.length - 1}/${IMAGE.length}`,
    });
    if (startBytes === 0) response.write(IMAGE.subarray(0, 200_000));
    return true; // and never a word more
  });
  const folder = temporaryFolder(t);
  const failure = await failureOf(fetchInto(server, { folder, network: { silenceMs: 300, retryDelaysMs: [10] } }));
  assert.ok(failure.code === 'DOWNLOAD_FAILED');
  assert.deepEqual([failure.params.reason, failure.params.doneBytes], ['silence', 200_000]);
  assert.deepEqual(readdirSync(folder).sort(), ['a.iso.part', 'a.iso.part.json']);
});

test('downloadFile tells a folder it cannot use', async (t) => {
  const server = await serve(t);
  const file = path.join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  assert.equal(await reasonOf(fetchInto(server, { folder: path.join(file, 'below') })), 'FOLDER_NOT_WRITABLE');
  assert.equal(existsSync(path.join(file, 'below')), false);
});

test('downloadFile goes through a proxy, and around it for the hosts it is told', async (t) => {
  const server = await serve(t);
  const proxied: string[] = [];
  const proxy = await serve(t, async ({ request, response }) => {
    proxied.push(request.url ?? '');
    const answer = await fetch(request.url ?? '');
    response.writeHead(200, { 'content-length': IMAGE.length });
    await send(response, Buffer.from(await answer.arrayBuffer()));
    return true;
  });
  const httpProxy = `http://127.0.0.1:${proxy.port}`;
  const done = await fetchInto(server, { folder: temporaryFolder(t), network: { httpProxy } });
  assert.equal(done.sha256, SHA256);
  assert.deepEqual(proxied, [server.url('/a.iso')]);
  await fetchInto(server, { folder: temporaryFolder(t), network: { httpProxy, noProxy: '127.0.0.1' } });
  assert.equal(proxied.length, 1);
});

test('downloadFile sends a password to its own server only, and tells it to nobody', async (t) => {
  const seen: (string | undefined)[] = [];
  const other = await serve(t, ({ request }) => {
    seen.push(request.headers.authorization);
    return false;
  });
  const first = await serve(t, ({ request, response }) => {
    seen.push(request.headers.authorization);
    response.writeHead(302, { location: other.url('/a.iso') }).end();
    return true;
  });
  const folder = temporaryFolder(t);
  const url = first.url('/a.iso?token=geheim').replace('http://', 'http://user:geheim@');
  const done = await fetchInto(url, { folder });
  assert.deepEqual(seen, [`Basic ${Buffer.from('user:geheim').toString('base64')}`, undefined]);
  assert.ok(!JSON.stringify(done).includes('geheim'));
  const failing = await serve(t, ({ response }) => Boolean(response.writeHead(500).end()));
  const failure = await failureOf(
    fetchInto(failing.url('/a.iso?token=geheim').replace('//', '//u:geheim@'), { folder }),
  );
  assert.ok(!JSON.stringify(failure).includes('geheim'));
});
