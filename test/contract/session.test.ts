import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { foldJobEvent } from '#contract/fold-job-event.ts';
import type { Host } from '#contract/host.ts';
import type { JobSnapshot } from '#contract/job-view.ts';
import { sessionHost } from '#engine/index.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { type FakeSession, fakeSession } from './fake-session.ts';
import { drivesOf, eventOf, failureOf, jobOf } from './listening.ts';

const IMAGE = '/demo/images/proxmox-ve_9.1-1.iso';

async function start(t: TestContext, scenario: string): Promise<FakeSession & { readonly host: Host }> {
  const fake = await fakeSession(scenario);
  cleanUp(t, fake.close);
  const host = sessionHost(fake.session, { client: { isRemote: false }, takeFile: async () => {} });
  return { ...fake, host };
}

async function idOf(host: Host, name: string): Promise<string> {
  const drive = (await drivesOf(host)).find((one) => one.name === name);
  if (drive === undefined) throw new Error(`No drive "${name}"`);
  return drive.id;
}

async function planFor(host: Host, ...names: readonly string[]) {
  await host.call('image.inspect', { path: IMAGE });
  const driveIds = await Promise.all(names.map((name) => idOf(host, name)));
  return host.call('plan.make', { mode: 'write', driveIds, codes: {} });
}

function confirm(host: Host, planId: string, codes: Readonly<Record<string, string>> = {}) {
  return host.call('plan.confirm', { planId, codes, verify: true, eject: true });
}

const isEnded = (job: JobSnapshot | null) => job?.stage === 'ended';

test('a stick swapped for its twin between Review and confirmation is refused and untouched', async (t) => {
  const { host, world } = await start(t, 'swap-before-start');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit');
  const failure = await failureOf(confirm(host, planId));
  assert.deepEqual(
    [failure.code, failure.code === 'DRIVE_CHANGED' && failure.params.changed],
    ['DRIVE_CHANGED', ['serial']],
  );
  assert.equal(failure.nothingWritten, true);
  await world.clock.advance(60_000);
  assert.deepEqual(new Set(Object.values(world.writtenBytes)), new Set([0]));
});

test('a plan goes stale when its stick is pulled out, and cannot be confirmed any more', async (t) => {
  const { host, world } = await start(t, 'two-drives');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit');
  world.unplug('kingston');
  await eventOf(host, 'drives', (event) => event.state === 'listed' && event.drives.length === 1);
  assert.deepEqual((await eventOf(host, 'session', () => true)).plans, [{ planId, state: 'open' }]);
  world.unplug('sandisk');
  await eventOf(host, 'session', ({ plans }) => plans[0]?.state === 'stale');
  world.plug('sandisk');
  await eventOf(host, 'drives', (event) => event.state === 'listed' && event.drives.length === 1);
  assert.equal((await failureOf(confirm(host, planId))).code, 'DRIVE_CHANGED');
});

test('another image makes every plan stale', async (t) => {
  const { host } = await start(t, 'one-stick');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit');
  await host.call('image.inspect', { path: '/demo/images/debian-13-netinst.iso' });
  await eventOf(host, 'session', ({ plans }) => plans[0]?.state === 'stale');
  assert.equal((await failureOf(confirm(host, planId))).code, 'DRIVE_CHANGED');
});

test('a risky drive is planned without its code but not written without it', async (t) => {
  const { host, world } = await start(t, 'large-backup');
  const plan = await planFor(host, 'SanDisk Ultra Fit', 'Samsung PSSD T7');
  assert.deepEqual(
    plan.drives.map(({ drive, needsCode }) => [drive.name, needsCode]),
    [
      ['SanDisk Ultra Fit', false],
      ['Samsung PSSD T7', true],
    ],
  );
  const id = await idOf(host, 'Samsung PSSD T7');
  for (const codes of [{}, { [id]: '7C1F' }, { other: '7C1E' }]) {
    assert.equal((await failureOf(confirm(host, plan.planId, codes))).code, 'DRIVE_NEEDS_CODE');
  }
  assert.equal(world.writtenBytes['samsung'], 0);
  await confirm(host, plan.planId, { [id]: ' ７ｃ１ｅ ' }); // full-width letters of an input method
});

