import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { WebSocket } from 'ws';
import { foldJobEvent } from '#contract/fold-job-event.ts';
import type { Host } from '#contract/host.ts';
import type { JobSnapshot, JobTopicEvent } from '#contract/job-view.ts';
import { CLOSE_PROTOCOL, KEY_HEADER, SOCKET_KEY_PREFIX, SOCKET_PROTOCOL, type ToPage } from '#contract/socket.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { listPageFiles } from '#host/page-files.ts';
import { LINE_LIMITS } from '#web/socket-line.ts';
import { type HostLimits, startWebHost, type WebHost } from '#web/web-host.ts';
import { type FakeSession, fakeSession } from './fake-session.ts';
import { drivesOf, eventOf, jobOf } from './listening.ts';
import { enter, openSocket, type Pass, socketTestHost } from './socket-test-host.ts';

interface Served extends FakeSession {
  readonly web: WebHost;
  /** Addresses that were given after the first was used. */
  readonly later: readonly string[];
}

async function start(t: TestContext, limits: Partial<HostLimits> = {}, scenario = 'one-stick'): Promise<Served> {
  const fake = await fakeSession(scenario);
  cleanUp(t, fake.close);
  const page = join(fake.folder, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(page, 'assets', 'main.js'), 'export {};');
  await writeFile(join(page, 'secret.pem'), 'secret');
  const later: string[] = [];
  const web = await startWebHost({
    session: fake.session,
    address: '127.0.0.1',
    port: 0,
    files: await listPageFiles(page),
    control: null,
    onEntered: (url) => later.push(url),
    onFault: (cause) => {
      throw cause;
    },
    limits,
  });
  cleanUp(t, () => web.close());
  return { ...fake, web, later };
}

/** Sends exactly these bytes and gives the whole answer. */
async function raw(origin: string, text: string): Promise<string> {
  const socket = await connected(origin);
  socket.write(text); // its end would mean that the answer is not wanted
  let all = '';
  for await (const chunk of socket) all += String(chunk);
  return all;
}

async function connected(origin: string): Promise<Socket> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => socket.destroy());
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('close', () => reject(new Error('refused')));
  });
  return socket;
}

function status(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

/** How a WebSocket opening ends: `open`, or the status it was refused with. */
function opening(
  web: WebHost,
  headers: Readonly<Record<string, string>>,
  protocols: readonly string[],
): Promise<unknown> {
  const socket = new WebSocket(`${web.origin.replace('http', 'ws')}/socket`, [...protocols], { headers });
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.close();
      resolve('open');
    });
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('error', () => resolve('error'));
  });
}

/** A page that listens to the job many times over, so that the buffers of the line fill, and then reads nothing. */
async function slowJobPage(pass: Pass): Promise<{ readonly socket: WebSocket; readonly events: JobTopicEvent[] }> {
  const socket = openSocket(pass);
  const events: JobTopicEvent[] = [];
  await new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ToPage;
      if (message.type !== 'event' || message.id !== 0) return;
      events.push(message.event as JobTopicEvent);
      resolve();
    });
    socket.once('open', () => {
      for (let id = 0; id < LINE_LIMITS.listenersMax; id += 1) {
        socket.send(JSON.stringify({ type: 'listen', id, topic: 'job' }));
      }
    });
  });
  socket.pause();
  return { socket, events };
}

async function startJob(host: Host): Promise<void> {
  await host.call('image.inspect', { path: '/demo/images/proxmox-ve_9.1-1.iso' });
  const driveIds = (await drivesOf(host)).map(({ id }) => id);
  const { planId } = await host.call('plan.make', { mode: 'write', driveIds, codes: {} });
  await host.call('plan.confirm', { planId, codes: {}, verify: true, eject: true });
}

function fold(events: readonly JobTopicEvent[]): JobSnapshot | null {
  return events.reduce<JobSnapshot | null>(foldJobEvent, null);
}

