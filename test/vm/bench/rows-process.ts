import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type Bench, GONE_MS, inPhase, MIB, outcomeOf, SLOW_BYTES_PER_SEC, writtenMib } from './bench.ts';
import { type FaultRow, judge, type Seen } from './fault-row.ts';

/** Opens the device so that nobody else can, as formatting tools and other writers do. */
const HOLD_OPEN = `
const { constants, openSync } = require('node:fs');
openSync(process.argv[1], constants.O_RDWR | constants.O_EXCL);
console.log('held');
setInterval(() => {}, 1e6);
`;

type Part = 'worker' | 'reader' | 'host';

/** Sends a signal to parts of the program, found by their command lines. */
async function signal(bench: Bench, parts: readonly Part[], name: 'KILL' | 'STOP' | 'CONT'): Promise<void> {
  const patterns = {
    worker: 'stickwright-worker worker',
    reader: 'stickwright-worker reader',
    host: 'stickwright-worker cli',
  };
  // host last: its end would end the others
  for (const part of parts) await bench.guest.shell(`pkill -${name} -f '^/program/helper/${patterns[part]}' || true`);
}

async function killed(bench: Bench, parts: readonly Part[], at: RegExp): Promise<readonly Seen[]> {
  const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
  const run = bench.write([stick]);
  await run.said(at);
  const atMs = performance.now();
  await signal(bench, parts, 'KILL');
  const outcome = await bench.outcome(run);
  const endedMs = performance.now() - atMs;
  await bench.withoutLeftovers();
  const state = bench.stateOf(stick.medium.durable());
  const hasHost = !parts.includes('host');
  const seen = hasHost
    ? judge(outcome, state, { codes: ['WORKER_LOST', 'READER_LOST'], exitCode: 9, states: ['blank'] })
    : { said: 'killed', exitCode: null, state, endedMs: null };
  assert.equal(state, 'blank');
  await bench.guest.unplug(stick.name);
  return [{ ...seen, endedMs }];
}

async function paused(bench: Bench, parts: readonly Part[], pauseMs = 8000): Promise<readonly Seen[]> {
  const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
  const run = bench.write([stick]);
  await run.said(writtenMib(4));
  await signal(bench, parts, 'STOP');
  await delay(pauseMs);
  await signal(bench, parts, 'CONT');
  const outcome = await bench.outcome(run);
  const seen = judge(outcome, bench.stateOf(stick.medium.durable()), { states: ['equal to the image'] });
  await bench.withoutLeftovers();
  await bench.guest.unplug(stick.name);
  return [seen];
}

