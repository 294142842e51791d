import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { changedFields } from '../../drive/same-identity.ts';
import { foundProtections, isListed } from '../found-drive.ts';
import { parseWindowsFacts, type WindowsFacts } from './facts-parse.ts';
import { windowsDrives } from './found-drives.ts';
import { nativeDrivesOf } from './native-list.ts';

const NEUTRAL = { imageFile: null, ownFiles: [], neededBytes: null, isVirtualAllowed: false };

test('windowsDrives tells a stick from the disk of Windows, an empty reader and an attached image', async () => {
  const found = windowsDrives(await facts(), await native());
  assert.deepEqual(
    found.map((drive) => [drive.identity.devicePath, drive.identity.bus, drive.systemUse, isListed(drive, false)]),
    [
      ['\\\\.\\PhysicalDrive0', 'nvme', 'C:', true],
      ['\\\\.\\PhysicalDrive1', 'usb', null, true],
      ['\\\\.\\PhysicalDrive2', 'usb', null, false],
      ['\\\\.\\PhysicalDrive3', 'other', null, false],
    ],
  );
});

test('windowsDrives knows a stick by what Windows says of it, where it is plugged in and when it came', async () => {
  const stick = windowsDrives(await facts(), [])[1];
  assert.deepEqual(stick, {
    identity: {
      devicePath: '\\\\.\\PhysicalDrive1',
      bus: 'usb',
      vendor: null,
      model: 'SanDisk Ultra',
      serial: '4C530001230119105432',
      wwn: 'USBSTOR\\DISK&VEN_SANDISK&PROD_ULTRA&REV_1.00\\4C530001230119105432&0',
      sizeBytes: 15728640000,
      portPath: 'Port_#0003.Hub_#0001',
      diskSeq: 13407984023,
      backing: null,
    },
    kind: 'drive',
    sectorSizeBytes: 512,
    isRemovable: true,
    isFixed: false,
    isReadOnly: false,
    usbMbps: null,
    partitionTable: 'mbr',
    systemUse: null,
    swaps: [],
    pools: [],
    volumes: [
      {
        devicePath: '\\\\?\\Volume{bbbbbbbb-0000-0000-0000-100000000000}\\',
        number: 1,
        sizeBytes: 15727591424,
        label: '日本\u202e %PATH%',
        fileSystem: 'FAT32',
        mountPoints: ['E:\\', 'C:\\mounts\\stick\\'],
        usedBytes: 719202816,
      },
    ],
    volumePaths: ['\\\\?\\Volume{bbbbbbbb-0000-0000-0000-100000000000}'],
  });
});

test('a user who may not ask the Storage classes sees the same drives, by drivelist', async () => {
  const all = await facts();
  const few = { ...all, disks: null, partitions: null, volumes: null };
  const asUser = windowsDrives(few, await native());
  const asAdministrator = windowsDrives(all, []);
  for (const index of [0, 1]) {
    const [user, administrator] = [asUser[index], asAdministrator[index]];
    assert.ok(user !== undefined && administrator !== undefined);
    assert.deepEqual(changedFields(user.identity, administrator.identity), []);
  }
  assert.deepEqual(asUser[1]?.volumes[0]?.mountPoints, ['E:\\']);
  assert.equal(asUser[0]?.systemUse, 'C:');
});

test('Windows never lets its own disk be written, nor one of which nobody could tell whose it is', async () => {
  const all = await facts();
  const reasonsOf = async (told: WindowsFacts, index: number) => {
    const drive = windowsDrives(told, [])[index];
    assert.ok(drive !== undefined);
    return (await foundProtections(drive, NEUTRAL)).map(({ code, detail }) => `${code} ${detail}`.trim());
  };
  assert.deepEqual(await reasonsOf(all, 0), ['system C:', 'swap C:\\pagefile.sys', 'internal']);
  assert.deepEqual(await reasonsOf(all, 1), []);
  assert.deepEqual(await reasonsOf({ ...all, disks: null, partitions: null }, 1), ['system C:', 'read-only']);
  const dynamic = (all.partitions ?? []).map((part) => ({ ...part, MbrType: 0x42 }));
  assert.deepEqual(await reasonsOf({ ...all, partitions: dynamic }, 1), ['pool-member dynamic disk']);
});

test('parseWindowsFacts refuses output that was cut off, and takes odd values for "not told"', async () => {
  const text = await fixture('written-facts.json');
  for (let length = 0; length < text.length - 2; length += 53)
    assert.throws(() => parseWindowsFacts(text.slice(0, length)));
  const odd: unknown = {
    drives: { Index: 1, Model: 7, Size: -1, MediaType: [] },
    disks: { Number: 1, BusType: 'USB', IsReadOnly: 'no' },
    partitions: 'none',
    systemDrive: 'C:\\evil',
  };
  const parsed = parseWindowsFacts(`\uFEFF${JSON.stringify(odd)}`);
  const [drive] = windowsDrives(parsed, []);
  assert.ok(drive !== undefined);
  assert.equal(drive.isReadOnly, true);
  assert.equal(drive.identity.sizeBytes, 0);
  assert.equal(drive.identity.bus, 'other');
  assert.throws(() => parseWindowsFacts('{"drives":[{"Index":"0; rm"}]}'));
  assert.throws(() => parseWindowsFacts('{}'));
});

test('nativeDrivesOf keeps what it understands of a list and drops the rest', () => {
  const told = [{ device: '\\\\.\\PhysicalDrive1', size: 'big', mountpoints: null }, { noDevice: true }, null, 'x'];
  assert.deepEqual(
    nativeDrivesOf(told).map(({ device, size, mountpoints }) => [device, size, mountpoints]),
    [['\\\\.\\PhysicalDrive1', null, []]],
  );
  assert.deepEqual(nativeDrivesOf(undefined), []);
});

async function facts() {
  return parseWindowsFacts(await fixture('written-facts.json'));
}

async function native() {
  return nativeDrivesOf(JSON.parse(await fixture('written-drivelist.json')));
}

async function fixture(name: string): Promise<string> {
  return await readFile(new URL(`../../../test/fixtures/windows/${name}`, import.meta.url), 'utf8');
}