/** Looks again and again; the test's own limit ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const protocolsOf = ({ key }: Pass) => [SOCKET_PROTOCOL, `${SOCKET_KEY_PREFIX}${key}`];

test('a token is good once, the next browser gets an address of its own', async (t) => {
  const { web, later } = await start(t);
  const pass = await enter(web.url);
  await assert.rejects(enter(web.url), /403/);
  assert.equal(later.length, 1);
  const other = await enter(later[0] ?? '');
  assert.notEqual(other.key, pass.key);
  for (const known of [pass, other]) await (await socketTestHost(known)).call('settings.get', {});
});

test('a wrong token lets nobody in and uses nothing up', async (t) => {
  const { web, later } = await start(t);
  for (const token of ['', 'x', 'A'.repeat(43)]) {
    await assert.rejects(enter(`${web.origin}/#token=${token}`), /403/, token);
  }
  assert.deepEqual(later, []);
  await enter(web.url);
});

test('cookie and key are both needed, on every way in', async (t) => {
  const { web } = await start(t);
  const pass = await enter(web.url);
  const get = (headers: Readonly<Record<string, string>>) =>
    fetch(`${web.origin}/session`, { headers }).then((response) => response.status);
  assert.equal(await get({ cookie: pass.cookie, [KEY_HEADER]: pass.key }), 204);
  assert.equal(await get({ cookie: pass.cookie }), 403);
  assert.equal(await get({ [KEY_HEADER]: pass.key }), 403);
  assert.equal(await get({}), 403);
  const { origin } = web;
  const { cookie } = pass;
  assert.equal(await opening(web, { origin, cookie }, protocolsOf(pass)), 'open');
  assert.equal(await opening(web, { origin }, protocolsOf(pass)), 403);
  assert.equal(await opening(web, { origin, cookie }, [SOCKET_PROTOCOL]), 403);
  assert.equal(await opening(web, { origin, cookie }, [`${SOCKET_KEY_PREFIX}${pass.key}`]), 403);
  const put = await fetch(`${origin}/upload?name=a`, { method: 'PUT', headers: { origin, cookie }, body: 'x' });
  assert.equal(put.status, 403);
});

test('foreign origins and names get nothing, whatever they know', async (t) => {
  const { web } = await start(t);
  const pass = await enter(web.url);
  const { cookie } = pass;
  assert.equal(await opening(web, { origin: 'http://evil.example', cookie }, protocolsOf(pass)), 403);
  assert.equal(await opening(web, { cookie }, protocolsOf(pass)), 403);
  const rebound = { origin: 'http://evil.example', host: 'evil.example', cookie };
  assert.equal(await opening(web, rebound, protocolsOf(pass)), 421);
  const answer = await raw(web.origin, 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
  assert.equal(status(answer), 421);
  assert.doesNotMatch(answer, /<title>|evil/);
  const { port } = new URL(web.origin);
  const foreign = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n`;
  assert.equal(status(await raw(web.origin, foreign)), 403);
});

test('only listed files are served, whatever a path spells', async (t) => {
  const { web } = await start(t);
  const { host } = new URL(web.origin);
  const get = async (path: string) =>
    raw(web.origin, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  assert.equal(status(await get('/')), 200);
  assert.equal(status(await get('/assets/main.js')), 200);
  for (const path of [
    '/secret.pem',
    '/assets',
    '/assets/',
    '/../page/index.html',
    '/assets/../secret.pem',
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5csecret.pem',
    '//etc/passwd',
    '/index.html%00.png',
    '/__proto__',
    '/test/state',
  ]) {
    const answer = await get(path);
    assert.ok([200, 400, 404].includes(status(answer)), `${path} ${status(answer)}`);
    assert.doesNotMatch(answer, /secret|root:/, path);
  }
});

test('absolute and broken request lines do no harm', async (t) => {
  const { web } = await start(t);
  const { host } = new URL(web.origin);
  for (const line of [
    'GET http://evil.example/ HTTP/1.1',
    'GET //[ HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'GET * HTTP/1.1',
  ]) {
    const answer = await raw(web.origin, `${line}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.doesNotMatch(answer, /at .*\.ts/, line);
  }
  assert.equal((await fetch(web.origin)).status, 200);
});

test('other methods are refused where they are not meant', async (t) => {
  const { web } = await start(t);
  const { origin } = web;
  const send = async (method: string, path: string) =>
    (await fetch(`${origin}${path}`, { method, headers: { origin } })).status;
  assert.equal(await send('DELETE', '/'), 405);
  assert.equal(await send('POST', '/'), 405);
  assert.equal(await send('GET', '/enter'), 405);
  assert.equal(await send('PUT', '/session'), 405);
  assert.equal(await send('POST', '/upload'), 405);
  assert.equal(await send('PATCH', '/nothing'), 404);
});

test('every answer carries the strict headers', async (t) => {
  const { web } = await start(t);
  for (const path of ['/', '/assets/main.js', '/nothing', '/session']) {
    const { headers } = await fetch(`${web.origin}${path}`);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /frame-ancestors 'none'/, path);
    assert.match(policy, /require-trusted-types-for 'script'/, path);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('cache-control'), 'no-store', path);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', path);
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
    assert.equal(headers.get('access-control-allow-origin'), null, path);
  }
});

test('the cookie cannot be read by scripts nor sent by other sites', async (t) => {
  const { web } = await start(t);
  const response = await fetch(`${web.origin}/enter`, {
    method: 'POST',
    headers: { origin: web.origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: web.url.split('token=')[1] }),
  });
  const cookie = response.headers.get('set-cookie') ?? '';
  assert.match(cookie, /; HttpOnly; SameSite=Strict; Path=\/$/);
  assert.ok(cookie.startsWith(`${web.cookieName}=`));
});

test('a body that is too long, of another type or never ends is not read', async (t) => {
  const { web } = await start(t);
  const { origin } = web;
  const post = (body: string, type: string) =>
    fetch(`${origin}/enter`, { method: 'POST', headers: { origin, 'content-type': type }, body });
  assert.equal((await post('x'.repeat(100_000), 'application/json')).status, 413);
  assert.equal((await post('{}', 'text/plain')).status, 415);
  assert.equal((await post('not json', 'application/json')).status, 403);
  assert.equal((await post('[]', 'application/json')).status, 403);
});

test('an upload without its length, or longer than it said, is refused', async (t) => {
  const { web, folder } = await start(t);
  const pass = await enter(web.url);
  const { origin, cookie, key } = pass;
  const headers = { origin, cookie, [KEY_HEADER]: key };
  const chunked = await new Promise<number | undefined>((resolve, reject) => {
    const sent = httpRequest(`${origin}/upload?name=a`, { method: 'PUT', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.write('x');
    sent.end();
  });
  assert.equal(chunked, 411);
  const huge = await raw(
    origin,
    `PUT /upload?name=a HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\n` +
      `${KEY_HEADER}: ${key}\r\nContent-Length: 900000000000000\r\nConnection: close\r\n\r\n`,
  );
  assert.equal(status(huge), 507);
  assert.match(huge, /DISK_SPACE_LOCAL/);
  assert.deepEqual(await readdir(join(folder, 'cache')), []);
});

test('an upload that breaks off leaves nothing behind', async (t) => {
  const { web, folder, session } = await start(t);
  const { origin, cookie, key } = await enter(web.url);
  const socket = await connected(origin);
  socket.write(
    `PUT /upload?name=a.iso HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\n` +
      `${KEY_HEADER}: ${key}\r\nContent-Length: 5000000\r\n\r\n${'x'.repeat(2_000_000)}`,
  );
  const host = await socketTestHost({ origin, cookie, key });
  await eventOf(host, 'session', ({ image }) => image.state === 'uploading' && image.doneBytes > 0);
  socket.destroy();
  await eventOf(host, 'session', ({ image }) => image.state === 'none');
  assert.deepEqual(await readdir(join(folder, 'cache')), []);
  host.close();
  assert.equal(session.isWriting, false);
});

test('a thousand connections are bounded, and the page is served once they are gone', async (t) => {
  const { web } = await start(t, { connectionsMax: 40 });
  const { port } = new URL(web.origin);
  const startedMs = performance.now();
  let closed = 0;
  const sockets = Array.from({ length: 1000 }, () => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      closed += 1;
    });
    return socket.resume();
  });
  await until(() => closed >= 960);
  assert.ok(performance.now() - startedMs < 4000, 'they were let go for being many, not for being slow');
  for (const socket of sockets) socket.destroy();
  await until(() => closed === 1000);
  assert.equal((await fetch(web.origin)).status, 200);
});

test('a connection that says nothing is let go', async (t) => {
  const { web } = await start(t, { headMs: 200 });
  const socket = await connected(web.origin);
  await new Promise((resolve) => socket.resume().once('close', resolve));
});

test('lines are bounded too', async (t) => {
  const { web } = await start(t, { linesMax: 3 });
  const pass = await enter(web.url);
  const { origin } = web;
  const sockets = Array.from({ length: 3 }, () => openSocket(pass));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('open', resolve))));
  assert.equal(await opening(web, { origin, cookie: pass.cookie }, protocolsOf(pass)), 503);
  for (const socket of sockets) socket.terminate();
});

test('a line that sends what is not understood is closed', async (t) => {
  const { web } = await start(t);
  const pass = await enter(web.url);
  const messages = [
    'not json',
    '[]',
    '{"type":"call"}',
    '{"type":"listen","id":1,"topic":"__proto__"}',
    '{"type":"call","id":1,"method":"app.info","params":{},"more":1}',
    Buffer.from([0, 1, 2]),
  ];
  for (const message of messages) {
    const socket = openSocket(pass);
    socket.once('open', () => socket.send(message));
    const code = await new Promise((resolve) => socket.once('close', resolve));
    assert.equal(code, CLOSE_PROTOCOL, String(message));
  }
});

test('a message that is too long ends its line and nothing else', async (t) => {
  const { web } = await start(t, { messageMaxBytes: 10_000 });
  const pass = await enter(web.url);
  const other = await socketTestHost(pass);
  const socket = openSocket(pass);
  socket.once('open', () => socket.send('x'.repeat(20_000)));
  assert.equal(await new Promise((resolve) => socket.once('close', resolve)), 1009);
  await other.call('settings.get', {});
  other.close();
});

test('too many calls or topics at once end the line', async (t) => {
  const { web } = await start(t);
  const pass = await enter(web.url);
  const flood = async (message: (id: number) => object) => {
    const socket = openSocket(pass);
    socket.once('open', () => {
      for (let id = 0; id < 500; id += 1) socket.send(JSON.stringify(message(id)));
    });
    return new Promise((resolve) => socket.once('close', resolve));
  };
  assert.equal(await flood((id) => ({ type: 'listen', id, topic: 'session' })), CLOSE_PROTOCOL);
  const slow = { type: 'call', method: 'receipts.list', params: {} };
  assert.equal(await flood((id) => ({ ...slow, id })), CLOSE_PROTOCOL);
});

test('a page that reads nothing is skipped and gets the whole state once it reads again', async (t) => {
  const { web, world } = await start(t, { line: { ...LINE_LIMITS, backlogBytes: 100_000 } }, 'eight-drives');
  const pass = await enter(web.url);
  const quick = await socketTestHost(pass);
  const slow = await slowJobPage(pass);
  await startJob(quick);
  await world.clock.advance(150_000);
  const { events } = slow;
  const skippedAt = events.length;
  slow.socket.resume();
  await world.clock.advance(400_000);
  const seen = await jobOf(quick, (job) => job?.stage === 'ended');
  await until(() => fold(events)?.stage === 'ended');
  assert.deepEqual(fold(events), seen);
  assert.ok(events.slice(skippedAt + 1).some(({ kind }) => kind === 'snapshot'));
  slow.socket.terminate();
  quick.close();
});

test('a page that goes on reading nothing is let go', async (t) => {
  const line = { ...LINE_LIMITS, backlogBytes: 100_000, slowMs: 500 };
  const { web, world } = await start(t, { line }, 'eight-drives');
  const pass = await enter(web.url);
  const quick = await socketTestHost(pass);
  const slow = await slowJobPage(pass);
  await startJob(quick);
  await world.clock.advance(150_000);
  const closed = new Promise((resolve) => slow.socket.once('close', resolve));
  await until(() => web.lineCount === 1);
  slow.socket.resume();
  await closed;
  await quick.call('settings.get', {});
  quick.close();
});
