import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Drive, Partition } from '#contract/drive.ts';
import type { Receipt } from '#contract/job.ts';
import { sampleDrive } from '#test/helpers/sample-drive.ts';
import { estimatePlan } from './estimate.ts';
import { isStillTrue } from './plan-freshness.ts';
import { sameStick } from './same-stick.ts';
import { shownDrives } from './shown-drives.ts';

const context = { busyIds: new Set<string>(), largeDriveBytes: 256e9 };
const stick = (id: string, changes: Partial<Drive> = {}) => sampleDrive({ id, ...changes });
const ids = (drives: readonly Drive[]) => drives.map(({ id }) => id);

test('shownDrives keeps known drives in their places and puts new ones last', () => {
  const before = [stick('c'), stick('a')];
  assert.deepEqual(ids(shownDrives([stick('a'), stick('b'), stick('c')], before, context)), ['c', 'a', 'b']);
  assert.deepEqual(ids(shownDrives([stick('a')], before, context)), ['a']);
});

test('shownDrives locks drives of the running job, before every other reason', () => {
  const small = stick('a', { protections: [{ code: 'too-small', detail: '1', canUnlock: false }] });
  const [shown] = shownDrives([small], [], { ...context, busyIds: new Set(['a']) });
  assert.deepEqual(
    shown?.protections.map(({ code }) => code),
    ['other-job', 'too-small'],
  );
});

test('shownDrives marks drives as large by the user’s limit, and nothing else', () => {
  const { identity } = sampleDrive();
  const large = stick('a', { identity: { ...identity, sizeBytes: 300e9 }, risks: ['large', 'backup'] });
  const limit = (largeDriveBytes: number) => shownDrives([large], [], { ...context, largeDriveBytes })[0]?.risks;
  assert.deepEqual(limit(300e9 - 1), ['large', 'backup']);
  assert.deepEqual(limit(300e9), ['backup']);
  const file = stick('f', { identity: { ...identity, bus: 'file', sizeBytes: 300e9 }, isVirtual: true });
  assert.deepEqual(shownDrives([file], [], context)[0]?.risks, []);
});

test('sameStick finds a stick again at another port and node', () => {
  const { identity } = sampleDrive();
  const moved = stick('new', { identity: { ...identity, devicePath: '/dev/sdz', portPath: '1-1', diskSeq: 99 } });
  assert.equal(sameStick(identity, [stick('x', { identity: { ...identity, serial: 'other' } }), moved]), moved);
});

test('sameStick takes no other stick for it, nor one of two that look alike', () => {
  const { identity } = sampleDrive();
  for (const changes of [{ serial: 'x' }, { vendor: 'x' }, { model: null }, { sizeBytes: 1 }, { wwn: 'x' }]) {
    assert.equal(sameStick(identity, [stick('a', { identity: { ...identity, ...changes } })]), null);
  }
  assert.equal(sameStick(identity, [stick('a'), stick('b')]), null);
  const nameless = { ...identity, serial: null };
  assert.equal(sameStick(nameless, [stick('a', { identity: nameless })]), null);
});

const volume: Partition = {
  devicePath: '/dev/sdb1',
  number: 1,
  sizeBytes: 1e9,
  label: 'BACKUP',
  fileSystem: 'exfat',
  mountPoints: [],
  usedBytes: null,
  firstNames: null,
  nameCount: null,
};

test('a plan stays true while volumes are only mounted or filled', () => {
  const planned = stick('a', { partitions: [volume] });
  const mounted = { ...volume, mountPoints: ['/media/x'], usedBytes: 5, firstNames: ['a'], nameCount: 1 };
  assert.equal(isStillTrue([planned], [stick('b'), stick('a', { partitions: [mounted] })]), true);
});

test('a plan is not true any more once the drive, its volumes, locks or risks are others', () => {
  const planned = stick('a', { partitions: [volume] });
  const { identity } = planned;
  for (const now of [
    [],
    [stick('b', { partitions: [volume] })],
    [{ ...planned, identity: { ...identity, serial: 'x' } }],
    [{ ...planned, partitions: [{ ...volume, label: 'PHOTOS' }] }],
    [{ ...planned, partitions: [] }],
    [{ ...planned, risks: ['backup'] as const }],
    [{ ...planned, protections: [{ code: 'read-only', detail: '', canUnlock: false }] as const }],
  ]) {
    assert.equal(isStillTrue([planned], now), false, JSON.stringify(now));
  }
});

test('an estimate is that of the slowest drive, from its own receipt where there is one', () => {
  const fast = stick('a');
  const slow = stick('b', { usbMbps: 480, name: 'Slow' });
  assert.deepEqual(estimatePlan([fast, slow], 120e6, []), { writeMs: 10_000, verifyMs: 4000, basis: 'typical' });
  const result = {
    maskedSerial: '••••••••••4F21',
    name: 'Slow',
    driveSizeBytes: slow.identity.sizeBytes,
    writeBytesPerSec: 6e6,
    verifyBytesPerSec: 60e6,
  };
  const receipt = { drives: [result] } as unknown as Receipt; // only what an estimate looks at
  assert.deepEqual(estimatePlan([slow], 120e6, [receipt]), { writeMs: 20_000, verifyMs: 2000, basis: 'measured' });
  assert.equal(estimatePlan([fast], null, []), null);
});
