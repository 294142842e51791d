import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { inPhase, SLOW_BYTES_PER_SEC, writtenMib } from './bench.ts';
import { type FaultRow, judge, type Seen } from './fault-row.ts';
import { PROGRAM } from './program-disk.ts';
import type { Stick } from './stick.ts';

/** After a stick is pulled its program must end well within this. */
const PULLED_LIMIT_MS = 30_000;

/** Pulls the stick once the program's output matches. */
async function pulled(bench: Bench, at: RegExp, traits: Partial<Pick<Stick, 'kind'>> = {}): Promise<readonly Seen[]> {
  const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC }, traits);
  const run = bench.write([stick]);
  await run.said(at);
  const atMs = performance.now();
  await bench.guest.unplug(stick.name);
  const outcome = await bench.outcome(run);
  const endedMs = performance.now() - atMs;
  assert.ok(endedMs < PULLED_LIMIT_MS, `it took ${endedMs} ms to notice`);
  const state = bench.stateOf(stick.medium.durable());
  return [
    { ...judge(outcome, state, { codes: ['DRIVE_GONE'], exitCode: 7, states: ['blank', 'old contents'] }), endedMs },
  ];
}

export const plugRows: readonly FaultRow[] = [
  {
    fault: 'none: a stick (bulk-only)',
    isShort: true,
    run: async (bench) => {
      const stick = await bench.stick();
      const outcome = await bench.outcome(bench.write([stick]));
      const seen = judge(outcome, bench.stateOf(stick.medium.durable()), { states: ['equal to the image'] });
      await bench.guest.unplug(stick.name);
      return [seen];
    },
  },
  {
    fault: 'none: a stick (UAS), one with 4096-byte sectors, a card on the board',
    run: async (bench) => {
      const seen: Seen[] = [];
      for (const traits of [{ kind: 'uas' }, { kind: 'usb', sectorSizeBytes: 4096 }] as const) {
        const stick = await bench.stick({}, traits);
        const outcome = await bench.outcome(bench.write([stick]));
        seen.push(judge(outcome, bench.stateOf(stick.medium.durable()), { states: ['equal to the image'] }));
        await bench.guest.unplug(stick.name);
      }
      return seen;
    },
  },
  { fault: 'pulled out while it is prepared', run: (bench) => pulled(bench, inPhase('preparing')) },
  {
    fault: 'pulled out while it is written',
    isShort: true,
    run: (bench) => pulled(bench, writtenMib(4)),
  },
  { fault: 'pulled out while it is written (UAS)', run: (bench) => pulled(bench, writtenMib(4), { kind: 'uas' }) },
  { fault: 'pulled out while it stores', run: (bench) => pulled(bench, inPhase('flushing')) },
  { fault: 'pulled out while it is read back', run: (bench) => pulled(bench, inPhase('verifying')) },
  {
    fault: 'pulled out between listing and start',
    run: async (bench) => {
      const stick = await bench.stick();
      const id = await driveIdOf(bench, stick.devicePath);
      await bench.guest.unplug(stick.name);
      const run = bench.write([{ ...stick, devicePath: id }]);
      const state = bench.stateOf(stick.medium.durable());
      return [
        judge(await bench.outcome(run), state, { codes: ['DRIVE_NOT_FOUND', 'DRIVE_GONE'], states: ['old contents'] }),
      ];
    },
  },
  {
    fault: 'another stick in the same port between listing and start',
    run: async (bench) => {
      const stick = await bench.stick();
      const id = await driveIdOf(bench, stick.devicePath);
      await bench.guest.unplug(stick.name);
      const other = await bench.stick();
      assert.equal(other.devicePath, stick.devicePath, 'it took the same name');
      const outcome = await bench.outcome(bench.write([{ ...stick, devicePath: id }]));
      const seen = judge(outcome, bench.stateOf(other.medium.durable()), {
        codes: ['DRIVE_CHANGED'],
        exitCode: 3,
        states: ['old contents'],
      });
      assert.equal(other.medium.counted.writes, 0, 'not a byte was written to the other stick');
      await bench.guest.unplug(other.name);
      return [seen];
    },
  },
  {
    fault: 'pulled out while it is written, and the same stick plugged in again',
    run: async (bench) => {
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick]);
      await run.said(writtenMib(4));
      await bench.guest.unplug(stick.name);
      const again = await bench.plug(stick.medium, {}, stick.name);
      const written = stick.medium.counted.writtenBytes;
      const outcome = await bench.outcome(run);
      const seen = judge(outcome, bench.stateOf(stick.medium.durable()), { codes: ['DRIVE_GONE'], states: ['blank'] });
      await delay(1000);
      assert.equal(stick.medium.counted.writtenBytes, written, 'the ended job writes nothing to it any more');
      await bench.guest.unplug(again.name);
      return [seen];
    },
  },
  {
    fault: 'pulled out while it is written, and another stick put in its place',
    run: async (bench) => {
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick]);
      await run.said(writtenMib(4));
      await bench.guest.unplug(stick.name);
      const other = await bench.stick();
      const outcome = await bench.outcome(run);
      const seen = judge(outcome, bench.stateOf(stick.medium.durable()), { codes: ['DRIVE_GONE'], states: ['blank'] });
      assert.equal(other.medium.counted.writes, 0, 'not a byte was written to the other stick');
      await bench.guest.unplug(other.name);
      return [seen];
    },
  },
];

/** The id a person who listed the drives would hold on to. */
async function driveIdOf(bench: Bench, devicePath: string): Promise<string> {
  const { stdout } = await bench.guest.spawn([...PROGRAM, 'list', '--json']).ended;
  const found = new RegExp(`"id":"(${devicePath.slice('/dev/'.length)}#[0-9a-f]+)"`).exec(stdout)?.[1];
  assert.ok(found !== undefined, stdout);
  return found;
}
