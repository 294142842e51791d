import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DriveUse } from './drive-use.ts';
import { type ProtectionContext, protections } from './protection.ts';

const STICK: DriveUse = {
  bus: 'usb',
  kind: 'drive',
  sizeBytes: 32e9,
  isRemovable: true,
  isReadOnly: false,
  hasMedium: true,
  mountPoints: [],
  holdsRoot: false,
  swaps: [],
  pools: [],
  devices: [],
  hasUnlistedDevices: false,
  otherDevices: ['65024'],
  backing: null,
};
const CONTEXT: ProtectionContext = {
  imageFile: { device: '65024', inode: '12' },
  ownFiles: [{ device: '65024', inode: '13' }],
  neededBytes: 1e9,
  isVirtualAllowed: false,
};
/** Device number 0:40, as btrfs gives it to a subvolume. */
const SUBVOLUME = { device: '40', inode: '5' };

test('protections allows an unused stick', () => {
  assert.deepEqual(protections(STICK, CONTEXT), []);
});

describe('system', () => {
  const paths = ['/', '/boot', '/boot/efi', '/usr', '/usr/local', '/var', '/var/log', '/home', '/efi'];
  for (const path of [...paths, '/home/me', '/cdrom', '/run/live/medium', '/nix/store']) {
    test(`protections refuses a USB drive that is mounted at ${path}`, () => {
      const use = { ...STICK, mountPoints: ['/media/me/other', path] };
      assert.deepEqual(protections(use, CONTEXT), [{ code: 'system', detail: path, canUnlock: false }]);
    });
  }
  test('protections refuses the drive with the running root, wherever that is mounted', () => {
    assert.deepEqual(codes({ holdsRoot: true }), ['system']);
  });
  for (const path of ['/media/me/STICK', '/mnt', '/run/media/me/x', '/home/me/usb', '/tmp/x/m', '/bootable']) {
    test(`protections allows a stick that is mounted at ${path}`, () => {
      assert.deepEqual(codes({ mountPoints: [path] }), []);
    });
  }
});

test('protections refuses a drive that is swapped to', () => {
  const use = { ...STICK, swaps: ['/dev/sdb3'] };
  assert.deepEqual(protections(use, CONTEXT), [{ code: 'swap', detail: '/dev/sdb3', canUnlock: false }]);
});

test('protections refuses a member of a pool and names the pool', () => {
  const use = { ...STICK, pools: ['vg', 'md0'] };
  assert.deepEqual(protections(use, CONTEXT), [{ code: 'pool-member', detail: 'vg, md0', canUnlock: false }]);
});

describe('source', () => {
  test('protections refuses the drive that carries the image', () => {
    assert.deepEqual(codes({ devices: ['65024'] }, { ownFiles: [] }), ['source']);
  });
  test('protections allows a mounted stick that carries other files', () => {
    assert.deepEqual(codes({ devices: ['2065'], mountPoints: ['/media/me/x'] }), []);
  });
  test('protections refuses a virtual drive that is the image itself, and allows its neighbour', () => {
    assert.deepEqual(codes({ bus: 'file', backing: '65024:12' }), ['source']);
    assert.deepEqual(codes({ bus: 'file', backing: '65024:14' }), []);
    assert.deepEqual(codes({ bus: 'file', backing: '65025:12' }), []);
  });
  test('protections refuses a btrfs drive for an image on a subvolume that no table lists', () => {
    const btrfs = { hasUnlistedDevices: true, devices: ['39'] };
    assert.deepEqual(codes(btrfs, { imageFile: SUBVOLUME }), ['source']);
    assert.deepEqual(codes({ ...btrfs, otherDevices: ['40'] }, { imageFile: SUBVOLUME, ownFiles: [] }), []);
    assert.deepEqual(codes({ devices: ['2065'] }, { imageFile: SUBVOLUME }), []);
  });
  test('protections allows any stick while no image is chosen', () => {
    assert.deepEqual(codes({ devices: ['2065'] }, { imageFile: null }), []);
  });
});

test('protections refuses the drive that carries the program, and allows others', () => {
  const context = { ownFiles: [{ device: '2065', inode: '1' }] };
  assert.deepEqual(codes({ devices: ['2065'] }, context), ['own-data']);
  assert.deepEqual(codes({ devices: ['2066'] }, context), []);
});

test('protections refuses a write-protected drive', () => {
  assert.deepEqual(codes({ isReadOnly: true }), ['read-only']);
});

test('protections says of an empty reader only that the card is missing', () => {
  assert.deepEqual(codes({ hasMedium: false, sizeBytes: 0 }), ['no-medium']);
});

test('protections refuses a drive one byte too small and allows one that just fits', () => {
  const use = { ...STICK, sizeBytes: 1e9 - 1 };
  assert.deepEqual(protections(use, CONTEXT), [{ code: 'too-small', detail: '1', canUnlock: false }]);
  assert.deepEqual(codes({ sizeBytes: 1e9 }), []);
  assert.deepEqual(codes({ sizeBytes: 512 }, { neededBytes: null }), []);
});

describe('liftable protections', () => {
  test('protections locks a built-in disk, and lets its code lift that', () => {
    const use = { ...STICK, bus: 'sata', isRemovable: false } as const;
    assert.deepEqual(protections(use, CONTEXT), [{ code: 'internal', detail: '', canUnlock: true }]);
    assert.deepEqual(codes({ bus: 'sata', isRemovable: true }), []);
  });
  test('protections locks more than 2 TB, and lets its code lift that', () => {
    const use = { ...STICK, sizeBytes: 2e12 + 1 };
    assert.deepEqual(protections(use, CONTEXT), [{ code: 'huge', detail: '', canUnlock: true }]);
    assert.deepEqual(codes({ sizeBytes: 2e12 }), []);
  });
  test('protections puts what cannot be lifted before what can', () => {
    const use = { bus: 'nvme', isRemovable: false, sizeBytes: 4e12, mountPoints: ['/'] } as const;
    assert.deepEqual(codes({ ...use, swaps: ['/dev/x'] }), ['system', 'swap', 'internal', 'huge']);
  });
  test('protections applies neither to virtual drives', () => {
    const use = { isRemovable: false, sizeBytes: 4e12 };
    assert.deepEqual(codes({ ...use, bus: 'file' }), []);
    assert.deepEqual(codes({ ...use, bus: 'loop' }, { isVirtualAllowed: true }), []);
  });
});

test('protections refuses loop devices unless virtual drives were asked for', () => {
  assert.deepEqual(codes({ bus: 'loop' }), ['virtual']);
  assert.deepEqual(codes({ bus: 'loop' }, { isVirtualAllowed: true }), []);
});

test('protections refuses what is no whole drive', () => {
  assert.deepEqual(codes({ kind: 'partition' }), ['partition']);
  assert.deepEqual(codes({ kind: 'other', bus: 'other', isRemovable: false }), ['not-a-drive']);
});

function codes(use: Partial<DriveUse>, context: Partial<ProtectionContext> = {}) {
  return protections({ ...STICK, ...use }, { ...CONTEXT, ...context }).map(({ code }) => code);
}