export const processRows: readonly FaultRow[] = [
  { fault: 'SIGKILL of the worker while it writes', run: (bench) => killed(bench, ['worker'], writtenMib(4)) },
  {
    fault: 'SIGKILL of the worker while it reads back',
    run: (bench) => killed(bench, ['worker'], inPhase('verifying')),
  },
  { fault: 'SIGKILL of the program while it writes', run: (bench) => killed(bench, ['host'], writtenMib(4)) },
  {
    fault: 'SIGKILL of worker, reader and program while they write',
    run: (bench) => killed(bench, ['worker', 'reader', 'host'], writtenMib(4)),
  },
  { fault: 'SIGSTOP of the worker for 8 s, then SIGCONT', run: (bench) => paused(bench, ['worker']) },
  { fault: 'SIGSTOP of the reader for 15 s, then SIGCONT', run: (bench) => paused(bench, ['reader'], 15_000) },
  { fault: 'SIGSTOP of the program for 8 s, then SIGCONT', run: (bench) => paused(bench, ['host']) },
  {
    fault: 'SIGSTOP of worker, reader and program for 8 s, then SIGCONT',
    run: (bench) => paused(bench, ['worker', 'reader', 'host']),
  },
  {
    fault: 'SIGSTOP of the worker, and a person who gives up (Ctrl-C)',
    run: async (bench) => {
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick]);
      await run.said(writtenMib(4));
      await signal(bench, ['worker'], 'STOP');
      const atMs = performance.now();
      await bench.guest.shell(`kill -INT ${run.pid}`);
      const outcome = await bench.outcome(run);
      const endedMs = performance.now() - atMs;
      assert.ok(endedMs < GONE_MS, `it took ${endedMs} ms`);
      assert.equal(outcome.exitCode, 130);
      const state = bench.stateOf(stick.medium.durable());
      assert.equal(state, 'blank');
      await signal(bench, ['worker'], 'KILL'); // where it was left stopped
      await bench.guest.unplug(stick.name);
      return [{ said: 'cancelled', exitCode: 130, state, endedMs }];
    },
  },
  {
    fault: 'no memory left: the worker is ended by the system',
    run: async (bench) => {
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick]);
      await run.said(writtenMib(4));
      await bench.guest.shell(
        "for p in $(pgrep -f '^/program/helper/stickwright-worker worker'); do echo 1000 > /proc/$p/oom_score_adj; done",
      );
      const atMs = performance.now();
      // the system does what it does when its memory is full: it ends the one it may end
      await bench.guest.shell('echo f > /proc/sysrq-trigger');
      const outcome = await bench.outcome(run);
      const state = bench.stateOf(stick.medium.durable());
      const seen = judge(outcome, state, { codes: ['WORKER_LOST'], exitCode: 9, states: ['blank'] });
      await bench.guest.unplug(stick.name);
      return [{ ...seen, endedMs: performance.now() - atMs }];
    },
  },
  {
    fault: 'another program has the drive open for itself',
    run: async (bench) => {
      const stick = await bench.stick();
      const holder = bench.guest.spawn(['/program/node', '-e', HOLD_OPEN, stick.devicePath]);
      await holder.said(/held/);
      const outcome = await bench.outcome(bench.write([stick]));
      const seen = judge(outcome, bench.stateOf(stick.medium.durable()), {
        codes: ['DRIVE_LOCK_FAILED', 'DRIVE_IN_USE'],
        exitCode: 7,
        states: ['old contents'],
      });
      holder.signal('SIGKILL');
      await holder.ended;
      await bench.guest.unplug(stick.name);
      return [seen];
    },
  },
  {
    fault: 'another program writes to the drive while it is read back',
    run: async (bench) => {
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick]);
      await run.said(inPhase('flushing'));
      stick.medium.put(20 * MIB, Buffer.from('written by someone else'));
      const outcome = await bench.outcome(run);
      const states = ['blank', 'equal to the image'] as const;
      const state = bench.stateOf(stick.medium.durable());
      assert.ok(
        states.some((known) => known === state),
        state,
      );
      // noticed and written again, or noticed and said: never taken for equal
      const seen: Seen = { said: outcome.code ?? 'verified', exitCode: outcome.exitCode, state, endedMs: null };
      assert.equal(outcome.exitCode === 0, state === 'equal to the image', outcome.stderr);
      await bench.guest.unplug(stick.name);
      return [seen];
    },
  },
  {
    fault: 'a mounted and busy volume on the drive',
    run: async (bench) => {
      const stick = await bench.stick();
      await bench.guest.shell(
        `mkfs.vfat -I -n BACKUP ${stick.devicePath} && mkdir -p /mnt/busy && mount ${stick.devicePath} /mnt/busy && echo kept > /mnt/busy/file && sync`,
      );
      const holder = bench.guest.spawn(['sh', '-c', 'cd /mnt/busy && echo there && exec sleep 100000']);
      await holder.said(/there/);
      const before = stick.medium.durable().read(0, MIB);
      const outcome = await bench.outcome(bench.write([stick]));
      assert.equal(outcome.code, 'DRIVE_IN_USE', outcome.stderr);
      assert.ok(stick.medium.durable().read(0, MIB).equals(before), 'it was not touched');
      holder.signal('SIGKILL');
      await holder.ended;
      const released = await bench.outcome(bench.write([stick]));
      const seen = judge(released, bench.stateOf(stick.medium.durable()), { states: ['equal to the image'] });
      await bench.guest.unplug(stick.name);
      return [{ said: 'DRIVE_IN_USE', exitCode: outcome.exitCode, state: 'old contents', endedMs: null }, seen];
    },
  },
  {
    fault: 'an automounter that mounts whatever it sees, before and in the middle',
    needs: 'automounter',
    run: async (bench) => {
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      await bench.guest.shell(
        `mkfs.vfat -I -n BACKUP ${stick.devicePath} && udevadm trigger --action=change ${stick.devicePath} && udevadm settle; for i in $(seq 50); do grep -q ${stick.devicePath} /proc/mounts && break; sleep 0.1; done; grep ${stick.devicePath} /proc/mounts`,
      );
      const run = bench.write([stick]);
      await run.said(writtenMib(4));
      await bench.guest.shell(`udevadm trigger --action=change ${stick.devicePath} && udevadm settle`);
      const outcome = await bench.outcome(run);
      const seen = judge(outcome, bench.stateOf(stick.medium.durable()), { states: ['equal to the image'] });
      await bench.guest.unplug(stick.name);
      return [seen];
    },
  },
  {
    fault: 'SIGINT twice in a row',
    run: async (bench) => {
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick]);
      await run.said(writtenMib(4));
      await bench.guest.shell(`kill -INT ${run.pid}; kill -INT ${run.pid} || true`);
      const outcome = outcomeOf(await run.ended);
      const state = bench.stateOf(stick.medium.durable());
      assert.equal(state, 'blank', outcome.stderr);
      assert.equal(outcome.exitCode, 130, outcome.stderr);
      await bench.guest.unplug(stick.name);
      return [{ said: 'cancelled', exitCode: 130, state, endedMs: null }];
    },
  },
];
