import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockNode } from './block-table.ts';
import type { MountFact, MountState } from './mount-state.ts';
import { stackOn } from './stack.ts';

test('stackOn follows encryption and LVM from a USB stick to the root that is mounted on it', () => {
  const table = nodes(
    node('sdb', '8:16'),
    node('sdb1', '8:17', { parent: 'sdb' }),
    node('sdb2', '8:18', { parent: 'sdb', holders: ['dm-0'] }),
    node('dm-0', '253:0', { holders: ['dm-1', 'dm-2'], poolName: 'luks-1' }),
    node('dm-1', '253:1', { poolName: 'vg' }),
    node('dm-2', '253:2', { poolName: 'vg' }),
    node('sda', '8:0'),
  );
  const state = mounted({
    mounts: [mount('/', '253:1'), mount('/boot', '8:17'), mount('/data', '8:0')],
    swaps: [{ path: '/dev/dm-2', device: '253:2', file: null }],
  });
  const stack = stackOn({ table, state, start: { name: 'sdb' } });
  assert.deepEqual(
    stack.mounts.map(({ mountPoint }) => mountPoint),
    ['/', '/boot'],
  );
  assert.deepEqual(
    stack.swaps.map(({ path }) => path),
    ['/dev/dm-2'],
  );
  assert.deepEqual(stack.pools, ['luks-1', 'vg']);
  assert.deepEqual(stackOn({ table, state, start: { name: 'sda' } }).pools, []);
});

test('stackOn follows RAID', () => {
  const table = nodes(
    node('sdb', '8:16'),
    node('sdb1', '8:17', { parent: 'sdb', holders: ['md0'] }),
    node('md0', '9:0'),
  );
  const state = mounted({ mounts: [mount('/srv/data', '9:0')] });
  const stack = stackOn({ table, state, start: { name: 'sdb' } });
  assert.deepEqual(stack.pools, ['md0']);
  assert.equal(stack.mounts.length, 1);
});

test('stackOn follows loop devices on files of its volumes and orders them before the volume', () => {
  const backing = { path: '/cdrom/rootfs', file: '2065:12', onDevice: '8:17', ofNode: null };
  const table = nodes(
    node('sdb', '8:16'),
    node('sdb1', '8:17', { parent: 'sdb' }),
    node('loop0', '7:0', { backing }),
    node('loop1', '7:1', { backing: { ...backing, file: '99:12', onDevice: '0:99' } }),
  );
  const state = mounted({
    mounts: [mount('/media/deep/er/stick', '8:17'), mount('/a', '7:0'), mount('/b', '7:1')],
    swaps: [{ path: '/a/swapfile', device: '7:0', file: '1792:5' }],
  });
  const stack = stackOn({ table, state, start: { name: 'sdb' } });
  assert.deepEqual(
    stack.mounts.map(({ mountPoint }) => mountPoint),
    ['/a', '/media/deep/er/stick'],
  );
  assert.equal(stack.swaps.length, 1);
});

test('stackOn calls a drive a pool member only if a file system spans other drives too', () => {
  const table = nodes(node('sdb', '8:16'), node('sdc', '8:32'), node('sdd', '8:48'));
  const state = mounted({
    spans: [{ name: 'big', members: ['8:16', '8:32'] }],
    mounts: [{ ...mount('/big', '0:50'), blocks: ['8:16', '8:32'] }],
  });
  const second = stackOn({ table, state, start: { name: 'sdc' } });
  assert.deepEqual(second.pools, ['big']);
  assert.equal(second.mounts.length, 1);
  assert.deepEqual(stackOn({ table, state, start: { name: 'sdd' } }).pools, []);
});

test('stackOn of a practice drive finds the loop device that is attached to its file', () => {
  const backing = { path: '/x.img', file: '7:9', onDevice: '0:7', ofNode: null };
  const table = nodes(node('loop0', '7:0', { backing }));
  const state = mounted({ mounts: [mount('/mnt', '7:0')] });
  assert.equal(stackOn({ table, state, start: { file: '7:9' } }).mounts.length, 1);
  assert.equal(stackOn({ table, state, start: { file: '7:10' } }).mounts.length, 0);
});

function nodes(...list: readonly BlockNode[]): ReadonlyMap<string, BlockNode> {
  return new Map(list.map((one) => [one.name, one]));
}

function node(name: string, device: string, more: Partial<BlockNode> = {}): BlockNode {
  const facts = { parent: null, holders: [], poolName: name, backing: null };
  return { name, devicePath: `/dev/${name}`, device, ...facts, ...more };
}

function mount(mountPoint: string, device: string): MountFact {
  const [major = '0', minor = '0'] = device.split(':');
  const number = String(Number(major) * 256 + Number(minor));
  const facts = { root: '/', fileSystem: 'ext4', source: '', options: '' };
  return { device, mountPoint, ...facts, blocks: [device], devices: [number], hasUnlistedDevices: false };
}

function mounted(state: Partial<MountState>): MountState {
  return { mounts: [], swaps: [], spans: [], ...state };
}
