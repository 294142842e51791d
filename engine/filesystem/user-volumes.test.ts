import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOf } from '#test/helpers/memory-bytes.ts';
import {
  EXFAT_TOOLS,
  EXT_TOOLS,
  type MakeVolume,
  makeExfat,
  makeExt,
  makeNtfs,
  NTFS_TOOLS,
  reindexExt,
  volumeBytes,
  volumeToolsMissing,
} from '#test/helpers/real-volumes.ts';
import { openVolume } from './open-volume.ts';
import type { Found, Volume } from './volume.ts';

const MIB = 2 ** 20;
const BIG = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
const FEW = {
  'hello.txt': 'hello',
  'big.bin': BIG,
  'Ünï 日本語.txt': 'abc',
  empty: '',
  'folder/inner.txt': 'xy',
  'void/': '',
};
const MANY = {
  ...FEW,
  ...Object.fromEntries(
    Array.from({ length: 250 }, (_, index) => [`a name that takes some room, number ${index}.txt`, 'x'.repeat(index)]),
  ),
};

interface Case {
  readonly what: string;
  readonly make: MakeVolume;
  readonly args?: readonly string[];
  readonly format: Volume['format'];
  readonly tools: readonly string[];
}

const ext = (what: string, format: Volume['format'], ...args: readonly string[]): Case => ({
  what,
  make: makeExt,
  args,
  format,
  tools: EXT_TOOLS,
});
const CASES: readonly Case[] = [
  { what: 'exFAT', make: makeExfat, format: 'exfat', tools: EXFAT_TOOLS },
  { what: 'exFAT in clusters of 32 KiB', make: makeExfat, args: ['-c', '32K'], format: 'exfat', tools: EXFAT_TOOLS },
  { what: 'NTFS', make: makeNtfs, format: 'ntfs', tools: NTFS_TOOLS },
  { what: 'NTFS in sectors of 4096 bytes', make: makeNtfs, args: ['-s', '4096'], format: 'ntfs', tools: NTFS_TOOLS },
  ext('ext2 with blocks of 1 KiB', 'ext2', '-t', 'ext2', '-b', '1024'),
  ext('ext2 without kinds in its folders', 'ext2', '-t', 'ext2', '-O', '^filetype'),
  ext('ext3', 'ext3', '-t', 'ext3'),
  ext('ext4', 'ext4', '-t', 'ext4'),
  ext('ext4 with 64 bits, small files in inodes', 'ext4', '-t', 'ext4', '-O', '64bit,inline_data', '-I', '256'),
  ext('ext4 with descriptors by groups', 'ext4', '-t', 'ext4', '-b', '1024', '-O', 'meta_bg,^resize_inode'),
  {
    what: 'ext4 with an index in its folders',
    make: (folder, name, volume) => {
      makeExt(folder, name, volume);
      reindexExt(folder, name);
    },
    args: ['-t', 'ext4', '-b', '1024'],
    format: 'ext4',
    tools: EXT_TOOLS,
  },
];

for (const { what, make, args, format, tools } of CASES) {
  describe(what, { skip: volumeToolsMissing(...tools) ?? false }, () => {
    const bytes = (files: typeof FEW) =>
      volumeBytes(make, { sizeBytes: 16 * MIB, label: 'A LABEL', files, ...(args === undefined ? {} : { args }) });

    it('tells label, names, kinds, sizes and contents', async () => {
      const volume = contentOf(await openVolume(bytesOf(bytes(FEW))));
      assert.equal(volume.format, format);
      assert.equal(volume.label, 'A LABEL');
      const listed = contentOf(await volume.list('/')).filter(({ name }) => name !== 'lost+found');
      assert.deepEqual(
        listed.map(({ name, kind, sizeBytes }) => [name, kind, sizeBytes]).sort(),
        [
          ['big.bin', 'file', BIG.length],
          ['empty', 'file', 0],
          ['folder', 'folder', 0],
          ['hello.txt', 'file', 5],
          ['void', 'folder', 0],
          ['Ünï 日本語.txt', 'file', 3],
        ].sort(),
      );
      assert.deepEqual(contentOf(await volume.list('/void')), []);
      assert.equal(contentOf(await volume.read('/folder/inner.txt', 0, 2)).toString(), 'xy');
      assert.deepEqual(contentOf(await volume.read('/big.bin', 100_000, 150_000)), BIG.subarray(100_000, 250_000));
      const { totalBytes, usedBytes } = contentOf(await volume.space());
      assert.ok(totalBytes > 15 * MIB && totalBytes <= 16 * MIB, `${totalBytes}`);
      assert.ok(usedBytes !== null && usedBytes >= BIG.length && usedBytes < totalBytes, `${usedBytes}`);
    });

    it('lists a folder that fills many blocks, and the beginning of it', async () => {
      const volume = contentOf(await openVolume(bytesOf(bytes(MANY))));
      const listed = contentOf(await volume.list('/'));
      for (const [name, content] of Object.entries(MANY)) {
        const entry = listed.find((one) => one.name === name.split('/')[0]);
        assert.equal(entry?.sizeBytes, name.includes('/') ? 0 : Buffer.from(content).length, name);
      }
      const first = contentOf(await volume.listFirst('/', 100));
      assert.equal(first.entries.length, 100);
      assert.equal(first.hasMore, true);
      assert.equal(contentOf(await volume.listFirst('/', 1000)).hasMore, false);
    });

    it('gives a reason for damage', async () => {
      const whole = bytes(MANY);
      const cut = await openVolume(bytesOf(whole.subarray(0, 64 * 1024)));
      if (cut.isFound) assert.equal((await cut.value.listFirst('/', 1000)).isFound, false);
      else assert.equal(cut.reason, 'damaged');
      // nothing but a beginning
      for (const keptBytes of [512, 4096, 16 * 1024, 256 * 1024]) {
        const blank = Buffer.concat([whole.subarray(0, keptBytes), Buffer.alloc(whole.length - keptBytes)]);
        const opened = await openVolume(bytesOf(blank));
        const listed = opened.isFound ? await opened.value.listFirst('/', 1000) : opened;
        const count = listed.isFound && 'value' in listed ? listed.value.entries.length : 0;
        assert.ok(count < 250, `${keptBytes}: ${count}`);
      }
    });
  });
}

function contentOf<T>(found: Found<T>): T {
  if (!found.isFound) throw new Error(found.reason);
  return found.value;
}
