import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Image, imageSchema } from '#contract/image.ts';
import { failureOf, outcomeOf } from '#test/helpers/decode-whole.ts';
import { packWith, runIn, sampleBytes, temporaryFile, temporaryFolder } from '#test/helpers/image-files.ts';
import { efiImage } from '#test/helpers/efi-image.ts';
import { fatImage } from '#test/helpers/fat-image.ts';
import { gptDisk, gptEnds, isoHead, mbrSector } from '#test/helpers/image-heads.ts';
import { inspectImage } from './inspect-image.ts';

const GRUB_RESCUE = '/usr/lib/grub-rescue';
const never = new AbortController().signal;

async function inspected(file: string): Promise<Image> {
  return imageSchema.parse(await inspectImage(file, never));
}

/** What is judged from the content alone. */
async function judged(file: string): Promise<Partial<Image>> {
  const { content, partitionTable, isHybrid, volumeLabel, warnings } = await inspected(file);
  return { content, partitionTable, isHybrid, volumeLabel, warnings };
}

/** Size and source of the claim that a truncated image is judged by. */
async function truncation(file: string): Promise<readonly unknown[]> {
  const failure = await failureOf(inspectImage(file, never));
  if (failure.code !== 'IMAGE_TRUNCATED') return [failure.code];
  return [failure.params.saidBy, failure.params.presentBytes, failure.params.expectedBytes];
}

test('inspectImage judges Debian’s GRUB rescue images, whole and packed, without a false alarm', async (t) => {
  if (!existsSync(GRUB_RESCUE)) return t.skip('grub-rescue-pc is not installed');
  for (const name of ['grub-rescue-cdrom.iso', 'grub-rescue-floppy.img', 'grub-rescue-usb.img']) {
    const file = path.join(GRUB_RESCUE, name);
    const expected = {
      content: 'iso9660',
      partitionTable: 'mbr',
      isHybrid: true,
      volumeLabel: 'ISOIMAGE',
      warnings: [],
    };
    assert.deepEqual(await judged(file), expected, name);
    const packed = temporaryFile(t, 'a', gzipSync(readFileSync(file), { level: 1 }));
    assert.deepEqual(await judged(packed), { ...expected, warnings: ['size-unknown'] }, name);
  }
});

test('inspectImage judges what grub-mkrescue and xorriso make', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(path.join(folder, 'content'));
  writeFileSync(path.join(folder, 'content', 'file'), 'content');
  if (!runIn(folder, 'grub-mkrescue', ['-o', 'hybrid.iso', 'content', '--', '-volid', 'HYBRID'])) {
    return t.skip('grub-mkrescue is not installed');
  }
  runIn(folder, 'xorriso', ['-as', 'mkisofs', '-V', 'PLAIN', '-o', 'plain.iso', 'content']);
  assert.deepEqual(await judged(path.join(folder, 'hybrid.iso')), {
    content: 'iso9660',
    partitionTable: 'gpt',
    isHybrid: true,
    volumeLabel: 'HYBRID',
    warnings: [],
  });
  assert.deepEqual(await judged(path.join(folder, 'plain.iso')), {
    content: 'iso9660',
    partitionTable: 'none',
    isHybrid: false,
    volumeLabel: 'PLAIN',
    warnings: ['not-hybrid'],
  });
});

