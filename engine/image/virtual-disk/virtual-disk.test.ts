import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { decodeWhole, failureOf, outcomeOf } from '#test/helpers/decode-whole.ts';
import { runIn, sampleBytes, temporaryFile, temporaryFolder } from '#test/helpers/image-files.ts';
import { convertedDisk, DISK_KINDS, type DiskKind, diskFile, sampleDisk } from '#test/helpers/virtual-disks.ts';
import { crc32c } from '../../checksum/crc32c.ts';
import { openImageFile } from '../open-image-file.ts';
import type { DiskFormat } from './disk-format.ts';
import { DiskBytes } from './disk-bytes.ts';
import { openVirtualDisk } from './open-virtual-disk.ts';

const SKIP = 'qemu-img is not installed';
const { signal } = new AbortController();

for (const [kind, { layer, args }] of Object.entries(DISK_KINDS)) {
  test(`${kind}: the disk comes out as it was put in, whole and from any place`, async (t) => {
    const raw = sampleDisk();
    const file = convertedDisk(t, raw, args);
    if (file === null) return t.skip(SKIP);
    const image = await decodeWhole(file);
    // VHDX counts in its own steps: what is longer is zeros.
    const whole = Buffer.concat([raw, Buffer.alloc(Math.max(0, image.bytes.length - raw.length))]);
    assert.deepEqual([image.layers, image.sizeBytes], [[layer], image.bytes.length]);
    assert.ok(whole.length - raw.length < 2 * 1024 * 1024, `${whole.length}`);
    assert.ok(image.bytes.equals(whole));
    await assertSameAnywhere(file, layer, whole);
  });
}

/** Reads that cross blocks, the end, and nothing. */
async function assertSameAnywhere(name: string, format: DiskFormat, whole: Buffer): Promise<void> {
  const file = await openImageFile(name);
  try {
    const disk = new DiskBytes(await openVirtualDisk(format, file, { path: name, fileBytes: file.sizeBytes, signal }));
    for (const [at, length] of [
      [0, 1],
      [65_530, 3000],
      [2 * 1024 * 1024 - 5, 70_000],
      [whole.length - 700, 5000],
      [9 * 1024 * 1024, 1024],
      [whole.length, 10],
    ] as const) {
      assert.ok((await disk.readAt(at, length)).equals(whole.subarray(at, at + length)), `${at}`);
    }
  } finally {
    await file.close();
  }
}

test('a disk is told by its contents: a raw image may be called anything.qcow2', async (t) => {
  const image = await decodeWhole(temporaryFile(t, 'a.qcow2', sampleBytes(4096)));
  assert.deepEqual(image.layers, []);
});

const REFUSED = [
  { args: ['-O', 'vmdk', '-o', 'subformat=monolithicFlat'], format: 'vmdk in several files (monolithicFlat)' },
  {
    args: ['-O', 'vmdk', '-o', 'subformat=twoGbMaxExtentSparse'],
    format: 'vmdk in several files (twoGbMaxExtentSparse)',
  },
  { args: ['-O', 'qcow2', '-o', 'extended_l2=on'], format: 'qcow2 with subclusters' },
  { args: ['-O', 'qcow2', '-o', 'data_file=data.raw'], format: 'qcow2 with an external data file' },
] as const;
for (const { args, format } of REFUSED) {
  test(`refused by its name: ${format}`, async (t) => {
    const file = convertedDisk(t, Buffer.alloc(1024 * 1024, 7), args);
    if (file === null) return t.skip(SKIP);
    assert.equal(await refusedAs(file), format);
  });
}

test('refused by its name: a disk that only holds the differences to another one', async (t) => {
  const folder = temporaryFolder(t);
  if (!runIn(folder, 'qemu-img', ['create', '-q', '-f', 'qcow2', 'base.qcow2', '1M'])) return t.skip(SKIP);
  const based = (format: string) =>
    runIn(folder, 'qemu-img', ['create', '-q', '-f', format, '-b', `base.${format}`, '-F', format, `child.${format}`]);
  based('qcow2');
  assert.equal(await refusedAs(path.join(folder, 'child.qcow2')), 'qcow2 with a backing file');
  runIn(folder, 'qemu-img', ['create', '-q', '-f', 'vmdk', 'base.vmdk', '1M']);
  based('vmdk');
  const kind = await refusedAs(path.join(folder, 'child.vmdk'));
  assert.equal(kind, 'vmdk that only holds the differences to another one');
});

