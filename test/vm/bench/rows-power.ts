import assert from 'node:assert/strict';
import { type Bench, type DriveState, MIB, type PluggedStick, SLOW_BYTES_PER_SEC } from './bench.ts';
import { type FaultRow, judge, type Seen } from './fault-row.ts';

/** So slow that it has stored a part, and said so, before the image is written whole. */
const CRAWLING = 2 * MIB;
const MOMENTS_MIN = 50;
const FAR_DISK = '/dev/disk/by-id/virtio-far';
const CACHE = { cacheBytes: 4 * MIB };

/** Waits until the program has noted what is safely on the stick. */
async function noted(bench: Bench, stateFolder: string): Promise<void> {
  await bench.guest.shell(
    `for i in $(seq 600); do ls ${stateFolder}/stickwright/unfinished/*.json >/dev/null 2>&1 && exit; sleep 0.1; done; exit 1`,
  );
}

/** Goes on with the stick that is plugged in again, and checks that not all was written anew. */
async function continued(bench: Bench, stick: PluggedStick, env: Readonly<Record<string, string>>): Promise<Seen> {
  const written = stick.medium.counted.writtenBytes;
  stick.medium.set(CACHE);
  const outcome = await bench.outcome(bench.write([stick], { env, more: ['--continue'] }));
  const seen = judge(outcome, bench.stateOf(stick.medium.cut()), { states: ['equal to the image'] });
  const kept = outcome.receipt?.drives[0]?.keptBytes ?? 0;
  assert.ok(kept >= 4 * MIB, `${kept} bytes were kept`);
  const again = stick.medium.counted.writtenBytes - written;
  assert.ok(again < bench.image.length, `${again} bytes were written by the second try`);
  return { ...seen, said: 'continued, verified' };
}

export const powerRows: readonly FaultRow[] = [
  {
    fault:
      'power cut after each of its requests (more than 50), with a cache that loses or mixes up what was not flushed',
    isShort: true,
    run: async (bench) => {
      const stick = await bench.stick({ ...CACHE, writeBytesPerSec: 2 * SLOW_BYTES_PER_SEC });
      const states = new Map<DriveState, number>();
      const look = (state: DriveState) => states.set(state, (states.get(state) ?? 0) + 1);
      let requests = 0;
      stick.medium.onChange = () => {
        requests += 1;
        look(bench.stateOf(stick.medium.durable()));
        look(bench.stateOf(stick.medium.torn(() => Math.random() < 0.5)));
      };
      const outcome = await bench.outcome(bench.write([stick]));
      stick.medium.onChange = null;
      const seen = judge(outcome, bench.stateOf(stick.medium.cut()), { states: ['equal to the image'] });
      assert.ok(requests >= MOMENTS_MIN, `only ${requests} moments`);
      assert.equal(states.get('looks bootable and is not equal') ?? 0, 0, JSON.stringify([...states]));
      await bench.guest.unplug(stick.name);
      const cut = { said: 'nothing, the power was cut', exitCode: null, endedMs: null };
      return [...[...states].map(([state, runs]) => ({ ...cut, state, runs })), seen];
    },
  },
  {
    fault: 'pulled out while it is written, plugged in again, and continued',
    run: async (bench) => {
      const env = { XDG_STATE_HOME: '/tmp/state' };
      const stick = await bench.stick({ ...CACHE, writeBytesPerSec: CRAWLING });
      const run = bench.write([stick], { env });
      await noted(bench, env.XDG_STATE_HOME);
      const atMs = performance.now();
      await bench.guest.unplug(stick.name);
      const outcome = await bench.outcome(run);
      const endedMs = performance.now() - atMs;
      const gone = { codes: ['DRIVE_GONE'], exitCode: 7, states: ['blank'] } as const;
      const seen = judge(outcome, bench.stateOf(stick.medium.cut()), gone);
      const again = await bench.plug(stick.medium, {}, stick.name);
      const second = await continued(bench, again, env);
      await bench.guest.unplug(again.name);
      await bench.guest.shell('rm -r /tmp/state');
      return [{ ...seen, endedMs }, second];
    },
  },
  {
    fault: 'no power for the whole computer while it writes; started again, and continued',
    needs: 'image-disk',
    run: async (bench) => {
      const env = { XDG_STATE_HOME: '/mnt/far' };
      await bench.guest.shell(`mkfs.ext4 -q -F ${FAR_DISK} && mount ${FAR_DISK} /mnt/far`);
      const stick = await bench.stick({ ...CACHE, writeBytesPerSec: CRAWLING });
      bench.write([stick], { env });
      await noted(bench, env.XDG_STATE_HOME);
      await bench.powerCycle();
      const state = bench.stateOf(stick.medium.cut());
      assert.equal(state, 'blank');
      await bench.guest.shell(`mount ${FAR_DISK} /mnt/far`);
      const again = await bench.plug(stick.medium, {}, stick.name);
      const second = await continued(bench, again, env);
      await bench.guest.unplug(again.name);
      await bench.guest.shell('umount /mnt/far');
      return [{ said: 'nothing, the power was cut', exitCode: null, state, endedMs: null }, second];
    },
  },
];
