import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Host } from '#contract/host.ts';
import { sessionHost } from '#engine/index.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { fakeSession } from './fake-session.ts';
import { drivesOf, eventOf, failureOf } from './listening.ts';

async function start(t: TestContext, scenario: string) {
  const fake = await fakeSession(scenario);
  cleanUp(t, fake.close);
  const host = sessionHost(fake.session, { client: { isRemote: false }, takeFile: async () => {} });
  const [drive] = await drivesOf(host);
  assert.ok(drive !== undefined);
  return { ...fake, host, drive, driveId: drive.id };
}

const stageIs = (host: Host, stage: 'asking' | 'reading') =>
  eventOf(host, 'session', ({ look }) => look?.stage === stage);

test('a look asks for permission, reads and gives names; every window sees how it goes', async (t) => {
  const { host, world, drive, driveId } = await start(t, 'one-stick');
  const looking = host.call('drive.contents', { driveId });
  const { look } = await stageIs(host, 'asking');
  assert.deepEqual(look, { driveId, stage: 'asking', how: 'pkexec' });
  await world.clock.advance(2000);
  await stageIs(host, 'reading');
  await world.clock.advance(5000);
  const contents = await looking;
  const [volume] = contents?.volumes ?? [];
  assert.ok(volume?.state === 'read');
  assert.equal(volume.label, drive.partitions[0]?.label);
  assert.ok(volume.entries.length > 0);
  assert.equal((await eventOf(host, 'session', () => true)).look, null);
});

test('a look that is stopped ends with nothing, and the next one can begin', async (t) => {
  const { host, world, driveId } = await start(t, 'elevation-slow');
  const looking = host.call('drive.contents', { driveId });
  await stageIs(host, 'asking');
  assert.equal((await failureOf(host.call('drive.contents', { driveId }))).code, 'NOT_ALLOWED', 'one at a time');
  await host.call('drive.stopContents', {});
  assert.equal(await looking, null);
  const again = host.call('drive.contents', { driveId });
  await world.clock.advance(11 * 60_000);
  assert.notEqual(await again, null);
});

test('a no, and a drive that was pulled out, are told', async (t) => {
  const denied = await start(t, 'elevation-denied');
  const refused = failureOf(denied.host.call('drive.contents', { driveId: denied.driveId }));
  await stageIs(denied.host, 'asking');
  await denied.world.clock.advance(5000);
  assert.equal((await refused).code, 'ELEVATION_DENIED');

  const gone = await start(t, 'one-stick');
  const looking = failureOf(gone.host.call('drive.contents', { driveId: gone.driveId }));
  await stageIs(gone.host, 'asking');
  gone.world.unplug('sandisk');
  await gone.world.clock.advance(10_000);
  assert.equal((await looking).code, 'DRIVE_GONE');
});

test('a drive that this computer runs on is refused before anybody is asked', async (t) => {
  const { host } = await start(t, 'mixed');
  const listed = await drivesOf(host);
  const locked = listed.filter(({ protections }) =>
    protections.some(({ code }) => code === 'system' || code === 'internal'),
  );
  assert.ok(locked.length > 0);
  for (const { id } of locked) {
    assert.equal((await failureOf(host.call('drive.contents', { driveId: id }))).code, 'CONTENTS_REFUSED');
  }
  assert.equal((await failureOf(host.call('drive.contents', { driveId: 'nothing' }))).code, 'DRIVE_NOT_FOUND');
});
