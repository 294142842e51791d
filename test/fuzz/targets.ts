import { driveContentsSchema } from '#contract/contents.ts';
import { readEfiProgram } from '#engine/boot/efi-program.ts';
import { readBoot } from '#engine/boot/read-boot.ts';
import { readSigners } from '#engine/boot/signers.ts';
import { readContents } from '#engine/contents/read-contents.ts';
import { openExfat } from '#engine/filesystem/exfat-volume.ts';
import { openExt } from '#engine/filesystem/ext-volume.ts';
import { openFat } from '#engine/filesystem/fat-volume.ts';
import { openIso9660 } from '#engine/filesystem/iso9660-volume.ts';
import { LimitedBytes } from '#engine/filesystem/limited-bytes.ts';
import { openNtfs } from '#engine/filesystem/ntfs-volume.ts';
import { readUdfFacts } from '#engine/filesystem/udf-facts.ts';
import { openUdf } from '#engine/filesystem/udf-volume.ts';
import type { Found, Volume } from '#engine/filesystem/volume.ts';
import { attempt } from '#engine/filesystem/volume-problem.ts';
import { assertComplete } from '#engine/image/declared-size.ts';
import { describeContent, HEAD_BYTES } from '#engine/image/describe-content.ts';
import { detectOuterLayer, isDmgTrailer } from '#engine/image/detect-layer.ts';
import { readEmbeddedChecksum } from '#engine/image/embedded-checksum.ts';
import { openDmg } from '#engine/image/open-dmg.ts';
import type { SeekableBytes } from '#engine/image/seekable-bytes.ts';
import { xzFacts } from '#engine/image/xz-size.ts';
import { readZipDirectory } from '#engine/image/zip-directory.ts';
import { zstSize } from '#engine/image/zst-size.ts';
import { recogniseDisc } from '#engine/recognition/recognise-disc.ts';
import { parseChecksums } from '#engine/trust/parse-checksums.ts';
import { FILE_TARGETS } from './file-targets.ts';
import { mendCatalogue, mendGpt, mendUdf } from './mend.ts';
import {
  discImage,
  dmgFile,
  espVolume,
  gptImage,
  implantedHead,
  mbrImage,
  metadataDisc,
  packed,
  signedProgram,
  treeDisc,
  userVolume,
  zipFile,
} from './seeds.ts';
import type { Target } from './target.ts';

const DISC = [32768, 34816, 36864, 38912, 40960, 43008, 45056];
/** Where mkntfs puts what a root folder does not hold in its record. */
const NTFS_INDEX = [954_368, 958_464, 962_560, 966_656];
const { signal } = new AbortController();
const READ_MAX_BYTES = 8 * 1024 * 1024;
const limited = (bytes: SeekableBytes) => new LimitedBytes(bytes, READ_MAX_BYTES, signal);
const context = (bytes: SeekableBytes) => ({ path: '/fuzz', fileBytes: bytes.sizeBytes, signal });
const seeds = (...some: readonly (Buffer | null)[]) => some.filter((seed) => seed !== null);