test('inspectImage judges disks made by sfdisk, and file systems without a table', async (t) => {
  const folder = temporaryFolder(t);
  const at = (name: string) => path.join(folder, name);
  for (const name of ['mbr', 'gpt', 'fat', 'fat32', 'ext']) {
    writeFileSync(at(name), '');
    truncateSync(at(name), 64 * 1024 * 1024);
  }
  if (packWith('sfdisk', ['--version'], Buffer.alloc(0)) === null) return t.skip('fdisk is not installed');
  packWith('sfdisk', ['-q', at('mbr')], Buffer.from('label: dos\n,32M,c,*\n,,83\n'));
  packWith('sfdisk', ['-q', at('gpt')], Buffer.from('label: gpt\n,32M,U\n,,L\n'));
  const none = { partitionTable: 'none', isHybrid: false, warnings: [] };
  const disk = { ...none, content: 'disk', volumeLabel: null };
  assert.deepEqual(await judged(at('mbr')), { ...disk, partitionTable: 'mbr' });
  assert.deepEqual(await judged(at('gpt')), { ...disk, partitionTable: 'gpt' });
  if (!runIn(folder, 'mkfs.vfat', ['-F', '16', '-n', 'STICK', 'fat'])) return t.skip('no mkfs.vfat');
  runIn(folder, 'mkfs.vfat', ['-F', '32', '-n', 'BIG STICK', 'fat32']);
  const fileSystem = { ...none, content: 'file-system' };
  assert.deepEqual(await judged(at('fat')), { ...fileSystem, volumeLabel: 'STICK' });
  assert.deepEqual(await judged(at('fat32')), { ...fileSystem, volumeLabel: 'BIG STICK' });
  if (!runIn(folder, 'mkfs.ext4', ['-q', '-L', 'data', 'ext'])) return t.skip('no mkfs.ext4');
  assert.deepEqual(await judged(at('ext')), {
    ...fileSystem,
    volumeLabel: 'data',
    warnings: ['no-partition-table'],
  });
});

test('inspectImage reads a GPT of 4096-byte sectors', async (t) => {
  const partitions = [{ firstLba: 6, lastLba: 50 }];
  const disk = gptDisk({ sectorSizeBytes: 4096, diskSectors: 80, partitions });
  assert.deepEqual(await judged(temporaryFile(t, 'a', disk)), {
    content: 'disk',
    partitionTable: 'gpt',
    isHybrid: false,
    volumeLabel: null,
    warnings: ['sectors-4096'],
  });
});

test('an ISO shorter than its volume is IMAGE_TRUNCATED, packed or not', async (t) => {
  const iso = Buffer.concat([isoHead({ volumeId: 'X', blocks: 100 }), Buffer.alloc(50_000)]);
  const expected = ['iso9660', iso.length, 204_800];
  assert.deepEqual(await truncation(temporaryFile(t, 'a', iso)), expected);
  const zst = packWith('zstd', ['-q', '-c', temporaryFile(t, 'a', iso)], Buffer.alloc(0));
  if (zst === null) return t.skip('zstd is not installed');
  assert.deepEqual(await truncation(temporaryFile(t, 'a', zst)), expected);
  const whole = Buffer.concat([isoHead({ volumeId: 'X', blocks: 20 }), Buffer.alloc(2 * 2048)]);
  assert.equal((await inspected(temporaryFile(t, 'a', whole))).sizeBytes, 40_960);
});

test('a disk shorter than its partitions is IMAGE_TRUNCATED; their exact end is enough', async (t) => {
  const mbr = mbrSector([{ type: 0x83, firstLba: 100, lengthSectors: 100 }]);
  const short = Buffer.concat([mbr, Buffer.alloc(199 * 512 - 1)]);
  assert.deepEqual(await truncation(temporaryFile(t, 'a', short)), ['mbr', 102_399, 102_400]);
  const exact = Buffer.concat([mbr, Buffer.alloc(199 * 512)]);
  assert.equal((await inspected(temporaryFile(t, 'a', exact))).content, 'disk');
  const partitions = [{ firstLba: 100, lastLba: 199 }];
  const gpt = gptDisk({ sectorSizeBytes: 512, diskSectors: 400, partitions });
  const cut = temporaryFile(t, 'a', gpt.subarray(0, 102_399));
  assert.deepEqual(await truncation(cut), ['gpt', 102_399, 102_400]);
});

test('a missing backup GPT and a protective entry for a larger drive are no truncation', async (t) => {
  const partitions = [{ firstLba: 100, lastLba: 199 }];
  const gpt = gptDisk({ sectorSizeBytes: 512, diskSectors: 4000, partitions });
  const shrunk = await inspected(temporaryFile(t, 'a', gpt.subarray(0, 200 * 512)));
  assert.deepEqual(shrunk.warnings, ['backup-gpt-missing']);
  gpt.fill(0, gpt.length - 512);
  assert.deepEqual((await inspected(temporaryFile(t, 'a', gpt))).warnings, ['backup-gpt-missing']);
});

test('an MBR entry of a hybrid ISO may be rounded up to a cylinder', async (t) => {
  const iso = Buffer.concat([isoHead({ volumeId: 'X', blocks: 20 }), Buffer.alloc(2 * 2048)]);
  mbrSector([{ type: 0x17, firstLba: 0, lengthSectors: 2048, isActive: true }]).copy(iso);
  assert.equal((await inspected(temporaryFile(t, 'a', iso))).isHybrid, true);
});

