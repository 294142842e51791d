import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CODES, type ErrorCode } from '#contract/errors.ts';
import type { Host } from '#contract/host.ts';
import { loadFakeEngine, sessionHost } from '#engine/index.ts';
import { fakeSession } from './fake-session.ts';
import { drivesOf, eventOf, failureOf, jobOf } from './listening.ts';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

/** Where each failure of a scenario is to be seen when everything is tried that a person would. */
async function failuresOf(scenario: string): Promise<readonly string[]> {
  const { session, world, close } = await fakeSession(scenario);
  try {
    const host = sessionHost(session, { client: { isRemote: false }, takeFile: async () => {} });
    const drives = await eventOf(host, 'drives', ({ state }) => state !== 'scanning');
    if (drives.state === 'failed') return [drives.failure.code];
    const practice = host.call('practice.create', { sizeBytes: 8_000_000_000 });
    const full = await practice.then(
      () => [],
      async () => [(await failureOf(practice)).code],
    );
    return [...full, ...(await run(host, world))];
  } finally {
    await close();
  }
}

async function run(host: Host, world: Awaited<ReturnType<typeof fakeSession>>['world']): Promise<readonly string[]> {
  await host.call('image.inspect', { path: '/demo/images/proxmox-ve_9.1-1.iso' });
  const driveIds = (await drivesOf(host)).filter(({ isVirtual }) => !isVirtual).map(({ id }) => id);
  const { planId } = await host.call('plan.make', { mode: 'write', driveIds, codes: {} });
  await host.call('plan.confirm', { planId, codes: {}, verify: true, eject: true });
  await world.clock.advance(600_000);
  const job = await jobOf(host, (seen) => seen?.stage === 'ended');
  const ofDrives = (job?.drives ?? []).flatMap(({ result }) => [
    result?.failure?.code ?? null,
    ...(result?.warnings ?? []).map(({ code }) => code),
  ]);
  return [job?.receipt?.failure?.code ?? null, ...ofDrives].filter((code) => code !== null);
}

for (const code of CODES) {
  test(`scenario error-${code} shows it`, async () => {
    assert.ok((await failuresOf(`error-${code}`)).includes(code));
  });
}

test('every named scenario starts, and its drives tell the truth about themselves', async () => {
  const { scenarioNames, createFakeEngine } = await loadFakeEngine();
  for (const scenario of scenarioNames) {
    const engine = createFakeEngine({ scenario, programVersion: '0' });
    const drives = (await engine?.listDrives({ virtual: false, all: false })) ?? [];
    assert.equal(new Set(drives.map(({ id }) => id)).size, drives.length, scenario);
    await engine?.close();
  }
});

test('there is no scenario of another name', async () => {
  const { createFakeEngine } = await loadFakeEngine();
  for (const scenario of ['', 'error-', 'error-NONE', 'constructor', 'toString', 'error-toString']) {
    assert.equal(createFakeEngine({ scenario, programVersion: '0' }), null, scenario);
  }
});
