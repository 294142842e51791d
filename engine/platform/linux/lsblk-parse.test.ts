import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseBlkid } from './blkid-parse.ts';
import { parseLsblk } from './lsblk-parse.ts';

const NOTHING = { fileSystem: null, label: null, partitionTable: null };

test('parseLsblk reads drives, partitions, and what is stacked on them', async () => {
  const found = parseLsblk(await fixture('written-usb-nvme-lvm-luks-md.json'));
  assert.equal(found?.size, 15);
  assert.deepEqual(found?.get('/dev/sda1'), {
    fileSystem: 'exfat',
    label: 'BACKUP',
    partitionTable: 'dos',
  });
  assert.equal(found?.get('/dev/nvme0n1p2')?.fileSystem, 'LVM2_member');
  assert.equal(found?.get('/dev/mapper/vg-root')?.label, 'root');
  assert.equal(found?.get('/dev/sdd1')?.fileSystem, 'linux_raid_member');
});

test('parseLsblk tells "nothing known" where lsblk could ask no udev', async () => {
  for (const columns of ['no-udev', 'all-columns']) {
    const found = parseLsblk(await fixture(`util-linux-2.38-debian12-loop-${columns}.json`));
    assert.equal(found?.size, 4);
    for (const facts of found?.values() ?? []) assert.deepEqual(facts, NOTHING);
  }
});

test('parseLsblk keeps hostile labels as they are, for the one who cleans them', async () => {
  const found = parseLsblk(await fixture('written-hostile-labels.json'));
  assert.equal(found?.get('/dev/sda1')?.label, 'two\nlines');
  assert.equal(found?.get('/dev/sda2')?.label, 'a\u202egnp.exe');
  assert.equal(found?.get('/dev/sda3')?.label?.length, 300);
  assert.equal(found?.get('/dev/sda4')?.label, '"quoted" $(reboot)');
});

test('parseLsblk takes columns of a wrong type as "not known"', async () => {
  const found = parseLsblk(await fixture('written-wrong-types.json'));
  assert.deepEqual(found?.get('/dev/sda'), NOTHING);
  assert.deepEqual(found?.get('/dev/sda1'), NOTHING);
});

test('parseLsblk gives null for what lsblk did not write', async () => {
  assert.equal(parseLsblk(await fixture('written-truncated.json')), null);
  assert.equal(parseLsblk(await fixture('written-nameless.json')), null);
  for (const text of ['', 'null', '[]', '{"blockdevices":{}}']) assert.equal(parseLsblk(text), null);
});

test('parseBlkid reads several nodes and leaves out what has nothing on it', async () => {
  const found = parseBlkid(await fixture('util-linux-2.38-debian12-blkid-loop.txt'));
  const paths = [...found.keys()];
  assert.equal(found.get(paths[0] ?? '')?.partitionTable, 'gpt');
  const volume = [...found.values()].find(({ fileSystem }) => fileSystem === 'ext4');
  assert.equal(volume?.label, 'BACKUP');
});

test('parseBlkid undoes the escapes of a label and survives damage', () => {
  const found = parseBlkid('DEVNAME=/dev/sda1\nLABEL=a^Jb\\ \\"x\nTYPE=ext4\n\nTYPE=vfat\n=\nfoo');
  assert.deepEqual([...found], [['/dev/sda1', { fileSystem: 'ext4', label: 'a^Jb "x', partitionTable: null }]]);
});

function fixture(name: string): Promise<string> {
  return readFile(new URL(`../../../test/fixtures/lsblk/${name}`, import.meta.url), 'utf8');
}
