import assert from 'node:assert/strict';
import { type Bench, IMAGE, MIB, SLOW_BYTES_PER_SEC, writtenMib } from './bench.ts';
import { type FaultRow, judge, type Seen } from './fault-row.ts';
import { type Faults, Medium } from './medium.ts';
import type { GuestRun } from './guest-run.ts';
import { PROGRAM } from './program-disk.ts';

/** Spoils the image file in the guest while a stick is written from it. */
async function spoiled(bench: Bench, command: string, codes: readonly string[]): Promise<readonly Seen[]> {
  await bench.guest.shell(`cp ${IMAGE} /tmp/own.iso`);
  const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
  const run = bench.write([stick], { image: '/tmp/own.iso' });
  await run.said(writtenMib(4));
  await bench.guest.shell(command);
  const outcome = await bench.outcome(run);
  const seen = judge(outcome, bench.stateOf(stick.medium.durable()), { codes, exitCode: 6, states: ['blank'] });
  await bench.guest.unplug(stick.name);
  await bench.guest.shell('rm -f /tmp/own.iso /tmp/moved.iso');
  return [seen];
}

const FAR_IMAGE = '/mnt/far/installer.iso';

const TOLD_MAX_MS = 30_000;

/** Puts the image onto the disk that can fail, and out of the computer's memory. */
async function mountFar(bench: Bench): Promise<void> {
  const disk = '/dev/disk/by-id/virtio-far';
  await bench.guest.shell(
    `mkfs.ext4 -q -F ${disk} && mount ${disk} /mnt/far && cp ${IMAGE} /mnt/far/ && sync && echo 3 > /proc/sys/vm/drop_caches`,
  );
}

/** From now on reads of the image fail, or end never; what was read ahead is forgotten. */
async function breakFar(bench: Bench, faults: Faults): Promise<void> {
  bench.farDisk?.set(faults);
  await bench.guest.shell('echo 1 > /proc/sys/vm/drop_caches');
}

/** A disk of the computer that carries the image, so that it can stop answering. */
export const IMAGE_DISK_BYTES = 64 * MIB;
export const imageDisk = (): Medium => new Medium(IMAGE_DISK_BYTES);

/** Milliseconds until the program said that the image does not come. */
async function tellsSilence(run: GuestRun): Promise<number> {
  const atMs = performance.now();
  await run.said(/"silentMs":1\d{4}/, TOLD_MAX_MS);
  return performance.now() - atMs;
}