test('inspectImage cleans the label and the name for display and keeps the path', async (t) => {
  const iso = Buffer.concat([isoHead({ volumeId: 'A\x1b[31m\x07B', blocks: 20 }), Buffer.alloc(2 * 2048)]);
  const file = temporaryFile(t, 'new\nline \u202ename.iso', iso);
  const image = await inspected(file);
  assert.equal(image.volumeLabel, 'A [31m B');
  assert.equal(image.name, 'new line name.iso');
  assert.equal(image.path, file);
});

test('unknown content may be written, with a warning', async (t) => {
  const image = await inspected(temporaryFile(t, 'a.bin', sampleBytes(1025)));
  assert.equal(image.content, 'unknown');
  assert.deepEqual(image.warnings, ['no-partition-table', 'odd-size']);
});

test('a dmg without its trailer is IMAGE_TRUNCATED', async (t) => {
  const file = temporaryFile(t, 'a.dmg', sampleBytes(5000));
  assert.deepEqual(await truncation(file), ['dmg', 5000, null]);
});

test('inspectImage leaves no child and no open file behind', async (t) => {
  const xz = packWith('xz', ['-1', '-c'], sampleBytes(3_000_000));
  if (xz === null) return t.skip('xz is not installed');
  if (!existsSync('/proc/self/fd')) return t.skip('no /proc');
  const file = temporaryFile(t, 'a.xz', xz);
  await inspectImage(file, never);
  const before = openFiles();
  await inspectImage(file, never);
  assert.equal(await outcomeOf(inspectImage(`${file}x`, never)), 'IMAGE_NOT_FOUND');
  assert.equal(openFiles(), before);
  assert.equal(readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim(), '');
});

test('inspectImage reads little of a large file and takes no time', async (t) => {
  const file = temporaryFile(t, 'large.img', mbrSector([{ type: 12, firstLba: 1, lengthSectors: 9 }]));
  truncateSync(file, 4_000_000_000);
  const readBefore = readBytes();
  const startedMs = performance.now();
  const image = await inspected(file);
  assert.equal(image.sizeBytes, 4_000_000_000);
  assert.ok(performance.now() - startedMs < 1000);
  if (readBefore !== null) assert.ok((readBytes() ?? 0) - readBefore < 4_000_000);
});

test('inspectImage reads at most 16 MiB of a disc of 4 GB whose loader lies at its end', async (t) => {
  const discBytes = 4_000_000_000 - (4_000_000_000 % 2048);
  const esp = fatImage({ files: { 'EFI/BOOT/BOOTX64.EFI': efiImage({ signedBy: ['Microsoft UEFI CA 2023'] }) } });
  const diskSectors = discBytes / 512;
  const lastLba = diskSectors - 64;
  const firstLba = lastLba - esp.length / 512 + 1;
  const { head, tail } = gptEnds({ sectorSizeBytes: 512, diskSectors, partitions: [{ firstLba, lastLba }] });
  const discPath = temporaryFile(t, 'large.iso', isoHead({ volumeId: 'LARGE', blocks: discBytes / 2048 }));
  const file = openSync(discPath, 'r+');
  writeSync(file, head, 0, head.length, 0);
  writeSync(file, esp, 0, esp.length, firstLba * 512);
  writeSync(file, tail, 0, tail.length, discBytes - tail.length);
  closeSync(file);
  const readBefore = readBytes();
  const startedMs = performance.now();
  const { boot, warnings, isHybrid } = await inspected(discPath);
  assert.ok(performance.now() - startedMs < 1000);
  assert.deepEqual(
    [boot.starts['uefi-x64'].answer, boot.secureBoot.answer, warnings, isHybrid],
    ['yes', 'likely', [], true],
  );
  if (readBefore !== null) assert.ok((readBytes() ?? 0) - readBefore <= 16 * 1024 * 1024);
});

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Bytes this process has read with system calls, or null where the system does not tell. */
function readBytes(): number | null {
  if (!existsSync('/proc/self/io')) return null;
  return Number(/^rchar: (\d+)/u.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}
