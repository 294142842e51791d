import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Abilities, Host } from '#contract/host.ts';
import type { JobSnapshot } from '#contract/job-view.ts';
import type { DrivesState, PlanSummary, SessionState } from '#contract/session.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { drivesOf, eventOf, failureOf, jobOf } from './listening.ts';

/** A demo's computer, moved from the same process or from another one. */
export interface MovedWorld {
  readonly clock: { advance(ms: number): Promise<unknown> };
  plug(key: string): unknown;
  unplug(key: string): unknown;
}

/** One application and as many windows of it as a test opens. */
export interface Harness {
  open(): Promise<Host>;
  readonly world: MovedWorld;
  /** What this host can do. */
  readonly abilities: Abilities;
  /** Where files lie on the disk: drops one on the page. */
  readonly drop?: (name: string, content: Uint8Array) => Promise<void>;
  close(): Promise<void>;
}

const IMAGE = '/demo/images/proxmox-ve_9.1-1.iso';
const UNKNOWN_METHOD = 'drive.erase';

/** What every transport must do alike; `start` makes the application with a scenario of scripted drives. */
export function hostSuite(transport: string, start: (scenario: string) => Promise<Harness>): void {
  const check = (name: string, scenario: string, run: (host: Host, harness: Harness) => Promise<void>) =>
    test(name, async () => {
      const harness = await start(scenario);
      try {
        await run(await harness.open(), harness);
      } finally {
        await harness.close();
      }
    });

  describe(`Host over ${transport}`, () => {
    check('abilities and facts of the program are known from the start', 'one-stick', async (host, { abilities }) => {
      assert.deepEqual(host.abilities, abilities);
      const info = await host.call('app.info', {});
      assert.equal(info.isDemo, true);
      assert.equal(info.isRemote, false);
      assert.deepEqual(info.abilities, abilities);
    });

    check('what the contract does not know is NOT_ALLOWED and leaves the line usable', 'one-stick', async (host) => {
      const wrong = host.call as (method: string, params: unknown) => Promise<unknown>;
      for (const [method, params] of [
        [UNKNOWN_METHOD, {}],
        ['constructor', {}],
        ['image.inspect', {}],
        ['image.inspect', { path: 'a', extra: 1 }],
        ['image.inspect', null],
        ['plan.confirm', { planId: 'x', codes: {}, verify: 'yes', eject: true }],
      ] as const) {
        assert.equal(
          (await failureOf(wrong(method, params))).code,
          'NOT_ALLOWED',
          `${method} ${JSON.stringify(params)}`,
        );
      }
      assert.deepEqual(await host.call('settings.get', {}), DEFAULT_SETTINGS);
    });

    check('a failure comes across whole', 'one-stick', async (host) => {
      const failure = await failureOf(host.call('drive.eject', { driveId: 'none' }));
      assert.deepEqual(
        { code: failure.code, params: failure.params, remedies: failure.remedies, nothing: failure.nothingWritten },
        {
          code: 'DRIVE_NOT_FOUND',
          params: { drive: 'none' },
          remedies: ['replug', 'choose-other-drive'],
          nothing: true,
        },
      );
      assert.match(failure.message, /no drive "none"/);
    });

    check(
      'a topic gives its state at once, but never within listen, and nothing after its end',
      'one-stick',
      async (host) => {
        let count = 0;
        const stop = host.listen('session', () => {
          count += 1;
        });
        assert.equal(count, 0);
        await eventOf(host, 'session', () => true);
        assert.equal(count, 1);
        stop();
        await host.call('settings.set', { changes: { sound: true } });
        await eventOf(host, 'session', ({ settings }) => settings.sound);
        assert.equal(count, 1);
      },
    );

    check('listening and stopping in one breath delivers nothing', 'one-stick', async (host) => {
      let count = 0;
      host.listen('drives', () => {
        count += 1;
      })();
      await drivesOf(host);
      assert.equal(count, 0);
    });

    check('the same function may listen twice and end once', 'one-stick', async (host) => {
      let count = 0;
      const listener = () => {
        count += 1;
      };
      const stop = host.listen('session', listener);
      host.listen('session', listener);
      await eventOf(host, 'session', () => true);
      assert.equal(count, 2);
      stop();
      await host.call('settings.set', { changes: { sound: true } });
      await eventOf(host, 'session', ({ settings }) => settings.sound);
      assert.equal(count, 3);
    });

    check('drives appear, go and come back unnamed by their old id', 'one-stick', async (host, { world }) => {
      const before = await drivesOf(host);
      assert.deepEqual(
        before.map(({ name }) => name),
        ['SanDisk Ultra Fit'],
      );
      world.plug('lexar');
      await eventOf(host, 'drives', listed(2));
      world.unplug('sandisk');
      await eventOf(host, 'drives', listed(1));
      world.plug('sandisk');
      const event = await eventOf(host, 'drives', listed(2));
      const names = event.state === 'listed' ? event.drives.map(({ name }) => name) : [];
      assert.deepEqual(names, ['Lexar JumpDrive', 'SanDisk Ultra Fit']);
      assert.notEqual(event.state === 'listed' && event.drives[1]?.id, before[0]?.id);
    });

    check(
      'an image is looked at, with its name at once, and other windows see it',
      'one-stick',
      async (host, harness) => {
        const other = await harness.open();
        const seen = eventOf(other, 'session', ({ image }) => image.state === 'ready');
        const state = await host.call('image.inspect', { path: IMAGE });
        assert.equal(state.state === 'ready' && state.image.volumeLabel, 'PVE');
        assert.deepEqual((await seen).image, state);
        await host.call('image.clear', {});
        assert.deepEqual((await eventOf(other, 'session', () => true)).image, { state: 'none' });
      },
    );

    check('an image that cannot be used is a state, not a failed call', 'one-stick', async (host) => {
      const state = await host.call('image.inspect', { path: '/demo/images/broken/IMAGE_TRUNCATED.iso' });
      assert.equal(state.state === 'rejected' && state.failure.code, 'IMAGE_TRUNCATED');
    });

    check(
      'a checksum is computed, compared and blocks the plan when it is wrong',
      'one-stick',
      async (host, { world }) => {
        await host.call('image.inspect', { path: IMAGE });
        const wrong = 'f'.repeat(64);
        assert.deepEqual(await host.call('image.expect', { text: wrong, fileName: null }), {
          isAccepted: true,
        });
        await eventOf(host, 'session', (state) => checksumOf(state) === 'computing');
        await world.clock.advance(10_000);
        await eventOf(host, 'session', (state) => checksumOf(state) === 'mismatched');
        const [drive] = await drivesOf(host);
        const make = () => host.call('plan.make', { mode: 'write', driveIds: [drive?.id ?? ''], codes: {} });
        assert.equal((await failureOf(make())).code, 'CHECKSUM_MISMATCH');
        await host.call('image.forgetExpected', {});
        await eventOf(host, 'session', (state) => checksumOf(state) === 'computed');
        assert.equal((await make()).neededBytes, 1_653_604_352);
      },
    );

    check(
      'a dropped file becomes the image, and a copy is gone when it is cleared',
      'one-stick',
      async (host, { drop }) => {
        if (drop !== undefined) {
          await drop('own name.iso', new Uint8Array(3_000_000).fill(7));
          const { image } = await eventOf(host, 'session', (state) => state.image.state === 'ready');
          assert.ok(image.state === 'ready' && !image.isUploaded);
          assert.deepEqual([image.image.name, image.image.sizeBytes], ['own name.iso', 3_000_000]);
          await host.call('image.clear', {});
          assert.equal(
            (await host.call('image.inspect', { path: image.image.path })).state,
            'ready',
            'it is still there',
          );
          return;
        }
        const file = new File([new Uint8Array(3_000_000).fill(7)], '../..\u202E/evil name.iso');
        await host.takeFile(file);
        const { image } = await eventOf(host, 'session', (state) => state.image.state === 'ready');
        assert.ok(image.state === 'ready' && image.isUploaded);
        assert.equal(image.image.name, 'evil name.iso');
        assert.equal(image.image.sizeBytes, 3_000_000);
        await host.call('image.clear', {});
        const gone = await host.call('image.inspect', { path: image.image.path });
        assert.equal(gone.state === 'rejected' && gone.failure.code, 'IMAGE_NOT_FOUND');
      },
    );

    check('a job runs, every window sees the same, and its receipt is kept', 'two-drives', async (host, harness) => {
      const { world } = harness;
      const { planId } = await planFor(host, ['SanDisk Ultra Fit', 'Kingston DataTraveler']);
      const { jobId } = await host.call('plan.confirm', { planId, codes: {}, verify: true, eject: false });
      const fromStart = jobOf(host, isEnded);
      await world.clock.advance(30_000);
      const reloaded = await harness.open();
      const half = await jobOf(reloaded, isThere);
      assert.equal(half?.stage, 'running');
      assert.ok((half?.drives[0]?.writeGraph.bins.length ?? 0) > 100);
      const fromHalf = jobOf(reloaded, isEnded);
      await world.clock.advance(400_000);
      assert.deepEqual(await fromStart, await fromHalf);
      const job = await fromStart;
      assert.equal(job?.jobId, jobId);
      assert.deepEqual(
        job?.drives.map(({ result, writeGraph, verifyGraph }) => [
          result?.outcome,
          writeGraph.bins.length,
          verifyGraph.bins.length,
        ]),
        [
          ['verified', 200, 200],
          ['verified', 200, 200],
        ],
      );
      assert.deepEqual(await host.call('receipts.get', { jobId }), job?.receipt);
      const late = await jobOf(await harness.open(), () => true);
      assert.deepEqual(late, job);
      await host.call('job.dismiss', {});
      assert.equal(await jobOf(reloaded, () => true), null);
    });

    check('of two windows only one can confirm, the other reviews again', 'two-drives', async (host, harness) => {
      const other = await harness.open();
      const mine = await planFor(host, ['SanDisk Ultra Fit']);
      const theirs = await planFor(other, ['Kingston DataTraveler']);
      const confirm = (window: Host, { planId }: PlanSummary) =>
        window.call('plan.confirm', { planId, codes: {}, verify: true, eject: true });
      const answers = await Promise.allSettled([confirm(host, mine), confirm(other, theirs)]);
      assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1);
      const refused = answers.find((answer) => answer.status === 'rejected');
      const code = (await failureOf(Promise.reject(refused?.reason))).code;
      assert.ok(code === 'DRIVE_CHANGED' || code === 'NOT_ALLOWED', code);
      const { plans } = await eventOf(other, 'session', () => true);
      assert.ok(plans.every(({ state }) => state === 'stale'));
    });

    check('cancel ends the job, and the drive is left blank', 'one-stick', async (host, { world }) => {
      const { planId } = await planFor(host, ['SanDisk Ultra Fit']);
      await host.call('plan.confirm', { planId, codes: {}, verify: true, eject: true });
      await world.clock.advance(10_000);
      await host.call('job.cancel', { driveId: null });
      await eventOf(host, 'job', (event) => event.kind === 'snapshot' && event.job?.stage === 'stopping');
      const ended = jobOf(host, isEnded);
      await world.clock.advance(2000);
      const job = await ended;
      assert.equal(job?.receipt?.outcome, 'cancelled');
      assert.equal(job?.drives[0]?.result?.outcome, 'cancelled');
    });

    check('settings reach every window and stay', 'one-stick', async (host, harness) => {
      const other = await harness.open();
      const seen = eventOf(other, 'session', ({ settings }) => settings.language === 'ja');
      await host.call('settings.set', { changes: { language: 'ja' } });
      assert.deepEqual((await seen).settings, { ...DEFAULT_SETTINGS, language: 'ja' });
      assert.equal((await failureOf(setWrong(host))).code, 'NOT_ALLOWED');
    });

    check('a closed window hears nothing more', 'one-stick', async (host, harness) => {
      let count = 0;
      host.listen('session', () => {
        count += 1;
      });
      await eventOf(host, 'session', () => true);
      host.close();
      const other = await harness.open();
      await other.call('settings.set', { changes: { sound: true } });
      await eventOf(other, 'session', ({ settings }) => settings.sound);
      assert.equal(count, 1);
    });

    check('a line that stands is connected', 'one-stick', async (host) => {
      const state = await new Promise((resolve) => {
        host.onConnection(resolve);
      });
      assert.equal(state, 'connected');
    });
  });
}

function listed(count: number): (event: DrivesState) => boolean {
  return (event) => event.state === 'listed' && event.drives.length === count;
}

function isEnded(job: JobSnapshot | null): boolean {
  return job?.stage === 'ended';
}

function isThere(job: JobSnapshot | null): boolean {
  return job !== null;
}

function checksumOf({ image }: SessionState): string | null {
  return image.state === 'ready' ? image.checksum.state : null;
}

/** Chooses the usual image and makes a plan for the drives of these names. */
async function planFor(host: Host, names: readonly string[]): Promise<PlanSummary> {
  const { image } = await eventOf(host, 'session', () => true);
  if (image.state !== 'ready') await host.call('image.inspect', { path: IMAGE });
  const drives = await drivesOf(host);
  const driveIds = drives.filter(({ name }) => names.includes(name)).map(({ id }) => id);
  assert.equal(driveIds.length, names.length);
  return host.call('plan.make', { mode: 'write', driveIds, codes: {} });
}

function setWrong(host: Host): Promise<unknown> {
  const wrong = host.call as (method: string, params: unknown) => Promise<unknown>;
  return wrong('settings.set', { changes: { verify: 'maybe' } });
}