test('a vhd and a vhdx that hold differences are refused by their own flags', async (t) => {
  const vhd = diskFile(t, 'vhd of dynamic size');
  const vhdx = diskFile(t, 'vhdx of dynamic size');
  if (vhd === null || vhdx === null) return t.skip(SKIP);
  for (const at of [0, vhd.length - 512]) {
    vhd.writeUInt32BE(4, at + 60);
    vhd.writeUInt32BE(vhd.readUInt32BE(at + 64) - 1, at + 64); // one more in the sum
  }
  assert.equal(await refusedAs(temporaryFile(t, 'a', vhd)), 'vhd that only holds the differences to another one');
  const parameters = vhdx.indexOf(Buffer.from('3767a1ca36fa434db3b633f0aa44e76b', 'hex'));
  const itemAt = Math.floor(parameters / 65_536) * 65_536 + vhdx.readUInt32LE(parameters + 16);
  vhdx.writeUInt32LE(2, itemAt + 4);
  assert.equal(await refusedAs(temporaryFile(t, 'b', vhdx)), 'vhdx that only holds the differences to another one');
});

async function refusedAs(file: string): Promise<string> {
  const failure = await failureOf(decodeWhole(file));
  assert.equal(failure.code, 'IMAGE_UNSUPPORTED');
  return 'format' in failure.params ? failure.params.format : '';
}

const CUT: readonly DiskKind[] = [
  'qcow2 of version 3',
  'vhd of dynamic size',
  'vhdx of dynamic size',
  'sparse vmdk',
  'stream-optimised vmdk',
];
for (const kind of CUT) {
  test(`${kind}: a file that was cut short is IMAGE_TRUNCATED wherever it was cut`, async (t) => {
    const whole = diskFile(t, kind);
    if (whole === null) return t.skip(SKIP);
    for (const part of [0.3, 0.6, 0.9]) {
      const cut = whole.subarray(0, Math.floor((whole.length * part) / 512) * 512);
      assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a', cut))), 'IMAGE_TRUNCATED', `${part}`);
    }
  });
}

test('qcow2: two places in one cluster, a table in the first table, a disk of 2^60 bytes are damage', async (t) => {
  const good = diskFile(t, 'qcow2 of version 3');
  if (good === null) return t.skip(SKIP);
  const l1At = Number(good.readBigUInt64BE(40));
  const l2At = Number(good.readBigUInt64BE(l1At) & 0x00ff_ffff_ffff_fe00n);
  const shared = Buffer.from(good);
  good.copy(shared, l2At + 8, l2At, l2At + 8);
  const looping = Buffer.from(good);
  looping.writeBigUInt64BE(BigInt(l1At), l1At);
  const huge = Buffer.from(good);
  huge.writeBigUInt64BE(1n << 60n, 24);
  const large = Buffer.from(good);
  large.writeBigUInt64BE(1n << 45n, 24); // possible, but its table has no room for it
  for (const [name, file] of Object.entries({ shared, looping, huge, large })) {
    const failure = await failureOf(decodeWhole(temporaryFile(t, 'a', file)));
    assert.equal(failure.code, 'DECOMPRESS_FAILED', name);
  }
});

test('vhd, vhdx, vmdk: two places in one block are damage', async (t) => {
  const vhd = diskFile(t, 'vhd of dynamic size');
  const vhdx = diskFile(t, 'vhdx with blocks of 1 MiB');
  const vmdk = diskFile(t, 'sparse vmdk');
  if (vhd === null || vhdx === null || vmdk === null) return t.skip(SKIP);
  const vhdTable = Number(vhd.readBigUInt64BE(512 + 16));
  vhd.copyWithin(vhdTable + 4, vhdTable, vhdTable + 4);
  const batEntry = vhdx.indexOf(Buffer.from('6677c22d23f600429d64115e9bfd4a08', 'hex'));
  const bat = Number(vhdx.readBigUInt64LE(batEntry + 16));
  vhdx.copyWithin(bat + 8, bat, bat + 8);
  const directory = Number(vmdk.readBigUInt64LE(56)) * 512;
  const table = vmdk.readUInt32LE(directory) * 512;
  vmdk.copyWithin(table + 4, table, table + 4);
  for (const [name, file] of Object.entries({ vhd, vhdx, vmdk })) {
    assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a', file))), 'DECOMPRESS_FAILED', name);
  }
});

