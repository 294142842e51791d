import assert from 'node:assert/strict';
import test from 'node:test';
import { sampleBytes } from '#test/helpers/image-files.ts';
import { mbrSector } from '#test/helpers/image-heads.ts';
import { isFileSystemBootSector, readMbr } from './mbr.ts';

const PARTITION = { type: 0x83, firstLba: 2048, lengthSectors: 4096, isActive: true };

test('readMbr gives the entries in use, with their numbers', () => {
  const mbr = readMbr(mbrSector([{ ...PARTITION, type: 0 }, PARTITION]));
  assert.deepEqual(mbr, { entries: [{ ...PARTITION, number: 2 }], isProtective: false });
});

test('readMbr tells a protective table', () => {
  const mbr = readMbr(mbrSector([{ type: 0xee, firstLba: 1, lengthSectors: 0xffffffff }]));
  assert.equal(mbr?.isProtective, true);
});

test('readMbr takes no sector without signature, without entries or with foreign boot flags', () => {
  const unsigned = mbrSector([PARTITION]);
  unsigned[510] = 0;
  const flagged = mbrSector([PARTITION]);
  flagged[446] = 0x81;
  const noise = sampleBytes(512);
  noise.writeUInt16LE(0xaa55, 510);
  for (const sector of [unsigned, flagged, noise, mbrSector([]), Buffer.alloc(100), Buffer.alloc(0)]) {
    assert.equal(readMbr(sector), null);
  }
});

test('boot sectors of FAT, exFAT and NTFS are no partition tables', () => {
  const fat = mbrSector([PARTITION]);
  fat.set([0xeb, 0x3c, 0x90]);
  fat.writeUInt16LE(512, 11);
  fat.set([4, 1, 0, 2], 13);
  fat[21] = 0xf8;
  const ntfs = mbrSector([PARTITION]);
  ntfs.write('NTFS    ', 3);
  const exfat = mbrSector([PARTITION]);
  exfat.write('EXFAT   ', 3);
  for (const sector of [fat, ntfs, exfat]) {
    assert.ok(isFileSystemBootSector(sector));
    assert.equal(readMbr(sector), null);
  }
  const bootCode = mbrSector([PARTITION]);
  bootCode.set([0xeb, 0x63, 0x90]); // GRUB begins like a FAT boot sector, too
  assert.ok(!isFileSystemBootSector(bootCode));
});