test('locked drives are refused, and a liftable lock needs its code before Review', async (t) => {
  const { host } = await start(t, 'mixed');
  await host.call('image.inspect', { path: IMAGE });
  const make = async (name: string, code?: string) => {
    const id = await idOf(host, name);
    return host.call('plan.make', { mode: 'write', driveIds: [id], codes: code === undefined ? {} : { [id]: code } });
  };
  for (const name of ['WD_BLACK SN850X', 'Lexar S60', 'WDC Red Plus']) {
    assert.equal((await failureOf(make(name))).code, 'DRIVE_PROTECTED', name);
  }
  assert.equal((await failureOf(make('SD Card SU32G'))).code, 'DRIVE_READ_ONLY');
  assert.equal((await failureOf(make('Generic Flash Disk'))).code, 'DRIVE_TOO_SMALL');
  assert.equal((await failureOf(make('Seagate BarraCuda'))).code, 'DRIVE_NEEDS_CODE');
  assert.equal((await make('Seagate BarraCuda', 'w0k9')).drives[0]?.needsCode, true);
});

test('without permission nothing happened: Review is open again and no receipt is kept', async (t) => {
  const { host, world } = await start(t, 'elevation-denied');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit');
  await confirm(host, planId);
  await world.clock.advance(1000);
  const waiting = await jobOf(host, () => true);
  assert.deepEqual([waiting?.stage, waiting?.hasBegun], ['elevating', false]);
  await world.clock.advance(3000);
  const job = await jobOf(host, isEnded);
  assert.equal(job?.receipt?.failure?.code, 'ELEVATION_DENIED');
  assert.equal(job?.hasBegun, false);
  assert.deepEqual((await eventOf(host, 'session', () => true)).plans, [{ planId, state: 'open' }]);
  assert.deepEqual(await host.call('receipts.list', {}), []);
  await host.call('job.dismiss', {});
  await confirm(host, planId);
});

test('permission has no time limit, and waiting can be stopped', async (t) => {
  const { host, world } = await start(t, 'elevation-slow');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit');
  await confirm(host, planId);
  await world.clock.advance(9 * 60_000);
  assert.equal((await jobOf(host, () => true))?.stage, 'elevating');
  await host.call('job.cancel', { driveId: null });
  const job = await jobOf(host, isEnded);
  assert.deepEqual([job?.receipt?.outcome, job?.receipt?.failure], ['cancelled', null]);
  assert.deepEqual((await eventOf(host, 'session', () => true)).plans, [{ planId, state: 'open' }]);
});

test('while a job runs, its drives are locked and nothing that disturbs it is done', async (t) => {
  const { host, world } = await start(t, 'two-drives');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit');
  await confirm(host, planId);
  await world.clock.advance(5000);
  const locked = (await drivesOf(host)).filter(({ protections }) => protections[0]?.code === 'other-job');
  assert.deepEqual(
    locked.map(({ name }) => name),
    ['SanDisk Ultra Fit'],
  );
  const refused = [
    host.call('image.clear', {}),
    host.call('image.inspect', { path: IMAGE }),
    host.call('plan.make', { mode: 'write', driveIds: [await idOf(host, 'Kingston DataTraveler')], codes: {} }),
    confirm(host, planId),
    host.call('drive.eject', { driveId: locked[0]?.id ?? '' }),
  ];
  for (const call of refused) assert.equal((await failureOf(call)).code, 'NOT_ALLOWED');
});

test('stopping while reading back ends unverified, not cancelled', async (t) => {
  const { host, world } = await start(t, 'one-stick');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit');
  await confirm(host, planId);
  await world.clock.advance(48_000);
  assert.equal((await jobOf(host, () => true))?.drives[0]?.phase, 'verifying');
  await host.call('job.cancel', { driveId: null });
  await world.clock.advance(5000);
  const job = await jobOf(host, isEnded);
  assert.deepEqual([job?.receipt?.outcome, job?.drives[0]?.result?.outcome], ['unverified', 'unverified']);
});