test('vhd: sectors that were never written are zeros, whatever lies in their block', async (t) => {
  const vhd = diskFile(t, 'vhd of dynamic size');
  if (vhd === null) return t.skip(SKIP);
  const table = Number(vhd.readBigUInt64BE(512 + 16));
  const blockAt = vhd.readUInt32BE(table) * 512;
  vhd[blockAt] = 0x3f; // the first two sectors of the disk
  const raw = sampleDisk();
  raw.fill(0, 0, 1024);
  const { bytes } = await decodeWhole(temporaryFile(t, 'a', vhd));
  assert.ok(bytes.subarray(0, raw.length).equals(raw));
});

test('refused by its name: an encrypted qcow2', async (t) => {
  const file = diskFile(t, 'qcow2 of version 3');
  if (file === null) return t.skip(SKIP);
  file.writeUInt32BE(2, 32);
  assert.equal(await refusedAs(temporaryFile(t, 'a', file)), 'encrypted qcow2');
});

test('vhdx: what its log still has to do is done before it is read', async (t) => {
  const good = diskFile(t, 'vhdx of dynamic size');
  if (good === null) return t.skip(SKIP);
  const whole = (await decodeWhole(temporaryFile(t, 'a', good))).bytes;
  const open = Buffer.from(good);
  const tableAt = Number(open.readBigUInt64LE(open.indexOf(TABLE_REGION) + 16));
  moveIntoLog(open, tableAt);
  assert.ok((await decodeWhole(temporaryFile(t, 'a', open))).bytes.equals(whole));
  // With the entry damaged nothing is left to do, and the disk is as empty as its table.
  const lost = Buffer.from(open);
  lost[logPlace(open) + 5000] = 1 ^ (lost[logPlace(open) + 5000] ?? 0);
  assert.ok((await decodeWhole(temporaryFile(t, 'a', lost))).bytes.every((byte) => byte === 0));
  const cut = open.subarray(0, open.length - 1024 * 1024);
  assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a', cut))), 'IMAGE_TRUNCATED');
});

const TABLE_REGION = Buffer.from('6677c22d23f600429d64115e9bfd4a08', 'hex');
const HEADERS_AT = [65_536, 131_072];

function logPlace(file: Buffer): number {
  return Number(file.readBigUInt64LE(65_536 + 72));
}

/** Takes the page at `pageAt` out of the file and leaves the log with the task to put it there. */
function moveIntoLog(file: Buffer, pageAt: number): void {
  const guid = Buffer.alloc(16, 9);
  const entry = Buffer.alloc(8192);
  const page = file.subarray(pageAt, pageAt + 4096);
  entry.write('loge');
  entry.writeUInt32LE(entry.length, 8);
  entry.writeBigUInt64LE(7n, 16); // its number
  entry.writeUInt32LE(1, 24); // one descriptor
  guid.copy(entry, 32);
  entry.writeBigUInt64LE(BigInt(file.length), 48);
  entry.writeBigUInt64LE(BigInt(file.length), 56);
  entry.write('desc', 64);
  page.copy(entry, 68, 4092);
  page.copy(entry, 72, 0, 8);
  entry.writeBigUInt64LE(BigInt(pageAt), 80);
  entry.writeBigUInt64LE(7n, 88);
  page.copy(entry, 4096);
  entry.write('data', 4096);
  entry.writeUInt32LE(0, 4100);
  entry.writeUInt32LE(7, 8188);
  setChecksum(entry);
  entry.copy(file, logPlace(file));
  page.fill(0);
  for (const at of HEADERS_AT) {
    const header = file.subarray(at, at + 4096);
    guid.copy(header, 48);
    setChecksum(header);
  }
}

function setChecksum(structure: Buffer): void {
  structure.writeUInt32LE(0, 4);
  structure.writeUInt32LE(crc32c(structure), 4);
}

test('a qcow2 whose writer did not close it is read; one that is marked as damaged is not', async (t) => {
  const dirty = diskFile(t, 'qcow2 of version 3');
  if (dirty === null) return t.skip(SKIP);
  dirty.writeBigUInt64BE(1n, 72);
  assert.ok((await decodeWhole(temporaryFile(t, 'a', dirty))).bytes.equals(sampleDisk()));
  dirty.writeBigUInt64BE(2n, 72);
  assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a', dirty))), 'DECOMPRESS_FAILED');
  dirty.writeBigUInt64BE(1n << 40n, 72);
  assert.equal(await refusedAs(temporaryFile(t, 'a', dirty)), 'qcow2 with features 0x10000000000');
});
