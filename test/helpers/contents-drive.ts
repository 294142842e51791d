import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync, truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../corpus/tools.ts';
import {
  EXFAT_TOOLS,
  EXT_TOOLS,
  type MakeVolume,
  makeExfat,
  makeExt,
  makeFatVolume,
  makeNtfs,
  NTFS_TOOLS,
  volumeToolsMissing,
} from './real-volumes.ts';

const MIB = 2 ** 20;
const FIRST_MIB = 1;

/** The same files on every volume; a name with bytes that would trouble a terminal where the file system takes it. */
export const SHOWN_FILES = {
  'notes.txt': 'hello',
  'photo 日本語.jpg': Buffer.alloc(70_000, 1),
  'empty.bin': '',
  'Documents/inner.txt': 'not in the top folder',
} as const;
/** A name that would clear the screen and write backwards. */
export const HOSTILE_NAME = 'evil\x1b[2J\u202egpj.exe';

export interface PartRecipe {
  readonly sizeMiB: number;
  readonly make: 'fat32' | 'exfat' | 'ntfs' | 'ext4' | 'luks' | 'bitlocker' | 'noise' | 'blank';
}

/** The partitions of the drive that `makeContentsDrive` makes, in their order. */
export const PARTS: readonly PartRecipe[] = [
  { sizeMiB: 40, make: 'fat32' },
  { sizeMiB: 8, make: 'exfat' },
  { sizeMiB: 8, make: 'ntfs' },
  { sizeMiB: 8, make: 'ext4' },
  { sizeMiB: 3, make: 'luks' },
  { sizeMiB: 1, make: 'bitlocker' },
  { sizeMiB: 1, make: 'noise' },
  { sizeMiB: 1, make: 'blank' },
];
export const DRIVE_MIB = 74;

/** Why such a drive cannot be made here, or null. */
export function contentsToolsMissing(): string | null {
  return volumeToolsMissing('sgdisk', 'mkfs.vfat', 'mcopy', 'cryptsetup', ...EXFAT_TOOLS, ...NTFS_TOOLS, ...EXT_TOOLS);
}

/** A drive with a GPT and one volume of every kind, as a file. */
export function makeContentsDrive(folder: string, name: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, '');
  truncateSync(file, DRIVE_MIB * MIB);
  let atMiB = FIRST_MIB;
  const tables: string[] = [];
  for (const [index, { sizeMiB, make }] of PARTS.entries()) {
    const firstLba = (atMiB * MIB) / 512;
    tables.push('--new', `${index + 1}:${firstLba}:${firstLba + (sizeMiB * MIB) / 512 - 1}`);
    putAt(file, atMiB * MIB, partBytes(folder, make, sizeMiB * MIB));
    atMiB += sizeMiB;
  }
  run(folder, 'sgdisk', ['--set-alignment=1', ...tables, name]);
  return file;
}

const VOLUMES: Readonly<Record<string, readonly [MakeVolume, readonly string[]]>> = {
  fat32: [makeFatVolume, ['-F', '32']],
  exfat: [makeExfat, ['-b', '64K']],
  ntfs: [makeNtfs, []],
  ext4: [makeExt, ['-t', 'ext4']],
};

function partBytes(folder: string, make: PartRecipe['make'], sizeBytes: number): Buffer {
  const volume = VOLUMES[make];
  const name = `${make}.part`;
  if (volume !== undefined) {
    const [makeVolume, args] = volume;
    // FAT, exFAT and NTFS take no control characters in names
    const files = make === 'ext4' ? { ...SHOWN_FILES, [HOSTILE_NAME]: 'x' } : SHOWN_FILES;
    makeVolume(folder, name, { sizeBytes, label: `ON ${make.toUpperCase()}`, files, args });
    return readFileSync(path.join(folder, name));
  }
  const bytes = Buffer.alloc(sizeBytes);
  if (make === 'luks') {
    writeFileSync(path.join(folder, name), bytes);
    writeFileSync(path.join(folder, 'key'), 'a key of a test');
    const fast = ['--type', 'luks1', '--pbkdf-force-iterations', '1000', '--batch-mode', '--key-file', 'key'];
    run(folder, 'cryptsetup', ['luksFormat', ...fast, name]);
    return readFileSync(path.join(folder, name));
  }
  // Windows alone makes real ones
  if (make === 'bitlocker') bytes.write('\xeb\x58\x90-FVE-FS-', 'latin1');
  if (make === 'noise') for (let at = 0; at < bytes.length; at += 32) sha256(Buffer.from(String(at))).copy(bytes, at);
  return bytes;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function putAt(file: string, offsetBytes: number, bytes: Buffer): void {
  const fd = openSync(file, 'r+');
  try {
    writeSync(fd, bytes, 0, bytes.length, offsetBytes);
  } finally {
    closeSync(fd);
  }
}

export async function digestOfFile(file: string): Promise<string> {
  return sha256(await readFile(file)).toString('hex');
}
