import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { putFiles, run } from '../corpus/tools.ts';

export interface RealVolume {
  readonly sizeBytes: number;
  readonly label: string;
  /** Path below the root → content; a path that ends in `/` is an empty folder. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** For the program that makes it, before the name of the file. */
  readonly args?: readonly string[];
}

/** Makes a volume in the file `name` of `folder` with the programs people use. */
export type MakeVolume = (folder: string, name: string, volume: RealVolume) => void;

/** Why such volumes cannot be made here, or null. */
export function volumeToolsMissing(...programs: readonly string[]): string | null {
  const missing = programs.find((name) => spawnSync(name, ['-V']).error !== undefined);
  if (missing !== undefined) return `needs ${missing}`;
  const needsMount = programs.some((name) => name.includes('exfat') || name.includes('ntfs'));
  return needsMount && (process.getuid?.() !== 0 || !existsSync('/dev/fuse')) ? 'needs root and /dev/fuse' : null;
}

export const EXFAT_TOOLS = ['mkfs.exfat', 'mount.exfat-fuse'];
export const NTFS_TOOLS = ['mkntfs', 'ntfs-3g'];
export const EXT_TOOLS = ['mke2fs'];

export const makeExfat: MakeVolume = (folder, name, { sizeBytes, label, files, args = [] }) => {
  emptyFile(folder, name, sizeBytes);
  run(folder, 'mkfs.exfat', ['-L', label, ...args, name]);
  fill(folder, name, { mount: 'mount.exfat-fuse', files });
};

export const makeNtfs: MakeVolume = (folder, name, { sizeBytes, label, files, args = [] }) => {
  emptyFile(folder, name, sizeBytes);
  run(folder, 'mkntfs', ['-F', '-Q', '-q', '-L', label, ...args, name]);
  fill(folder, name, { mount: 'ntfs-3g', files });
};

/** `args` begin with the file system, as in `-t ext2`. */
export const makeExt: MakeVolume = (folder, name, { sizeBytes, label, files, args = ['-t', 'ext4'] }) => {
  emptyFile(folder, name, sizeBytes);
  const tree = mkdtempSync(path.join(folder, 'tree-'));
  putTree(tree, files);
  run(folder, 'mke2fs', ['-q', '-F', '-L', label, ...args, '-d', tree, name]);
  rmSync(tree, { recursive: true, force: true });
};

/** Gives every folder of a volume an index, as they get when they grow. */
export function reindexExt(folder: string, name: string): void {
  const { status, stderr } = spawnSync('e2fsck', ['-f', '-y', '-D', name], { cwd: folder, encoding: 'utf8' });
  // 1: something was changed, which is what was wanted
  if (status !== 0 && status !== 1) throw new Error(`e2fsck: ${stderr}`);
}

export const makeFatVolume: MakeVolume = (folder, name, { sizeBytes, label, files, args = [] }) => {
  emptyFile(folder, name, sizeBytes);
  run(folder, 'mkfs.vfat', ['-n', label, ...args, name]);
  const tree = mkdtempSync(path.join(folder, 'tree-'));
  putTree(tree, files);
  const top = [...new Set(Object.keys(files).map((file) => file.split('/')[0] ?? ''))];
  for (const entry of top) run(folder, 'mcopy', ['-s', '-Q', '-i', name, path.join(tree, entry), '::/']);
  rmSync(tree, { recursive: true, force: true });
};

/** The bytes of a volume, made in a folder of its own. */
export function volumeBytes(make: MakeVolume, volume: RealVolume): Buffer {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-volume-'));
  try {
    make(folder, 'volume.img', volume);
    return readFileSync(path.join(folder, 'volume.img'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function emptyFile(folder: string, name: string, sizeBytes: number): void {
  writeFileSync(path.join(folder, name), '');
  truncateSync(path.join(folder, name), sizeBytes);
}

function putTree(folder: string, files: RealVolume['files']): void {
  for (const entry of Object.keys(files))
    if (entry.endsWith('/')) mkdirSync(path.join(folder, entry), { recursive: true });
  putFiles(folder, Object.fromEntries(Object.entries(files).filter(([entry]) => !entry.endsWith('/'))));
}

/** Through the file system's own program in user space: the kernel of a test machine may not know it. */
function fill(folder: string, name: string, { mount, files }: { mount: string; files: RealVolume['files'] }): void {
  if (Object.keys(files).length === 0) return;
  const place = mkdtempSync(path.join(folder, 'mount-'));
  const device = attach(path.join(folder, name));
  try {
    run(folder, mount, [device, place]);
    try {
      putTree(place, files);
    } finally {
      until(`unmount ${place}`, () => spawnSync('umount', [place]).status === 0);
      // the program writes its last bytes after the mount is gone, and then ends
      until(`end ${mount}`, () => spawnSync('pgrep', ['-f', `^${mount} ${device} `]).status !== 0);
    }
  } finally {
    run(folder, 'losetup', ['--detach', device]);
    rmSync(place, { recursive: true });
  }
}

/** These programs take block devices only. */
function attach(file: string): string {
  const { stdout, stderr, status } = spawnSync('losetup', ['--find', '--show', file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`losetup: ${stderr}`);
  return stdout.trim();
}

/** What has just written may be busy for a moment. */
function until(what: string, isDone: () => boolean): void {
  for (let tries = 0; tries < 100; tries += 1) {
    if (isDone()) return;
    spawnSync('sleep', ['0.05']);
  }
  throw new Error(`Cannot ${what}`);
}