/** By the name that `npm run fuzz` takes. */
export const TARGETS: Readonly<Record<string, Target>> = {
  boot: {
    seeds: () => [gptImage(512), gptImage(4096), mbrImage(), discImage(), espVolume(16)],
    hot: [0, 446, 512, 1024, 4096, 8192, 32768, ...DISC, 65536, 65536 + 512],
    mend: (bytes) => {
      mendGpt(bytes);
      mendCatalogue(bytes);
    },
    parse: async (bytes, whole) => {
      await readBoot(limited(bytes), { hasEnd: whole.length % 2 === 0, system: null });
    },
  },
  content: {
    seeds: () => seeds(gptImage(512), mbrImage(), discImage(), espVolume(), implantedHead()),
    hot: [0, 446, 512, 1024, 1080, 32768, 33651, 33700, 33800, 34816],
    mend: mendGpt,
    parse: async (bytes, whole) => {
      const head = whole.subarray(0, HEAD_BYTES);
      await detectOuterLayer(bytes, head);
      readEmbeddedChecksum(head);
      assertComplete('/fuzz', describeContent(head), whole.length);
    },
  },
  fat: {
    seeds: () => [espVolume(12), espVolume(16)],
    hot: [0, 11, 32, 512, 1024, 2048, 4096, 9216],
    mend: null,
    parse: (bytes) => walk(openFat(limited(bytes))),
  },
  exfat: {
    seeds: () => seeds(userVolume('exfat')),
    hot: [64, 80, 108, 65536, 131072, 139264, 143360, 253952],
    mend: null,
    parse: (bytes) => walk(openExfat(limited(bytes))),
  },
  ntfs: {
    seeds: () => seeds(userVolume('ntfs')),
    // the boot sector, records 0, 3, 5, 6 and the first of files, the blocks of the root folder
    hot: [11, 48, 64, 16384, 19456, 21504, 22016, 22528, 40960, ...NTFS_INDEX],
    mend: null,
    parse: (bytes) => walk(openNtfs(limited(bytes))),
  },
  ext: {
    seeds: () => seeds(userVolume('ext2'), userVolume('ext4'), userVolume('ext4-inline')),
    hot: [1024, 1024 + 96, 2048, 10240, 11264, 23552, 41472, 44032, 45056, 61440, 9728, 10752, 26624],
    mend: null,
    parse: (bytes) => walk(openExt(limited(bytes))),
  },
  contents: {
    seeds: () => [gptImage(512), gptImage(4096), mbrImage(), discImage(), espVolume(16)],
    hot: [0, 446, 512, 1024, 4096, 32768, 34816, 65536],
    mend: mendGpt,
    parse: async (bytes, whole) => {
      const found = await attempt(() =>
        readContents(bytes, { sectorSizeBytes: whole.length % 2 === 0 ? 512 : 4096, signal }),
      );
      // every problem is told of a volume
      if (!found.isFound) throw new Error(`ends with ${found.reason}`);
      driveContentsSchema.parse(found.value);
    },
  },
  efi: {
    seeds: () => [signedProgram()],
    hot: [0, 60, 0x80, 0xf0, 0x180, 0x400],
    mend: null,
    parse: (_, whole) => {
      const program = readEfiProgram(whole);
      const table = program?.certificates;
      if (table != null) readSigners(whole.subarray(table.offsetBytes, table.offsetBytes + table.lengthBytes));
      return Promise.resolve(readSigners(whole.subarray(1024)));
    },
  },
  iso9660: {
    seeds: () => seeds(treeDisc('rock-ridge')),
    hot: DISC,
    mend: null,
    parse: (bytes) => walk(openIso9660(limited(bytes))),
  },
  udf: {
    seeds: () => seeds(treeDisc('udf'), metadataDisc()),
    hot: [...DISC, 65536, 524288, 526336, 528384, 530432],
    mend: mendUdf,
    parse: async (bytes) => {
      await readUdfFacts(limited(bytes));
      await walk(openUdf(limited(bytes)));
    },
  },
  recognition: {
    seeds: () => seeds(treeDisc('rock-ridge'), treeDisc('udf')),
    hot: DISC,
    mend: mendUdf,
    parse: (bytes) => recogniseDisc(bytes, signal),
  },
  xz: {
    seeds: () => seeds(packed('xz', ['-1', '-T2', '--block-size=65536', '-c'])),
    hot: [0, 12],
    mend: null,
    parse: (bytes) => xzFacts(bytes, context(bytes)),
  },
  zst: {
    seeds: () => seeds(packed('zstd', ['-q', '-c'])),
    hot: [0, 4],
    mend: null,
    parse: (bytes) => zstSize(bytes, context(bytes)),
  },
  zip: {
    seeds: () => seeds(zipFile()),
    hot: [0, 30],
    mend: null,
    parse: (bytes) => readZipDirectory(bytes, context(bytes)),
  },
  dmg: {
    seeds: () => [dmgFile()],
    hot: [],
    mend: null,
    parse: async (bytes, whole) => {
      // what has no trailer is not taken for one
      if (isDmgTrailer(whole.subarray(-512))) await openDmg(bytes, context(bytes));
    },
  },
  ...FILE_TARGETS,
  checksums: {
    seeds: () => [Buffer.from(`${'ab'.repeat(32)}  a.iso\nSHA256 (b.iso) = ${'cd'.repeat(32)}\n`.repeat(40))],
    hot: [0, 64, 66],
    mend: null,
    parse: (_, whole) => Promise.resolve(parseChecksums(whole.toString('utf8'), ['a.iso'])),
  },
};

const FOLDERS_MAX = 40;
const FILES_READ_MAX = 20;

/** Goes through a volume as people do: every folder, the beginning of some files. */
async function walk(opening: Promise<Found<Volume>>): Promise<void> {
  const opened = await opening;
  if (!opened.isFound) return;
  const folders = ['/'];
  let filesRead = 0;
  for (let index = 0; index < Math.min(folders.length, FOLDERS_MAX); index += 1) {
    const folder = folders[index] ?? '/';
    const listed = await opened.value.list(folder);
    if (!listed.isFound) continue;
    for (const { name, kind, sizeBytes } of listed.value) {
      const path = `${folder}${folder === '/' ? '' : '/'}${name}`;
      if (kind === 'folder') folders.push(path);
      if (kind !== 'file' || filesRead >= FILES_READ_MAX) continue;
      filesRead += 1;
      await opened.value.read(path, Math.max(0, sizeBytes - 4096), 4096);
    }
  }
}
