import { createHash } from 'node:crypto';
import type { Image } from '#contract/image.ts';
import type { BrowsedFile, BrowseRoot, FolderListing } from '#contract/methods.ts';
import { fakeBoot } from './fake-boot.ts';

export const IMAGE_FOLDER = '/demo/images';
export const BROKEN_FOLDER = `${IMAGE_FOLDER}/broken`;

/** Codes that a file in the broken folder shows: it is named `<code>.iso`. */
export const BROKEN_CODES = [
  'IMAGE_NOT_FOUND',
  'IMAGE_NOT_A_FILE',
  'IMAGE_EMPTY',
  'IMAGE_UNREADABLE',
  'IMAGE_TRUNCATED',
  'IMAGE_CHANGED',
  'IMAGE_UNKNOWN',
  'IMAGE_AMBIGUOUS',
  'IMAGE_UNSUPPORTED',
  'IMAGE_NOT_RAW_WRITABLE',
  'DECOMPRESS_FAILED',
  'READER_LOST',
  'INTERNAL',
] as const;

const INSTALLER = {
  version: null,
  build: null,
  editions: [],
  architecture: 'x86-64',
  role: 'installer',
  evidence: 'content',
  unattended: null,
} as const;

function image(name: string, facts: Partial<Image> & { readonly fileSizeBytes: number }): Image {
  const { fileSizeBytes, ...rest } = facts;
  const inode = createHash('sha256').update(name).digest().readUInt32BE(0);
  return {
    path: `${IMAGE_FOLDER}/${name}`,
    name,
    file: { device: '66', inode: String(inode), sizeBytes: fileSizeBytes, modifiedNs: '1763000000000000000' },
    layers: [],
    entryName: null,
    sizeBytes: fileSizeBytes,
    content: 'iso9660',
    partitionTable: 'gpt',
    isHybrid: true,
    volumeLabel: null,
    system: null,
    warnings: [],
    boot: fakeBoot.hybrid,
    ...rest,
  };
}

/** Images of every kind that can be written. */
export const fakeImages: readonly Image[] = [
  image('proxmox-ve_9.1-1.iso', {
    fileSizeBytes: 1_653_604_352,
    volumeLabel: 'PVE',
    system: { ...INSTALLER, product: 'proxmox-ve', name: 'Proxmox VE', version: '9.1-1' },
  }),
  image('debian-13-netinst.iso', {
    fileSizeBytes: 792_723_456,
    partitionTable: 'mbr',
    volumeLabel: 'Debian 13.0.0 amd64 n',
    system: { ...INSTALLER, product: 'debian', name: 'Debian GNU/Linux', version: '13.0.0', build: 'Trixie' },
  }),
  image('data-only.iso', {
    fileSizeBytes: 640_000_000,
    partitionTable: 'none',
    isHybrid: false,
    volumeLabel: 'ARCHIVE_2026',
    warnings: ['not-hybrid'],
    boot: fakeBoot.nothing,
  }),
  image('windows-server.iso', {
    fileSizeBytes: 5_653_628_928,
    partitionTable: 'none',
    isHybrid: false,
    volumeLabel: 'SSS_X64FREE_EN-US_DV9',
    warnings: ['not-hybrid'],
    boot: fakeBoot.disc,
  }),
  image('no-table.img', {
    fileSizeBytes: 300_000_100,
    content: 'file-system',
    partitionTable: 'none',
    isHybrid: false,
    warnings: ['no-partition-table', 'odd-size'],
    boot: fakeBoot.nothing,
  }),
  image('raspios.img.xz', {
    fileSizeBytes: 512_000_000,
    layers: ['xz'],
    sizeBytes: 2_851_078_144,
    content: 'disk',
    partitionTable: 'mbr',
    isHybrid: false,
    boot: fakeBoot.disk,
  }),
  image('unknown-size.img.gz', {
    fileSizeBytes: 420_000_000,
    layers: ['gz'],
    sizeBytes: null,
    content: 'disk',
    partitionTable: 'gpt',
    isHybrid: false,
    warnings: ['size-unknown'],
    boot: fakeBoot.disk,
  }),
  image('huge.img', {
    fileSizeBytes: 40_000_000_000,
    content: 'disk',
    isHybrid: false,
    warnings: ['backup-gpt-missing'],
    boot: fakeBoot.disk,
  }),
];

/** The SHA-256 a fake image has: that of its name, so that tests can compute it. */
export function fakeSha256(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** Any other digest of a fake image: that of its name, too. */
export function fakeDigest(algorithm: string, name: string): string {
  return createHash(algorithm).update(name).digest('hex');
}

/** Bytes a fake image unpacks to, also where it does not say so. */
export function unpackedBytes({ sizeBytes, file }: Image): number {
  return sizeBytes ?? file.sizeBytes * 3;
}

const MODIFIED_MS = 1_763_000_000_000;

export function fakeListing(path: string): FolderListing | null {
  if (path === IMAGE_FOLDER) {
    const files = fakeImages.map(({ name, file }) => listed(IMAGE_FOLDER, name, file.sizeBytes));
    const folders = [{ path: BROKEN_FOLDER, name: 'broken' }];
    return { folder: { path, name: 'images' }, parent: '/demo', folders, files: sorted(files), isCut: false };
  }
  if (path === BROKEN_FOLDER) {
    const files = BROKEN_CODES.map((code) => listed(BROKEN_FOLDER, `${code}.iso`, 700_000_000));
    return { folder: { path, name: 'broken' }, parent: IMAGE_FOLDER, folders: [], files, isCut: false };
  }
  if (path === '/demo') {
    const folders = [{ path: IMAGE_FOLDER, name: 'images' }];
    return { folder: { path, name: 'demo' }, parent: null, folders, files: [], isCut: false };
  }
  return null;
}

export const fakeRoots: readonly BrowseRoot[] = [
  { kind: 'images', path: IMAGE_FOLDER, name: 'images' },
  { kind: 'computer', path: '/demo', name: 'demo' },
];

function listed(folder: string, name: string, sizeBytes: number): BrowsedFile {
  return { path: `${folder}/${name}`, name, sizeBytes, modifiedAtMs: MODIFIED_MS, isLikelyImage: true };
}

function sorted(files: readonly BrowsedFile[]): readonly BrowsedFile[] {
  return [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
}
