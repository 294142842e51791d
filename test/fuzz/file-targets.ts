import { BlockMapProblem, parseBlockMap } from '#engine/image/block-map/parse-block-map.ts';
import { readOsList } from '#engine/catalogue/read-os-list.ts';
import { decodeLz4 } from '#engine/image/lz4/decode-lz4.ts';
import { lz4Size } from '#engine/image/lz4/lz4-size.ts';
import type { SeekableBytes } from '#engine/image/seekable-bytes.ts';
import { DiskBytes } from '#engine/image/virtual-disk/disk-bytes.ts';
import type { DiskFormat } from '#engine/image/virtual-disk/disk-format.ts';
import { openVirtualDisk } from '#engine/image/virtual-disk/open-virtual-disk.ts';
import { judgeTrustFiles } from '#engine/trust/judge-trust-files.ts';
import { blockMapText, convertedDisks, osList, packed, signedFiles } from './file-seeds.ts';
import { mendVhd, mendVhdx } from './mend.ts';
import type { Target } from './target.ts';

const { signal } = new AbortController();
const context = (bytes: SeekableBytes) => ({ path: '/fuzz', fileBytes: bytes.sizeBytes, signal });
const some = (...found: readonly (Buffer | null)[]) => found.filter((seed) => seed !== null);

/** Parsers of whole files: disks of virtual machines, packed files, maps, signatures, lists. */
export const FILE_TARGETS: Readonly<Record<string, Target>> = {
  qcow2: diskTarget('qcow2', [0, 16, 24, 40, 72, 100, 65536, 131072, 196608, 262144]),
  vhd: diskTarget('vhd', [0, 16, 48, 512, 528, 544, 1024, 1536, 2048], mendVhd),
  vhdx: diskTarget('vhdx', [0, 65536, 131072, 196608, 196624, 262144, 1048576, 2097152, 2162688, 3145728], mendVhdx),
  vmdk: diskTarget('vmdk', [0, 4, 12, 20, 28, 44, 56, 64, 512, 1024, 10240, 11264, 21504]),
  lz4: {
    seeds: () =>
      some(
        packed('lz4', ['-q', '-c', '-B4', '-BD', '-BX']),
        packed('lz4', ['-q', '-c', '-9', '--no-frame-crc']),
        packed('lz4', ['-q', '-c', '-B7', '--no-frame-crc']),
      ),
    hot: [0, 4, 7, 11],
    mend: null,
    parse: async (bytes, whole) => {
      await lz4Size(bytes, context(bytes));
      for await (const _ of decodeLz4(pieces(whole), context(bytes)));
    },
  },
  'block-map': {
    seeds: () => ['1.3', '1.4', '2.0'].map((version) => Buffer.from(blockMapText(version))),
    hot: [0, 20, 60, 100],
    mend: null,
    parse: (_, whole) => {
      try {
        return Promise.resolve(parseBlockMap(whole.toString('utf8')));
      } catch (cause) {
        return cause instanceof BlockMapProblem ? Promise.resolve(null) : Promise.reject(cause);
      }
    },
  },
  /** Checksum lists with the signature over them, keys, signed lists: each in its turn beside the others as they were. */
  signatures: {
    seeds: () => signedFiles().map(({ bytes }) => bytes),
    hot: [0, 3, 30, 60],
    mend: null,
    parse: async (_, whole) => {
      const files = signedFiles();
      for (const { name } of files) {
        const damaged = files.map((file) => (file.name === name ? { name, bytes: whole } : file));
        await judgeTrustFiles({ files: damaged, userKeys: [], imageNames: ['a.iso'], from: 'file' });
      }
    },
  },
  'os-list': {
    seeds: () => [Buffer.from(osList())],
    hot: [0, 20],
    mend: null,
    parse: (_, whole) => {
      let value: unknown;
      try {
        value = JSON.parse(whole.toString('utf8'));
      } catch {
        return Promise.resolve(null); // told before anything of ours is asked
      }
      return Promise.resolve(readOsList(value));
    },
  },
};

/** Opens the disk and reads at places all over it, as judging what starts from it does. */
function diskTarget(format: DiskFormat, hot: readonly number[], mend: Target['mend'] = null): Target {
  return {
    seeds: () => convertedDisks(format),
    hot,
    mend,
    parse: async (bytes) => {
      const disk = new DiskBytes(await openVirtualDisk(format, bytes, context(bytes)));
      for (const part of [0, 0.1, 0.5, 0.9, 1]) {
        const at = Math.max(0, Math.floor((disk.sizeBytes - 4096) * part));
        await disk.readAt(at, 4096);
      }
    },
  };
}

async function* pieces(whole: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < whole.length; at += 5000) yield Promise.resolve(whole.subarray(at, at + 5000));
}
