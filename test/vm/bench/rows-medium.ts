import assert from 'node:assert/strict';
import type { Bench, DriveState, PluggedStick } from './bench.ts';
import { IMAGE_BYTES, MIB, SLOW_BYTES_PER_SEC, STICK_BYTES, writtenMib } from './bench.ts';
import { type FaultRow, judge, type Seen } from './fault-row.ts';
import type { GuestRun } from './guest-run.ts';
import type { Faults } from './medium.ts';

const BAD_SECTOR = { from: 9 * MIB, to: 9 * MIB + 512 };
const FAILED: readonly DriveState[] = ['blank'];
/** Longest time in which the program says nothing of what is wrong, or does not do what it is told. */
const SILENT_MAX_MS = 30_000;

interface Trial {
  readonly faults: Faults;
  readonly codes?: readonly string[];
  readonly states: readonly DriveState[];
  readonly sizeBytes?: number;
  /** Part of the sentence a person must read. */
  readonly says?: RegExp;
}

/** One write to a stick with these faults, to its end. */
async function tried(bench: Bench, trial: Trial): Promise<readonly Seen[]> {
  const { faults, codes, states, sizeBytes = STICK_BYTES, says } = trial;
  const stick = await bench.stick(faults, { sizeBytes });
  const outcome = await bench.outcome(bench.write([stick]));
  const seen = judge(outcome, bench.stateOf(stick.medium.durable()), { states, ...(codes ? { codes } : {}) });
  if (says !== undefined) assert.match(outcome.stderr, says);
  await bench.guest.unplug(stick.name);
  return [{ ...seen, endedMs: null }];
}

export const mediumRows: readonly FaultRow[] = [
  {
    fault: 'write error at one sector',
    run: (bench) =>
      tried(bench, {
        faults: { writeErrors: [BAD_SECTOR] },
        codes: ['WRITE_IO'],
        states: FAILED,
        says: /refused data at [\d,]+ bytes/,
      }),
  },
  {
    fault: 'read error at one sector',
    run: (bench) =>
      tried(bench, {
        faults: { readErrors: [BAD_SECTOR] },
        codes: ['READ_IO'],
        states: FAILED,
      }),
  },
  {
    fault: 'one write error, then well again',
    run: (bench) =>
      tried(bench, { faults: { writeErrors: [BAD_SECTOR], errorTimes: 1 }, states: ['equal to the image'] }),
  },
  {
    fault: 'a byte stored wrongly, once',
    run: (bench) =>
      tried(bench, {
        faults: { badWrites: [{ at: 7 * MIB + 77, xor: 0x10, times: 1 }] },
        states: ['equal to the image'],
      }),
  },
  {
    fault: 'a byte stored wrongly, always',
    run: (bench) =>
      tried(bench, {
        faults: { badWrites: [{ at: 7 * MIB + 77, xor: 0x10, times: 1000 }] },
        codes: ['VERIFY_MISMATCH'],
        states: FAILED,
        says: /7,340,109/,
      }),
  },
  {
    fault: 'a sector that gives back old data',
    run: (bench) =>
      tried(bench, {
        faults: { dropped: [{ from: 5 * MIB, to: 5 * MIB + 512 }] },
        codes: ['VERIFY_MISMATCH'],
        states: FAILED,
      }),
  },
  {
    fault: 'smaller than it says by one sector',
    run: (bench) =>
      tried(bench, {
        faults: { realBytes: IMAGE_BYTES - 512, beyond: 'fails' },
        sizeBytes: IMAGE_BYTES,
        codes: ['WRITE_IO', 'DRIVE_FALSE_CAPACITY'],
        states: ['blank', 'old contents'],
      }),
  },
  {
    fault: 'stops answering for 30 s, then goes on',
    run: async (bench) => {
      const stick = await bench.stick({ stallAt: { bytes: 8 * MIB, ms: 30_000 } });
      const outcome = await bench.outcome(bench.write([stick]));
      const seen = judge(outcome, bench.stateOf(stick.medium.durable()), { states: ['equal to the image'] });
      assert.match(outcome.stdout, /"stalledMs":1\d{4}/, 'it says that the drive does not answer');
      await bench.guest.unplug(stick.name);
      return [seen];
    },
  },
  ...silentRows(),
  {
    fault: 'fails for good in the middle',
    run: (bench) =>
      tried(bench, {
        faults: { diesAfter: 8 * MIB },
        codes: ['WRITE_IO', 'READ_IO', 'DRIVE_GONE', 'FLUSH_FAILED'],
        states: FAILED,
      }),
  },
  {
    fault: 'read-only',
    run: async (bench) => {
      const stick = await bench.stick({}, { isReadOnly: true });
      const outcome = await bench.outcome(bench.write([stick]));
      const seen = judge(outcome, bench.stateOf(stick.medium.durable()), {
        codes: ['DRIVE_READ_ONLY', 'DRIVE_PROTECTED'],
        states: ['old contents'],
      });
      assert.equal(stick.medium.counted.writes, 0);
      await bench.guest.unplug(stick.name);
      return [seen];
    },
  },
  ...falseCapacityRows(),
  {
    fault: 'a cache that loses what was not flushed, and no power right after "verified"',
    run: async (bench) => {
      const stick = await bench.stick({ cacheBytes: 32 * MIB });
      const outcome = await bench.outcome(bench.write([stick]));
      const seen = judge(outcome, bench.stateOf(stick.medium.cut()), { states: ['equal to the image'] });
      await bench.guest.unplug(stick.name);
      return [seen];
    },
  },
  {
    fault: 'eight sticks at once: one pulled out, one with a write error, one that stores wrongly',
    run: async (bench) => {
      const faults: readonly Faults[] = [
        { writeErrors: [BAD_SECTOR] },
        { badWrites: [{ at: 6 * MIB, xor: 1, times: 1000 }] },
        ...Array.from({ length: 6 }, () => ({})),
      ];
      const sticks = [];
      for (const fault of faults) sticks.push(await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC, ...fault }));
      const run = bench.write(sticks);
      await run.said(writtenMib(4));
      const pulled = sticks[7];
      assert.ok(pulled !== undefined);
      await bench.guest.unplug(pulled.name);
      const outcome = await bench.outcome(run);
      assert.equal(outcome.receipt?.outcome, 'partial', outcome.stderr);
      const codes = outcome.receipt.drives.map(({ failure }) => failure?.code ?? 'verified');
      assert.deepEqual(codes, [
        'WRITE_IO',
        'VERIFY_MISMATCH',
        ...Array.from({ length: 5 }, () => 'verified'),
        'DRIVE_GONE',
      ]);
      const seen = sticks.map(({ medium }, index): Seen => {
        const state = bench.stateOf(medium.durable());
        assert.equal(state, codes[index] === 'verified' ? 'equal to the image' : 'blank');
        return { said: codes[index] ?? '', exitCode: outcome.exitCode, state, endedMs: null };
      });
      for (const { name } of sticks.slice(0, 7)) await bench.guest.unplug(name);
      return seen;
    },
  },
];

