import { closeSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { gptDisk } from '../helpers/image-heads.ts';
import { installGrub } from './loaders.ts';
import { feed, makeFat, MIB, PARTS, run } from './tools.ts';

const START_BYTES = MIB;
const VOLUME_BYTES = 8 * MIB;
const DISK_BYTES = 12 * MIB;

/** Disk images and volumes without a table. */
export function makeDisks(folder: string): void {
  const volume = (name: string, files: Readonly<Record<string, string>>, sectorBytes: 512 | 4096 = 512) =>
    makeFat(folder, name, { sizeBytes: VOLUME_BYTES, sectorBytes, files });
  volume('esp.img', { 'EFI/BOOT/BOOTX64.EFI': 'x64.efi' });
  volume('esp-4096.img', { 'EFI/BOOT/BOOTX64.EFI': 'x64.efi' }, 4096);
  volume('signed.img', { 'EFI/BOOT/BOOTX64.EFI': PARTS.shim, 'EFI/BOOT/grubx64.efi': PARTS.signedGrub });
  volume('junk.img', { 'EFI/BOOT/BOOTX64.EFI': 'junk.efi' });
  volume('wrong.img', { 'EFI/BOOT/BOOTX64.EFI': 'arm64.efi' });
  volume('others.img', { 'EFI/BOOT/BOOTAA64.EFI': 'arm64.efi', 'EFI/BOOT/BOOTIA32.EFI': 'ia32.efi' });
  volume('fat-data.img', { 'note.txt': 'note.txt' });
  makeFat(folder, 'fat32-uefi.img', {
    sizeBytes: 40 * MIB,
    bits: 32,
    files: { 'EFI/BOOT/BOOTX64.EFI': 'x64.efi', 'a file with a long name.txt': 'note.txt' },
  });
  const menu = { 'syslinux.cfg': 'isolinux.cfg' };
  makeFat(folder, 'syslinux.img', { sizeBytes: VOLUME_BYTES, bits: 16, clusterSectors: 2, files: menu });
  run(folder, 'syslinux', ['--install', 'syslinux.img']);

  sfdisk(folder, { name: 'gpt-esp.img', volume: 'esp.img', table: 'label: gpt\n2048,16384,U\n' });
  sfdisk(folder, { name: 'gpt-signed.img', volume: 'signed.img', table: 'label: gpt\n2048,16384,U\n' });
  sfdisk(folder, { name: 'gpt-junk.img', volume: 'junk.img', table: 'label: gpt\n2048,16384,U\n' });
  sfdisk(folder, { name: 'gpt-wrong.img', volume: 'wrong.img', table: 'label: gpt\n2048,16384,U\n' });
  sfdisk(folder, { name: 'gpt-others.img', volume: 'others.img', table: 'label: gpt\n2048,16384,U\n' });
  sfdisk(folder, { name: 'mbr-esp.img', volume: 'esp.img', table: 'label: dos\n2048,16384,ef\n' });
  sfdisk(folder, { name: 'mbr-fat.img', volume: 'esp.img', table: 'label: dos\n2048,16384,c,*\n' });
  sfdisk(folder, { name: 'mbr-syslinux.img', volume: 'syslinux.img', table: 'label: dos\n2048,16384,6,*\n' });
  sfdisk(folder, { name: 'mbr-inactive.img', volume: 'syslinux.img', table: 'label: dos\n2048,16384,6\n' });
  sfdisk(folder, { name: 'mbr-grub.img', volume: 'fat-data.img', table: 'label: dos\n2048,16384,c\n' });
  sfdisk(folder, { name: 'gpt-syslinux.img', volume: 'syslinux.img', table: 'label: gpt\n2048,16384,U\n' });
  run(folder, 'sgdisk', ['--attributes=1:set:2', 'gpt-syslinux.img']);
  sfdisk(folder, { name: 'logical-esp.img', volume: 'esp.img', table: LOGICAL, startBytes: 2 * MIB });
  change(folder, 'mbr-syslinux.img', (disk) => withCode(disk, PARTS.syslinuxMbr));
  change(folder, 'mbr-inactive.img', (disk) => withCode(disk, PARTS.syslinuxMbr));
  change(folder, 'gpt-syslinux.img', (disk) => withCode(disk, PARTS.syslinuxGptMbr));
  change(folder, 'mbr-grub.img', (disk) => installGrub(folder, disk));
  sfdisk(folder, { name: 'hybrid-mbr.img', volume: 'esp.img', table: 'label: gpt\n2048,16384,U\n' });
  run(folder, 'sgdisk', ['--hybrid=1:EE', 'hybrid-mbr.img']);
  makeLargeSectors(folder);

  truncateNew(folder, 'ext4.img', VOLUME_BYTES);
  run(folder, 'mkfs.ext4', ['-q', 'ext4.img']);
  // a Raspberry Pi starts from a FAT volume of its own: neither BIOS nor UEFI
  sfdisk(folder, { name: 'raspberry-like.img', volume: 'fat-data.img', table: 'label: dos\n2048,16384,c\n' });
  writeFileSync(path.join(folder, 'noise.img'), Buffer.alloc(3 * MIB, 'no table, no sense. '));
}

const LOGICAL = 'label: dos\n2048,20480,5\n4096,16384,ef\n';

interface DiskRecipe {
  readonly name: string;
  /** Copied to where the partition starts. */
  readonly volume: string;
  /** Input of sfdisk. */
  readonly table: string;
  readonly startBytes?: number;
}

function sfdisk(folder: string, { name, volume, table, startBytes = START_BYTES }: DiskRecipe): void {
  truncateNew(folder, name, DISK_BYTES);
  feed(folder, ['sfdisk', '--quiet', name], table);
  const file = openSync(path.join(folder, name), 'r+');
  try {
    writeSync(file, readFileSync(path.join(folder, volume)), 0, null, startBytes);
  } finally {
    closeSync(file);
  }
}

/** Tables for 4096-byte sectors: only loop devices and drives make tools write them, so the bytes are put here. */
function makeLargeSectors(folder: string): void {
  const esp = readFileSync(path.join(folder, 'esp-4096.img'));
  const firstLba = START_BYTES / 4096;
  const lastLba = firstLba + esp.length / 4096 - 1;
  const disk = gptDisk({ sectorSizeBytes: 4096, diskSectors: DISK_BYTES / 4096, partitions: [{ firstLba, lastLba }] });
  esp.copy(disk, START_BYTES);
  writeFileSync(path.join(folder, 'gpt-4096.img'), disk);
}

function withCode(disk: Buffer, code: string): Buffer {
  readFileSync(code).copy(disk, 0, 0, 440);
  return disk;
}

function change(folder: string, name: string, alter: (disk: Buffer) => Buffer): void {
  const file = path.join(folder, name);
  writeFileSync(file, alter(readFileSync(file)));
}

function truncateNew(folder: string, name: string, sizeBytes: number): void {
  const file = path.join(folder, name);
  writeFileSync(file, '');
  truncateSync(file, sizeBytes);
  if (statSync(file).size !== sizeBytes) throw new Error(`Cannot make ${name}`);
}
