import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyPlaces, helperForRoot, isHiddenFromRoot } from './helper-for-root.ts';

const MOUNTS = [
  '22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw',
  '40 22 0:51 / /tmp/.mount_StickwAbc ro,nosuid,nodev,relatime - fuse.Stickwright.AppImage Stickwright.AppImage ro,user_id=1000',
  '41 22 0:52 / /home/a\\040b rw - nfs4 server:/home rw,vers=4.2',
  '42 22 0:53 / /srv/shared rw - fuse.bindfs /x rw,user_id=0,allow_other',
].join('\n');

test('isHiddenFromRoot knows the mount of an AppImage and a network folder, and no other', () => {
  assert.equal(isHiddenFromRoot('/tmp/.mount_StickwAbc/resources/helper/stickwright-worker', MOUNTS), true);
  assert.equal(isHiddenFromRoot('/home/a b/Stickwright/stickwright-worker', MOUNTS), true);
  assert.equal(isHiddenFromRoot('/srv/shared/stickwright-worker', MOUNTS), false);
  assert.equal(isHiddenFromRoot('/opt/Stickwright/resources/helper/stickwright-worker', MOUNTS), false);
  assert.equal(isHiddenFromRoot('/tmp/.mount_StickwAbcd/stickwright-worker', MOUNTS), false);
});

test('copyPlaces prefers the cache of the user and takes no relative path from the environment', () => {
  assert.equal(copyPlaces({ XDG_CACHE_HOME: '/var/cache/me' })[0], '/var/cache/me/stickwright');
  assert.match(copyPlaces({ XDG_CACHE_HOME: 'relative' })[0] ?? '', /\/\.cache\/stickwright$/);
});

test('helperForRoot leaves a program that root can read where it is', async () => {
  const { command, release } = await helperForRoot([process.execPath, 'worker', '--stdio']);
  assert.deepEqual(command, [process.execPath, 'worker', '--stdio']);
  await release();
});
