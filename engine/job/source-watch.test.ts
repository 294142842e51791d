import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../errors/app-error.ts';
import { type DriveSign, SourceWatch } from './source-watch.ts';

const LIMIT_MS = 1000;

/** A watch that a drive talks to; resolves with whether the image is called silent after that. */
function watching() {
  let nowMs = 0;
  const watch = new SourceWatch({ path: '/a.iso', limitMs: LIMIT_MS, onSilence: () => {}, nowMs: () => nowMs });
  return async (atMs: number, part: Partial<DriveSign> = {}) => {
    nowMs = atMs;
    watch.driveSaid({ driveId: 'a', phase: 'writing', doneBytes: 100, idleMs: 0, ...part });
    return await Promise.race([
      watch.silence.catch((thrown: unknown) => thrown instanceof AppError && thrown.failure.code),
      new Promise<false>((resolve) => setImmediate(() => resolve(false))),
    ]);
  };
}

test('SourceWatch: an image is silent once drives have waited for it too long', async () => {
  const at = watching();
  assert.equal(await at(0), false);
  assert.equal(await at(1000), false);
  assert.equal(await at(1001), 'IMAGE_UNREADABLE');
});

test('SourceWatch: whatever moves or is waited for elsewhere is no silence', async () => {
  for (const part of [{ doneBytes: 101 }, { idleMs: 5 }, { phase: 'finishing' }, { phase: 'flushing' }]) {
    const at = watching();
    assert.equal(await at(0), false);
    assert.equal(await at(900, part), false);
    assert.equal(await at(1800, part), false, JSON.stringify(part));
  }
});

test('SourceWatch: a computer that slept says nothing about the image', async () => {
  const at = watching();
  assert.equal(await at(0), false);
  assert.equal(await at(3_600_000), false);
  assert.equal(await at(3_601_001), 'IMAGE_UNREADABLE');
});

test('SourceWatch: one drive that goes on speaks for the image of all', async () => {
  const at = watching();
  await at(0, { driveId: 'b', doneBytes: 1 });
  assert.equal(await at(900, { driveId: 'b', doneBytes: 2 }), false);
  assert.equal(await at(1200), false);
  assert.equal(await at(2300), 'IMAGE_UNREADABLE');
});

test('SourceWatch: a silence of ten seconds is told while it lasts, and its end once', () => {
  let nowMs = 0;
  const said: (number | null)[] = [];
  const onSilence = (silentMs: number | null) => said.push(silentMs);
  const watch = new SourceWatch({ path: '/a.iso', limitMs: null, onSilence, nowMs: () => nowMs });
  for (const [atMs, doneBytes] of [
    [0, 1],
    [4000, 1],
    [8000, 1],
    [11_000, 1],
    [11_200, 1],
    [15_000, 1],
    [16_000, 2],
    [17_000, 3],
  ] as const) {
    nowMs = atMs;
    watch.driveSaid({ driveId: 'a', phase: 'writing', doneBytes, idleMs: 0 });
  }
  assert.deepEqual(said, [11_000, 15_000, null]);
});

test('SourceWatch: reading that no drive waits for yet is watched by the clock', async () => {
  const watch = new SourceWatch({ path: '/a.iso', limitMs: 300, onSilence: () => {} });
  const isSilent = (thrown: unknown) => thrown instanceof AppError && thrown.failure.code === 'IMAGE_UNREADABLE';
  await assert.rejects(watch.during(new Promise(() => {})), isSilent);
});

test('SourceWatch: reading that ends in time gives what it read', async () => {
  const watch = new SourceWatch({ path: '/a.iso', limitMs: 300, onSilence: () => {} });
  assert.equal(await watch.during(Promise.resolve('read')), 'read');
});

test('SourceWatch: silence says nothing while a packed image is unpacked again for a few ranges', async () => {
  let nowMs = 0;
  const watch = new SourceWatch({ path: '/a.iso', limitMs: 1000, onSilence: () => {}, nowMs: () => nowMs });
  const say = (atMs: number) => {
    nowMs = atMs;
    watch.driveSaid({ driveId: 'a', phase: 'verifying', doneBytes: 1, idleMs: 0 });
  };
  let end: () => void = () => {};
  say(0);
  const unpacking = watch.without(new Promise<void>((resolve) => (end = resolve)));
  for (let atMs = 500; atMs <= 9000; atMs += 500) say(atMs);
  end();
  await unpacking;
  say(9900);
  const isSilent = () =>
    Promise.race([watch.silence.catch(() => true), new Promise((resolve) => setImmediate(resolve, false))]);
  assert.equal(await isSilent(), false);
  say(10_100);
  assert.equal(await isSilent(), true);
});
