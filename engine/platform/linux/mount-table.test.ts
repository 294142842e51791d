import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceText, majorMinor } from './device-number.ts';
import { mountOf, overlayFolders, parseMountInfo, parseSwaps } from './mount-table.ts';

const TABLE = `27 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda rw,discard
30 27 8:17 / /media/me/My\\040Stick\\012x\\134 rw - vfat /dev/sdb1 rw,uid=1000
31 27 0:40 /@home /home rw shared:9 - btrfs /dev/sda2 rw,subvol=/@home
broken line
32 27 0:41 / /mnt/no-dash rw ext4 /dev/x rw
`;

test('parseMountInfo undoes octal escapes and skips what it does not understand', () => {
  const mounts = parseMountInfo(TABLE);
  assert.deepEqual(
    mounts.map(({ mountPoint }) => mountPoint),
    ['/', '/media/me/My Stick\nx\\', '/home'],
  );
  assert.deepEqual(mounts[2], {
    device: '0:40',
    mountPoint: '/home',
    root: '/@home',
    fileSystem: 'btrfs',
    source: '/dev/sda2',
    options: 'rw,subvol=/@home',
  });
});

test('mountOf finds the deepest mount above a path, and of two at one place the later one', () => {
  const mounts = parseMountInfo(`${TABLE}33 27 8:33 / /home rw - ext4 /dev/sdc1 rw\n`);
  assert.equal(mountOf(mounts, '/home/me/image.iso')?.device, '8:33');
  assert.equal(mountOf(mounts, '/homely')?.device, '254:0');
});

test('parseSwaps reads partitions and files', () => {
  const text = 'Filename\tType\tSize\tUsed\tPriority\n/dev/sda3 partition 9 0 -2\n/a\\040b file 9 0 -3\n';
  assert.deepEqual(parseSwaps(text), ['/dev/sda3', '/a b']);
});

test('overlayFolders gives all layers of an overlay', () => {
  const options = 'rw,lowerdir=/rofs:/a\\:b,upperdir=/cow/up,workdir=/cow/work,xino=off';
  assert.deepEqual(overlayFolders(options), ['/rofs', '/a:b', '/cow/up', '/cow/work']);
});

test('device numbers turn from stat to sysfs and back', () => {
  for (const pair of ['0:38', '8:17', '259:300', '4095:1048575', '70000:70000']) {
    assert.equal(majorMinor(BigInt(deviceText(pair))), pair);
  }
  assert.equal(deviceText('254:0'), '65024');
});