test('a stick that failed is found again by itself for the next plan, and said to be missing before', async (t) => {
  const { host, world } = await start(t, 'unplug-at-58');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit', 'Kingston DataTraveler');
  await confirm(host, planId);
  await world.clock.advance(400_000);
  const job = await jobOf(host, isEnded);
  assert.equal(job?.receipt?.outcome, 'partial');
  const failed = job?.drives.find(({ result }) => result?.outcome === 'failed');
  assert.equal(failed?.result?.failure?.code, 'DRIVE_GONE');
  assert.ok(Math.abs((failed?.result?.writtenBytes ?? 0) / 1_653_604_352 - 0.58) < 0.01);
  const again = () => host.call('plan.make', { mode: 'write', driveIds: [failed?.drive.id ?? ''], codes: {} });
  const missing = await failureOf(again());
  assert.equal(missing.code, 'DRIVE_NOT_FOUND');
  assert.match(missing.code === 'DRIVE_NOT_FOUND' ? missing.params.drive : '', /Kingston DataTraveler …99A0/);
  world.plug('kingston');
  assert.deepEqual(
    (await again()).drives.map(({ drive }) => drive.name),
    ['Kingston DataTraveler'],
  );
});

test('a stick that was pulled out can be gone on with, as far as it had come', async (t) => {
  const { host, world } = await start(t, 'unplug-at-58');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit', 'Kingston DataTraveler');
  await confirm(host, planId);
  await world.clock.advance(400_000);
  const job = await jobOf(host, isEnded);
  const failed = job?.drives.find(({ result }) => result?.outcome === 'failed');
  const stored = failed?.result?.continueBytes ?? 0;
  assert.ok(stored > 900e6, `${stored}`);
  world.plug('kingston');
  const make = (isContinued: boolean) =>
    host.call('plan.make', { mode: 'write', driveIds: [failed?.drive.id ?? ''], codes: {}, isContinued });
  assert.deepEqual(
    (await make(true)).drives.map(({ continueBytes }) => continueBytes),
    [stored],
  );
  assert.equal((await make(false)).drives[0]?.continueBytes, 0, 'only where it is asked for');
});

test('a verified stick is checked again from its receipt alone, without an image', async (t) => {
  const { host, world } = await start(t, 'one-stick');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit');
  const { jobId } = await confirm(host, planId);
  await world.clock.advance(400_000);
  const driveId = (await jobOf(host, isEnded))?.drives[0]?.drive.id ?? '';
  await host.call('job.dismiss', {});
  await host.call('image.clear', {});
  const plan = await host.call('plan.make', { mode: 'verify', driveIds: [driveId], codes: {}, recheckOf: jobId });
  assert.deepEqual([plan.mode, plan.drives[0]?.needsCode], ['verify', false]);
  await confirm(host, plan.planId);
  await world.clock.advance(400_000);
  const checked = await jobOf(host, (job) => isEnded(job) && job?.jobId !== jobId);
  assert.deepEqual(
    [checked?.receipt?.mode, checked?.receipt?.outcome, checked?.receipt?.recheckOf],
    ['verify', 'verified', jobId],
  );
  const none = host.call('plan.make', { mode: 'verify', driveIds: [driveId], codes: {}, recheckOf: 'none' });
  assert.equal((await failureOf(none)).code, 'NOT_ALLOWED');
});

test('a stall is told with its time and without a time left, and goes away', async (t) => {
  const { host, world } = await start(t, 'stall-at-30');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit');
  await confirm(host, planId);
  const seen: (readonly [stalledMs: number | null, etaMs: number | null])[] = [];
  host.listen('job', (event) => {
    if (event.kind === 'drive' && event.progress !== null) seen.push([event.progress.stalledMs, event.progress.etaMs]);
  });
  await world.clock.advance(120_000);
  const stalls = seen.filter(([stalledMs]) => stalledMs !== null);
  assert.ok(stalls.length > 200 && stalls.every(([stalledMs, etaMs]) => (stalledMs ?? 0) >= 10_000 && etaMs === null));
  assert.equal(seen.at(-1)?.[0], null);
});

test('every window sees the same job, from whatever moment it was opened', async (t) => {
  const { host, world } = await start(t, 'two-drives');
  const { planId } = await planFor(host, 'SanDisk Ultra Fit', 'Kingston DataTraveler');
  await confirm(host, planId);
  const views: (JobSnapshot | null)[] = [];
  for (let index = 0; index < 25; index += 1) {
    views.push(null);
    host.listen('job', (event) => {
      views[index] = foldJobEvent(views[index] ?? null, event);
    });
    await world.clock.advance(12_345);
    assert.deepEqual(new Set(views.map((view) => JSON.stringify(view))).size, 1);
  }
  await jobOf(host, isEnded);
  assert.deepEqual(new Set(views.map((view) => view?.stage)), new Set(['ended']));
});

