import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenDrive } from '../platform/open-drive.ts';
import { CapacityProbe } from './capacity-probe.ts';

const MIB = 1024 * 1024;
const KIB = 1024;
const PAGE = 512;

interface Medium extends OpenDrive {
  /** Sectors that were ever written, by their real place. */
  readonly sectors: ReadonlyMap<number, Buffer>;
  readonly writtenBytes: () => number;
}

/** A drive in memory; `place` says where a sector really goes: elsewhere, nowhere (null), or it throws. */
function medium(sizeBytes: number, place: (offsetBytes: number) => number | null = (at) => at): Medium {
  const sectors = new Map<number, Buffer>();
  let writtenBytes = 0;
  const original = (at: number) => Buffer.alloc(PAGE, `old sector ${at} `);
  return {
    sizeBytes,
    ioAlignBytes: 512,
    isDirect: true,
    sectors,
    writtenBytes: () => writtenBytes,
    read: async (into, offsetBytes) => {
      for (let at = 0; at < into.length; at += PAGE) {
        const real = place(offsetBytes + at);
        if (real === null) into.fill(0, at, at + PAGE);
        else into.set(sectors.get(real) ?? original(real), at);
      }
    },
    write: async (from, offsetBytes) => {
      writtenBytes += from.length;
      for (let at = 0; at < from.length; at += PAGE) {
        const real = place(offsetBytes + at);
        if (real !== null) sectors.set(real, Buffer.from(from.subarray(at, at + PAGE)));
      }
    },
    flush: async () => {},
    close: async () => {},
  };
}

/** Every sector that was touched holds again what it held. */
function assertAsBefore({ sectors }: Medium): void {
  for (const [at, bytes] of sectors) assert.deepEqual(bytes, Buffer.alloc(PAGE, `old sector ${at} `), `at ${at}`);
}

const signal = new AbortController().signal;
const makeProbe = (drive: OpenDrive, onTouch = () => {}) =>
  new CapacityProbe(drive, { tailMaxBytes: 8 * MIB, onTouch });
const GIB = 1024 * MIB;

function ioError(): Error {
  return Object.assign(new Error('i/o error'), { code: 'EIO' });
}

test('CapacityProbe finds nothing wrong with an honest drive, writes little, and never touches its ends', async () => {
  for (const sizeBytes of [3 * MIB, 48 * MIB, 300 * MIB + 512, 8 * GIB, 64 * GIB, 2000 * GIB]) {
    const drive = medium(sizeBytes);
    assert.equal(await makeProbe(drive).run(signal), null, `${sizeBytes}`);
    assert.ok(drive.writtenBytes() <= 8 * MIB + 256 * KIB, `${drive.writtenBytes()} bytes`);
    for (const at of drive.sectors.keys()) assert.ok(at >= MIB && at < sizeBytes - MIB, `${at} of ${sizeBytes}`);
  }
});

for (const [claimed, real] of [
  [512 * GIB, 32 * GIB],
  [64 * GIB, 8 * GIB],
  [256 * MIB, 48 * MIB],
  [256 * MIB, 100 * MIB],
  [256 * MIB, 37 * MIB + 512 * 8 * 3],
  [8 * GIB, 7 * GIB],
  [8 * GIB, 3 * GIB + 12 * KIB],
] as const) {
  test(`CapacityProbe finds a wrap-around at ${real} of ${claimed} bytes, and gives everything back`, async () => {
    const drive = medium(claimed, (at) => at % real);
    const probe = makeProbe(drive);
    assert.deepEqual(await probe.run(signal), { pattern: 'wraps', realBytes: real });
    assert.equal(await probe.restore(signal), true);
    assertAsBefore(drive);
  });
}

for (const [claimed, real] of [
  [512 * GIB, 32 * GIB],
  [256 * MIB, 255 * MIB - 128 * KIB],
  [256 * MIB, 41 * MIB],
] as const) {
  test(`CapacityProbe finds writes past ${real} of ${claimed} bytes that are dropped or refused`, async () => {
    for (const pattern of ['drops', 'errors'] as const) {
      const drive = medium(claimed, (at) => {
        if (at < real) return at;
        if (pattern === 'errors') throw ioError();
        return null;
      });
      const probe = makeProbe(drive);
      const found = await probe.run(signal);
      assert.equal(found?.pattern, pattern);
      const nearestBytes = real - 24 * MIB - claimed / 64;
      assert.ok(found.realBytes !== null && found.realBytes <= real && found.realBytes > nearestBytes);
      assert.equal(await probe.restore(signal), true);
      assertAsBefore(drive);
    }
  });
}

test('CapacityProbe leaves single bad spots to the verification', async () => {
  const lost = medium(256 * MIB, (at) => (at >= 64 * MIB && at < 65 * MIB ? null : at));
  assert.equal(await makeProbe(lost).run(signal), null);
  const unreadable = medium(256 * MIB, (at) => {
    if (at >= 64 * MIB && at < 65 * MIB) throw ioError();
    return at;
  });
  assert.equal(await makeProbe(unreadable).run(signal), null);
});

test('CapacityProbe does not call a drive that takes nothing at all, or that went away, a counterfeit', async () => {
  const dead = medium(256 * MIB, () => {
    throw ioError();
  });
  await assert.rejects(makeProbe(dead).run(signal), /Cannot write/u);
  let answers = 0;
  const pulled = medium(256 * MIB, (at) => {
    answers += 1;
    if (answers > 1600) throw Object.assign(new Error('gone'), { code: 'ENODEV' });
    return at;
  });
  await assert.rejects(makeProbe(pulled).run(signal), /Cannot (read|write)/u);
});

test('CapacityProbe says how little is kept when nothing comes back', async () => {
  assert.deepEqual(await makeProbe(medium(256 * MIB, () => null)).run(signal), { pattern: 'drops', realBytes: null });
});

test('CapacityProbe obeys a cancel while the drive does not answer', async () => {
  const stop = new AbortController();
  const hangs: OpenDrive = { ...medium(256 * MIB), write: () => new Promise(() => {}) };
  const running = makeProbe(hangs).run(stop.signal);
  setImmediate(() => stop.abort(new Error('stopped')));
  await assert.rejects(running, /stopped/u);
});

test('CapacityProbe leaves a drive alone that has no room between its ends', async () => {
  const probe = makeProbe(medium(2 * MIB), () => assert.fail('touched'));
  assert.equal(await probe.run(signal), null);
});
