import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { foundProtections } from '../found-drive.ts';
import { type DiskutilInfo, parseDiskutilInfo, parseDiskutilList } from './diskutil-parse.ts';
import { darwinDrives } from './found-drives.ts';
import { parseIoreg } from './ioreg-parse.ts';
import { parsePlist } from './plist.ts';

const FOLDER = new URL('../../../test/fixtures/diskutil/', import.meta.url);

test('darwinDrives tells a stick from the disk of the system, and both from what is no drive', async () => {
  const found = darwinDrives(await facts());
  assert.deepEqual(
    found.map(({ identity, kind, isRemovable }) => [identity.devicePath, identity.bus, kind, isRemovable]),
    [
      ['/dev/disk0', 'nvme', 'drive', false],
      ['/dev/disk3', 'nvme', 'other', false],
      ['/dev/disk4', 'usb', 'drive', true],
      ['/dev/disk5', 'other', 'other', true],
    ],
  );
});

test('darwinDrives knows a stick by what its plug says, and what is on it', async () => {
  const stick = darwinDrives(await facts()).find(({ identity }) => identity.devicePath === '/dev/disk4');
  assert.deepEqual(stick, {
    identity: {
      devicePath: '/dev/disk4',
      bus: 'usb',
      vendor: 'SanDisk',
      model: 'Ultra USB 3.0',
      serial: '4C530001230119105432',
      wwn: null,
      sizeBytes: 15728640000,
      portPath: '14120000',
      diskSeq: 2914873651234,
      backing: null,
    },
    kind: 'drive',
    sectorSizeBytes: 512,
    isRemovable: true,
    isFixed: false,
    isReadOnly: false,
    usbMbps: 5000,
    partitionTable: 'mbr',
    systemUse: null,
    swaps: [],
    pools: [],
    volumes: [
      {
        devicePath: '/dev/disk4s1',
        number: 1,
        sizeBytes: 15727591424,
        label: 'A & B <"x">',
        fileSystem: 'msdos',
        mountPoints: ['/Volumes/A & B'],
        usedBytes: 727591424,
      },
    ],
  });
});

test('a Mac never lets its own disk be written: its volumes are in a container that stands on it', async () => {
  const [system] = darwinDrives(await facts());
  assert.ok(system !== undefined);
  assert.equal(system.systemUse, '/');
  const context = { imageFile: null, ownFiles: [], neededBytes: null, isVirtualAllowed: false };
  const reasons = await foundProtections(system, context);
  assert.deepEqual(reasons[0], { code: 'system', detail: '/', canUnlock: false });
});

test('the parsers refuse every output that was cut off, and take no name that is none of a disk', async () => {
  const list = await fixture('written-list.plist');
  const info = await fixture('written-info-disk4.plist');
  for (let length = 0; length < list.length - 10; length += 97) {
    assert.throws(() => parseDiskutilList(list.slice(0, length)), `after ${length} characters`);
  }
  for (let length = 0; length < info.length - 10; length += 37)
    assert.throws(() => parseDiskutilInfo(info.slice(0, length)));
  for (const name of ['disk4; rm -rf /', '../disk4', 'disk', 'disk4s', '-plist', 'disk4\n']) {
    assert.throws(() => parseDiskutilInfo(info.replace('<string>disk4</string>', `<string>${name}</string>`)), name);
  }
});

test('parseDiskutilInfo takes odd values for "not told", and what it does not know of the medium for read-only', async () => {
  const info = await fixture('written-info-disk4.plist');
  const odd = info
    .replace(/<key>TotalSize<\/key>\s*<integer>\d+</, '<key>TotalSize</key><integer>-5<')
    .replace(/<key>WritableMedia<\/key>\s*<true\/>/, '<key>WritableMedia</key><string>yes</string>');
  const parsed = parseDiskutilInfo(odd);
  assert.equal(parsed.sizeBytes, 0);
  assert.equal(parsed.isWritableMedia, null);
  const list = parseDiskutilList(await fixture('written-list.plist'));
  const found = darwinDrives({ list, info: new Map([['disk4', parsed]]), usb: new Map() });
  assert.deepEqual(
    found.map(({ isReadOnly }) => isReadOnly),
    [true],
  );
});

test('parsePlist reads entities and long numbers as they are meant, and stops at no end', () => {
  const plist = (inner: string) => `<?xml version="1.0"?><!DOCTYPE plist><plist version="1.0">${inner}</plist>`;
  assert.deepEqual(parsePlist(plist('<dict><key>a&amp;b</key><string>&lt;&#x65E5;&#26412;&quot;</string></dict>')), {
    'a&b': '<日本"',
  });
  assert.equal(parsePlist(plist('<integer>18446744073709551615</integer>')), '18446744073709551615');
  assert.deepEqual(parsePlist(plist('<array><true/><false/><dict/><array/><string/></array>')), [
    true,
    false,
    {},
    [],
    '',
  ]);
  const named = parsePlist(plist('<dict><key>__proto__</key><true/></dict>'));
  assert.deepEqual(Object.entries(named ?? {}), [['__proto__', true]]);
  assert.throws(() => parsePlist(plist('<array>'.repeat(5000))), SyntaxError);
  for (const broken of ['', '<plist>', plist('<dict><string>x</string></dict>'), plist('<evil/>'), plist('text')]) {
    assert.throws(() => parsePlist(broken), SyntaxError, broken);
  }
});

test('parseIoreg finds nothing where no USB device is plugged in', () => {
  assert.equal(parseIoreg('').size, 0);
  assert.throws(() => parseIoreg('<plist'), SyntaxError);
});

async function facts() {
  const names = (await readdir(FOLDER)).filter((name) => name.startsWith('written-info-'));
  const infos = await Promise.all(names.map(async (name) => parseDiskutilInfo(await fixture(name))));
  return {
    list: parseDiskutilList(await fixture('written-list.plist')),
    info: new Map(infos.map((info): [string, DiskutilInfo] => [info.id, info])),
    usb: parseIoreg(await fixture('written-ioreg-usb.plist')),
  };
}

async function fixture(name: string): Promise<string> {
  return await readFile(new URL(name, FOLDER), 'utf8');
}