/** The kernel's own limit is lifted: nobody but the program notices that the stick says nothing. */
async function fallsSilent(bench: Bench): Promise<{ readonly stick: PluggedStick; readonly run: GuestRun }> {
  const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
  await bench.guest.shell(`echo 600 > /sys/block/${stick.devicePath.slice('/dev/'.length)}/device/timeout`);
  const run = bench.write([stick]);
  await run.said(writtenMib(4));
  stick.medium.set({ hangsAfter: 0 });
  return { stick, run };
}

/** The program has ended; what it could not take with it waits for the stick, and ends when that is pulled out. */
async function pullSilent(bench: Bench, { name, medium }: PluggedStick): Promise<void> {
  medium.set({ diesAfter: 0 });
  await bench.guest.unplug(name);
  await bench.withoutLeftovers();
}

function silentRows(): readonly FaultRow[] {
  return [
    {
      fault: 'stops answering for ever, and a person gives up (Ctrl-C) once the program has said so',
      run: async (bench) => {
        const { stick, run } = await fallsSilent(bench);
        const atMs = performance.now();
        await run.said(/"stalledMs":1\d{4}/, SILENT_MAX_MS);
        const toldMs = performance.now() - atMs;
        const gaveUpMs = performance.now();
        await bench.guest.shell(`kill -INT ${run.pid}`);
        const outcome = await bench.outcome(run);
        const endedMs = performance.now() - gaveUpMs;
        assert.ok(endedMs < SILENT_MAX_MS, `it took ${endedMs} ms to give up`);
        const state = bench.stateOf(stick.medium.durable());
        assert.equal(state, 'blank');
        assert.equal(outcome.exitCode, 130, outcome.stderr);
        await pullSilent(bench, stick);
        const said = `no answer, after ${Math.round(toldMs / 1000)} s; cancelled`;
        return [{ said, exitCode: outcome.exitCode, state, endedMs }];
      },
    },
    {
      fault: 'stops answering for ever, and nobody does anything: given up after 60 s',
      run: async (bench) => {
        const { stick, run } = await fallsSilent(bench);
        await run.said(/"stalledMs":1\d{4}/, SILENT_MAX_MS);
        await run.said(/"stalledMs":5\d{4}/, 90_000); // it waits for a stick that comes back, and says so all the time
        const atMs = performance.now();
        const outcome = await bench.outcome(run);
        const endedMs = performance.now() - atMs;
        assert.ok(endedMs < SILENT_MAX_MS, `it took ${endedMs} ms to end`);
        const expected = { codes: ['WRITE_STALLED'], exitCode: 7, states: FAILED };
        const seen = judge(outcome, bench.stateOf(stick.medium.durable()), expected);
        await pullSilent(bench, stick);
        return [{ ...seen, endedMs }];
      },
    },
  ];
}

function falseCapacityRows(): readonly FaultRow[] {
  const rows: FaultRow[] = [];
  for (const beyond of ['wraps', 'drops'] as const) {
    for (const realBytes of [16 * MIB, 48 * MIB]) {
      const reaches = realBytes < IMAGE_BYTES ? 'the image does not fit' : 'the image would fit';
      const how = beyond === 'wraps' ? 'begins again at its start' : 'forgets';
      rows.push({
        fault: `false capacity: past its real end it ${how}; ${reaches}`,
        run: (bench) =>
          tried(bench, {
            faults: { realBytes, beyond },
            codes: ['DRIVE_FALSE_CAPACITY'],
            states: ['old contents', 'blank'],
          }),
      });
    }
  }
  return rows;
}