test('figures come at most four times a second for each drive', async (t) => {
  const { host, world } = await start(t, 'eight-drives');
  const drives = await drivesOf(host);
  const { planId } = await (async () => {
    await host.call('image.inspect', { path: IMAGE });
    return host.call('plan.make', { mode: 'write', driveIds: drives.map(({ id }) => id), codes: {} });
  })();
  await confirm(host, planId);
  await world.clock.advance(5000);
  let count = 0;
  host.listen('job', (event) => {
    if (event.kind === 'drive') count += 1;
  });
  await world.clock.advance(10_000);
  assert.ok(count > 8 * 38 && count <= 8 * 41, String(count));
});

test('receipts are private files, exported with foreign names made harmless, and deleted', async (t) => {
  const { host, world, folder } = await start(t, 'hostile-names');
  await host.call('image.inspect', { path: IMAGE });
  const [drive] = await drivesOf(host);
  const plan = await host.call('plan.make', { mode: 'write', driveIds: [drive?.id ?? ''], codes: {} });
  const { jobId } = await confirm(host, plan.planId);
  await world.clock.advance(200_000);
  await jobOf(host, isEnded);
  const receipts = join(folder, 'state', 'receipts');
  assert.deepEqual(await readdir(receipts), [`${jobId}.json`]);
  assert.equal((await stat(join(receipts, `${jobId}.json`))).mode & 0o777, 0o600);
  const html = await host.call('receipts.export', { jobId, format: 'html', words: WORDS });
  assert.ok(html !== null && !html.content.includes('<img') && html.content.includes('&lt;img'));
  assert.match(html.content, /<html lang="ja">/);
  const json = await host.call('receipts.export', { jobId, format: 'json', words: null });
  assert.equal(json?.content, await readFile(join(receipts, `${jobId}.json`), 'utf8'));
  const text = await host.call('receipts.export', { jobId, format: 'text', words: WORDS });
  assert.match(text?.content ?? '', /W-written: 1,653,604,352 B/);
  await host.call('job.dismiss', {});
  await host.call('receipts.delete', { jobIds: [jobId, '../../../etc/passwd'] });
  assert.deepEqual(await host.call('receipts.list', {}), []);
});

test('a practice drive is made, listed, planned and removed', async (t) => {
  const { host } = await start(t, 'no-drives');
  await host.call('image.inspect', { path: IMAGE });
  const { driveId } = await host.call('practice.create', { sizeBytes: 8_000_000_000 });
  const [drive] = await drivesOf(host);
  assert.deepEqual([drive?.id, drive?.identity.bus, drive?.isVirtual], [driveId, 'file', true]);
  const plan = await host.call('plan.make', { mode: 'write', driveIds: [driveId], codes: {} });
  assert.equal(plan.drives[0]?.needsCode, false);
  await host.call('practice.remove', { driveId });
  await eventOf(host, 'drives', (event) => event.state === 'listed' && event.drives.length === 0);
});

test('the limit for large drives can be lowered', async (t) => {
  const { host } = await start(t, 'one-stick');
  assert.deepEqual((await drivesOf(host))[0]?.risks, []);
  await host.call('settings.set', { changes: { largeDriveBytes: 16e9 } });
  assert.deepEqual((await drivesOf(host))[0]?.risks, ['large']);
  assert.equal((await planFor(host, 'SanDisk Ultra Fit')).drives[0]?.needsCode, true);
});

const word = (name: string) => `W-${name}`;
const WORDS = {
  language: 'ja',
  ...(Object.fromEntries(
    [
      'title',
      'outcome',
      'image',
      'file',
      'size',
      'sha256',
      'sha256OfFile',
      'checkedBy',
      'started',
      'ended',
      'program',
      'system',
      'drive',
      'serial',
      'port',
      'written',
      'compared',
      'writeSpeed',
      'verifySpeed',
      'retries',
      'badSpot',
      'mended',
      'differs',
      'stalled',
      'ejected',
      'error',
      'yes',
      'no',
      'unknown',
    ].map((name) => [name, word(name)]),
  ) as Omit<import('#contract/receipt-words.ts').ReceiptWords, 'language' | 'outcomes' | 'checked'>),
  outcomes: { verified: 'v', unverified: 'u', partial: 'p', failed: 'f', cancelled: 'c' },
  checked: { expected: 'e', signature: 's', none: 'n' },
};
