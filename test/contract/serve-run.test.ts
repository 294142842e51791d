import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Host } from '#contract/host.ts';
import { makeBootableImage } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { programPath } from '../helpers/run-program.ts';
import { drivesOf, eventOf, jobOf } from './listening.ts';
import { enter, socketTestHost } from './socket-test-host.ts';

interface Serving {
  /** Resolves with the first line. */
  readonly url: Promise<string>;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>;
  readonly stderr: () => string;
  /** Resolves once stderr says it. */
  told(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

async function home(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-serve-test-'));
  cleanUp(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  return folder;
}

/** Runs the built program; whatever happens, it ends with the test. */
function serve(t: TestContext, folder: string, ...args: readonly string[]): Serving {
  const child = spawn(process.execPath, [programPath, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' },
  });
  let stdout = '';
  let stderr = '';
  const ended = new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  const url = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve(stdout.split('\n')[0] ?? '');
    });
  });
  const waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const { pattern, resolve } of waiting) if (pattern.test(stderr)) resolve();
  });
  cleanUp(t, async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    url,
    ended,
    stderr: () => stderr,
    told: (pattern) =>
      new Promise((resolve) => {
        if (pattern.test(stderr)) resolve();
        else waiting.push({ pattern, resolve });
      }),
    kill: (signal) => child.kill(signal),
  };
}

async function plan(host: Host, driveIds: readonly string[]): Promise<string> {
  const { planId } = await host.call('plan.make', { mode: 'write', driveIds, codes: {} });
  return planId;
}

test('serve prints exactly one line, its address, and ends by Ctrl+C without a trace', async (t) => {
  const folder = await home(t);
  const app = serve(t, folder, '--platform', 'fake', '--scenario', 'one-stick');
  assert.match(await app.url, /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  app.kill('SIGINT');
  const { exitCode, stdout } = await app.ended;
  assert.deepEqual([exitCode, stdout.split('\n').length], [0, 2]);
  assert.deepEqual(await readdir(folder), []);
});

test('Ctrl+C while writing asks first, then stops cleanly', async (t) => {
  const folder = await home(t);
  const app = serve(t, folder, '--platform', 'fake', '--scenario', 'no-elevation', '--clock', 'manual');
  const host = await socketTestHost(await enter(await app.url));
  await host.call('image.inspect', { path: '/demo/images/proxmox-ve_9.1-1.iso' });
  const planId = await plan(host, [(await drivesOf(host))[0]?.id ?? '']);
  await host.call('plan.confirm', { planId, codes: {}, verify: true, eject: true });
  app.kill('SIGINT');
  await app.told(/Ctrl\+C again/);
  assert.equal((await jobOf(host, () => true))?.stage, 'starting');
  app.kill('SIGINT');
  assert.equal((await app.ended).exitCode, 130);
  assert.deepEqual(await readdir(folder), []);
});

test('the demo is moved by hand through its own requests, which a real app does not have', async (t) => {
  const folder = await home(t);
  const demo = new URL(
    await serve(t, folder, '--platform', 'fake', '--scenario', 'one-stick', '--clock', 'manual').url,
  );
  const post = (action: string, body: object) =>
    fetch(`${demo.origin}/test/${action}`, {
      method: 'POST',
      headers: { origin: demo.origin },
      body: JSON.stringify(body),
    });
  assert.deepEqual(await (await post('plug', { drive: 'lexar' })).json(), {
    nowMs: 0,
    plugged: ['sandisk', 'lexar'],
    writtenBytes: { sandisk: 0, kingston: 0, lexar: 0 },
  });
  assert.equal((await post('advance', { ms: 1500 })).status, 200);
  const state = (await (await fetch(`${demo.origin}/test/state`)).json()) as { readonly nowMs: number };
  assert.equal(state.nowMs, 1500);
  assert.equal((await post('advance', { ms: -1 })).status, 400);
  assert.equal((await post('plug', { drive: 'nothing' })).status, 404);
  const real = new URL(await serve(t, folder).url);
  assert.equal((await fetch(`${real.origin}/test/state`)).status, 404);
});

test('a port that is taken and a scenario that is unknown end with a sentence', async (t) => {
  const folder = await home(t);
  const { port } = new URL(await serve(t, folder, '--platform', 'fake').url);
  const taken = await serve(t, folder, '--platform', 'fake', '--port', port).ended;
  assert.deepEqual([taken.exitCode, taken.stdout], [8, '']);
  assert.match(taken.stderr, /Cannot listen on 127\.0\.0\.1 port/);
  const unknown = await serve(t, folder, '--platform', 'fake', '--scenario', 'nothing').ended;
  assert.deepEqual([unknown.exitCode, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /three-sticks/);
  assert.equal((await serve(t, folder, '--nonsense').ended).exitCode, 2);
});

test('an image is written to a practice drive, read back, and its receipt survives the program', async (t) => {
  const folder = await home(t);
  const imagePath = join(folder, 'small image.iso');
  const sha256 = await makeBootableImage(imagePath, 12 * 1024 * 1024 + 512);
  const app = serve(t, folder);
  const host = await socketTestHost(await enter(await app.url));
  const listing = await host.call('image.browse', { folder });
  assert.deepEqual(
    listing.files.map(({ name, isLikelyImage }) => [name, isLikelyImage]),
    [['small image.iso', true]],
  );
  await host.call('image.inspect', { path: imagePath });
  await host.call('image.expect', { text: `${sha256}  small image.iso\n`, fileName: 'SHA256SUMS' });
  await eventOf(host, 'session', ({ image }) => image.state === 'ready' && image.checksum.state === 'matched');
  const { driveId } = await host.call('practice.create', { sizeBytes: 32 * 1024 * 1024 });
  const planId = await plan(host, [driveId]);
  const { jobId } = await host.call('plan.confirm', { planId, codes: {}, verify: true, eject: false });
  const job = await jobOf(host, (seen) => seen?.stage === 'ended');
  assert.equal(job?.receipt?.outcome, 'verified', JSON.stringify(job?.receipt?.failure));
  assert.deepEqual([job?.receipt?.image.sha256, job?.receipt?.image.checkedBy], [sha256, 'expected']);
  const drive = job?.drives[0];
  const written = await readFile(drive?.drive.identity.devicePath ?? '');
  assert.deepEqual(written.subarray(0, 12 * 1024 * 1024 + 512), await readFile(imagePath));
  assert.deepEqual([drive?.writeGraph.bins.length, drive?.verifyGraph.bins.length], [200, 200]);
  app.kill('SIGTERM');
  assert.equal((await app.ended).exitCode, 0);

  const again = await socketTestHost(await enter(await serve(t, folder).url));
  assert.deepEqual(
    (await again.call('receipts.list', {})).map((entry) => entry.jobId),
    [jobId],
  );
  assert.deepEqual(
    (await again.call('image.recent', {})).map(({ name }) => name),
    ['small image.iso'],
  );
});