export const sourceRows: readonly FaultRow[] = [
  {
    fault: 'the image is cut short while it is written',
    run: (bench) => spoiled(bench, 'truncate -s 9M /tmp/own.iso', ['IMAGE_CHANGED', 'IMAGE_TRUNCATED']),
  },
  {
    fault: 'the image is changed while it is written',
    run: (bench) =>
      spoiled(bench, 'printf changed | dd of=/tmp/own.iso bs=1 seek=20000000 conv=notrunc 2>/dev/null', [
        'IMAGE_CHANGED',
      ]),
  },
  {
    fault: 'the image is deleted while it is written',
    run: async (bench) => {
      await bench.guest.shell(`cp ${IMAGE} /tmp/own.iso`);
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick], { image: '/tmp/own.iso' });
      await run.said(writtenMib(4));
      await bench.guest.shell('rm /tmp/own.iso');
      const outcome = await bench.outcome(run);
      const state = bench.stateOf(stick.medium.durable());
      // the opened file is still whole: writing it to its end is right, and so is to stop; nothing in between
      if (outcome.exitCode === 0) assert.equal(state, 'equal to the image');
      else
        judge(outcome, state, { codes: ['IMAGE_CHANGED', 'IMAGE_NOT_FOUND', 'IMAGE_UNREADABLE'], states: ['blank'] });
      await bench.guest.unplug(stick.name);
      return [{ said: outcome.code ?? 'verified', exitCode: outcome.exitCode, state, endedMs: null }];
    },
  },
  {
    fault: 'the image lies on the drive that is to be written',
    run: async (bench) => {
      const stick = await bench.stick();
      await bench.guest.shell(
        `mkfs.vfat -I ${stick.devicePath} && mkdir -p /mnt/own && mount ${stick.devicePath} /mnt/own && cp ${IMAGE} /mnt/own/ && sync`,
      );
      const before = stick.medium.durable().read(0, 2 * MIB);
      const outcome = await bench.outcome(bench.write([stick], { image: '/mnt/own/installer.iso' }));
      assert.equal(outcome.code, 'DRIVE_PROTECTED', outcome.stderr);
      assert.equal(outcome.exitCode, 3);
      assert.ok(
        stick.medium
          .durable()
          .read(0, 2 * MIB)
          .equals(before),
        'it was not touched',
      );
      await bench.guest.shell('umount /mnt/own');
      await bench.guest.unplug(stick.name);
      return [{ said: 'DRIVE_PROTECTED', exitCode: 3, state: 'old contents', endedMs: null }];
    },
  },
  {
    fault:
      'the place the image comes from stops answering, and a person gives up (Ctrl-C) once the program has said so',
    needs: 'image-disk',
    run: async (bench) => {
      await mountFar(bench);
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick], { image: FAR_IMAGE });
      await run.said(writtenMib(1));
      await breakFar(bench, { hangsAfter: 0 });
      const toldMs = await tellsSilence(run);
      const atMs = performance.now();
      await bench.guest.shell(`kill -INT ${run.pid}`);
      const outcome = await bench.outcome(run);
      const endedMs = performance.now() - atMs;
      bench.farDisk?.set({});
      await bench.withoutLeftovers();
      const state = bench.stateOf(stick.medium.durable());
      assert.ok(endedMs < 30_000, `it took ${endedMs} ms to give up`);
      assert.ok(
        state === 'blank' || (state === 'equal to the image' && outcome.exitCode === 0),
        `${state} ${outcome.stderr}`,
      );
      await bench.guest.unplug(stick.name);
      await bench.guest.shell('umount /mnt/far');
      const said = `the image does not come, after ${Math.round(toldMs / 1000)} s; ${outcome.code ?? 'cancelled'}`;
      return [{ said, exitCode: outcome.exitCode, state, endedMs }];
    },
  },
  {
    fault: 'the place the image comes from stops answering, and nobody does anything: given up after 60 s',
    needs: 'image-disk',
    run: async (bench) => {
      await mountFar(bench);
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick], { image: FAR_IMAGE });
      await run.said(writtenMib(1));
      await breakFar(bench, { hangsAfter: 0 });
      await tellsSilence(run);
      await run.said(/"silentMs":5\d{4}/, 90_000); // it waits for a share that comes back, and says so all the time
      const atMs = performance.now();
      const outcome = await bench.outcome(run);
      const endedMs = performance.now() - atMs;
      assert.ok(endedMs < 30_000, `it took ${endedMs} ms to give up`);
      const expected = { codes: ['IMAGE_UNREADABLE'], exitCode: 6, states: ['blank'] } as const;
      const seen = judge(outcome, bench.stateOf(stick.medium.durable()), expected);
      bench.farDisk?.set({});
      await bench.withoutLeftovers();
      await bench.guest.unplug(stick.name);
      await bench.guest.shell('umount /mnt/far');
      return [{ ...seen, endedMs }];
    },
  },
  {
    fault: 'the place the image comes from fails in the middle (a network mount that dies)',
    needs: 'image-disk',
    run: async (bench) => {
      await mountFar(bench);
      const stick = await bench.stick({ writeBytesPerSec: SLOW_BYTES_PER_SEC });
      const run = bench.write([stick], { image: FAR_IMAGE });
      await run.said(writtenMib(1));
      await breakFar(bench, { diesAfter: 0 });
      const atMs = performance.now();
      const outcome = await bench.outcome(run);
      const endedMs = performance.now() - atMs;
      const expected = { codes: ['IMAGE_UNREADABLE'], exitCode: 6, states: ['blank'] } as const;
      const seen = judge(outcome, bench.stateOf(stick.medium.durable()), expected);
      assert.ok(endedMs < 30_000, `it took ${endedMs} ms to end`);
      bench.farDisk?.set({});
      await bench.guest.unplug(stick.name);
      await bench.guest.shell('umount -l /mnt/far');
      return [{ ...seen, endedMs }];
    },
  },
  {
    fault: 'the system runs from the drive that is named',
    run: async (bench) => {
      const { stdout } = await bench.guest.spawn([...PROGRAM, 'write', IMAGE, '--to', '/dev/vda', '--yes', '--json'])
        .ended;
      assert.match(stdout, /DRIVE_PROTECTED/);
      return [{ said: 'DRIVE_PROTECTED', exitCode: 3, state: 'old contents', endedMs: null }];
    },
  },
];
