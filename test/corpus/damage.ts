import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from '#engine/checksum/crc32.ts';
import { altered, MIB, run } from './tools.ts';

const SECTOR = 512;
const ENTRY_BYTES = 128;

/** Copies that were cut off, changed or packed. */
export function makeDamage(folder: string): void {
  const alter = (names: readonly [string, string], change: (bytes: Buffer) => Buffer) => altered(folder, names, change);
  alter(['grub-hybrid.iso', 'cut-hybrid.iso'], (iso) => iso.subarray(0, iso.length - 2 * MIB));
  alter(['windows-like.iso', 'cut-windows.iso'], (iso) => iso.subarray(0, iso.length - MIB));
  alter(['gpt-esp.img', 'cut-gpt.img'], (disk) => disk.subarray(0, 5 * MIB));
  alter(['mbr-esp.img', 'cut-mbr.img'], (disk) => disk.subarray(0, 5 * MIB));
  alter(['fat32-uefi.img', 'cut-fat.img'], (fat) => fat.subarray(0, 20 * MIB));
  alter(['ext4.img', 'cut-ext4.img'], (ext) => ext.subarray(0, 4 * MIB));

  alter(['gpt-esp.img', 'gpt-no-backup.img'], (disk) => disk.fill(0, disk.length - SECTOR));
  alter(['gpt-esp.img', 'gpt-no-primary.img'], (disk) => flipped(disk, SECTOR + 40));
  alter(['gpt-esp.img', 'gpt-none.img'], (disk) => flipped(disk, SECTOR + 40).fill(0, disk.length - SECTOR));
  alter(['gpt-esp.img', 'gpt-bad-list.img'], (disk) => flipped(disk, 2 * SECTOR + 33));
  alter(['gpt-esp.img', 'gpt-unprotected.img'], (disk) => disk.fill(0, 0, SECTOR));
  alter(['gpt-esp.img', 'gpt-overlap.img'], withOverlap);
  alter(['gpt-esp.img', 'gpt-bad-fat.img'], (disk) => disk.fill(0xff, MIB + SECTOR, MIB + 64 * SECTOR));

  alter(['grub-hybrid.iso', 'grub-no-core.iso'], (iso) => {
    const core = Number(iso.readBigUInt64LE(0x1b0)) * SECTOR;
    return iso.fill(0, core, core + 16 * SECTOR);
  });
  alter(['isolinux-bios.iso', 'isolinux-lost.iso'], (iso) => {
    iso.writeUInt32LE(1, 0x1b0);
    return iso;
  });
  alter(['esxi-like.iso', 'bad-catalogue.iso'], (iso) => {
    const catalogue = iso.readUInt32LE(17 * 2048 + 0x47) * 2048;
    return iso.fill(0xff, catalogue, catalogue + 64);
  });

  pack(folder, 'xz', ['-1', '-T1', '--keep', '--force', 'grub-hybrid.iso']);
  pack(folder, 'gzip', ['-1', '--keep', '--force', 'gpt-esp.img']);
}

function pack(folder: string, program: string, args: readonly string[]): void {
  run(folder, program, args);
}

function flipped(disk: Buffer, at: number): Buffer {
  disk[at] = (disk[at] ?? 0) ^ 0x01;
  return disk;
}

/** A second partition over the first, in both lists, with right checksums: no tool would make it. */
function withOverlap(disk: Buffer): Buffer {
  const last = disk.length / SECTOR - 1;
  for (const [headerAt, listAt] of [
    [1, 2],
    [last, last - 32],
  ] as const) {
    const list = disk.subarray(listAt * SECTOR, listAt * SECTOR + 128 * ENTRY_BYTES);
    list.copy(list, ENTRY_BYTES, 0, ENTRY_BYTES);
    list.fill(0x77, ENTRY_BYTES + 16, ENTRY_BYTES + 32);
    const header = disk.subarray(headerAt * SECTOR, headerAt * SECTOR + 92);
    header.writeUInt32LE(crc32(list), 88);
    header.writeUInt32LE(0, 16);
    header.writeUInt32LE(crc32(header), 16);
  }
  return disk;
}

/** Bytes of an image of the corpus. */
export function bytesOf(folder: string, name: string): Buffer {
  return readFileSync(path.join(folder, name));
}

/** For tests that make more of it. */
export function put(folder: string, name: string, bytes: Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}
