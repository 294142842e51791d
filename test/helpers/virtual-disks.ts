import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { runIn, sampleBytes, temporaryFolder } from './image-files.ts';

const MIB = 1024 * 1024;

/** A disk of 21 MiB and a bit with data, zeros and holes, so that every format makes blocks of all its kinds. */
export function sampleDisk(): Buffer {
  const disk = Buffer.alloc(21 * MIB + 3 * 512);
  sampleBytes(2 * MIB + 512 * 7, 'start').copy(disk, 0);
  sampleBytes(100 * 512, 'middle').copy(disk, 9 * MIB + 512);
  sampleBytes(MIB, 'end').copy(disk, disk.length - MIB);
  return disk;
}

export const DISK_KINDS = {
  'qcow2 of version 3': { layer: 'qcow2', args: ['-O', 'qcow2'] },
  'qcow2 of version 2': { layer: 'qcow2', args: ['-O', 'qcow2', '-o', 'compat=0.10'] },
  'qcow2 with clusters of 512 bytes': { layer: 'qcow2', args: ['-O', 'qcow2', '-o', 'cluster_size=512'] },
  'qcow2 with clusters of 2 MiB': { layer: 'qcow2', args: ['-O', 'qcow2', '-o', 'cluster_size=2M'] },
  'qcow2 with room kept free': { layer: 'qcow2', args: ['-O', 'qcow2', '-o', 'preallocation=metadata'] },
  'packed qcow2': { layer: 'qcow2', args: ['-O', 'qcow2', '-c'] },
  'packed qcow2 of version 2': { layer: 'qcow2', args: ['-O', 'qcow2', '-c', '-o', 'compat=0.10'] },
  'qcow2 packed with zstd': { layer: 'qcow2', args: ['-O', 'qcow2', '-c', '-o', 'compression_type=zstd'] },
  'vhd of fixed size': { layer: 'vhd', args: ['-O', 'vpc', '-o', 'subformat=fixed,force_size=on'] },
  'vhd of dynamic size': { layer: 'vhd', args: ['-O', 'vpc', '-o', 'subformat=dynamic,force_size=on'] },
  'vhdx of fixed size': { layer: 'vhdx', args: ['-O', 'vhdx', '-o', 'subformat=fixed'] },
  'vhdx of dynamic size': { layer: 'vhdx', args: ['-O', 'vhdx', '-o', 'subformat=dynamic'] },
  'vhdx with blocks of 1 MiB': { layer: 'vhdx', args: ['-O', 'vhdx', '-o', 'subformat=dynamic,block_size=1M'] },
  'sparse vmdk': { layer: 'vmdk', args: ['-O', 'vmdk', '-o', 'subformat=monolithicSparse'] },
  'vmdk with zeroed grains': {
    layer: 'vmdk',
    args: ['-O', 'vmdk', '-o', 'subformat=monolithicSparse,zeroed_grain=on'],
  },
  'stream-optimised vmdk': { layer: 'vmdk', args: ['-O', 'vmdk', '-o', 'subformat=streamOptimized'] },
} as const;
export type DiskKind = keyof typeof DISK_KINDS;

/** `raw` as a file of another format, made by qemu-img; null where that is not installed. The name tells nothing. */
export function convertedDisk(t: TestContext, raw: Buffer, args: readonly string[]): string | null {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'raw'), raw);
  const isMade = runIn(folder, 'qemu-img', ['convert', '-f', 'raw', ...args, 'raw', 'disk.bin']);
  return isMade ? path.join(folder, 'disk.bin') : null;
}

/** What `qemu-img` makes of the sample disk in a format, or null where it is not installed. */
export function diskFile(t: TestContext, kind: DiskKind, raw = sampleDisk()): Buffer | null {
  const file = convertedDisk(t, raw, DISK_KINDS[kind].args);
  return file === null ? null : readFileSync(file);
}
