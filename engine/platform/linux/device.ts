import { execFile } from 'node:child_process';
import { constants, close, fdatasync, fstat, open } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { OpenDrive, OpenRequest } from '../open-drive.ts';
import { readWhole, writeWhole } from '../whole-transfer.ts';

const openAsync = promisify(open);
const closeAsync = promisify(close);
const fstatAsync = promisify(fstat);
const flushAsync = promisify(fdatasync);

/** Alignment that every file system accepts for direct I/O on a plain file. */
const FILE_ALIGN_BYTES = 4096;
const REREAD_LIMIT_MS = 10_000;

/**
 * DANGER: with access `write` everything on the drive can be lost through the result. Opens the node itself
 * (never through a symbolic link), for writing with exclusive access, so that none of its volumes can be mounted
 * meanwhile, and with direct I/O. Throws the system's error.
 *
 * A practice file whose size or file system does not allow direct I/O is opened through the cache; `isDirect` tells.
 * Source: open(2) O_DIRECT, O_EXCL on block devices.
 */
export async function openDrive(request: OpenRequest): Promise<OpenDrive> {
  const access = request.access === 'write' ? constants.O_RDWR : constants.O_RDONLY;
  const exclusive = request.access === 'write' && !request.isFile ? constants.O_EXCL : 0;
  const flags = access | exclusive | constants.O_NOFOLLOW;
  const canAlign = !request.isFile || request.sizeBytes % FILE_ALIGN_BYTES === 0;
  const { fd, isDirect } = await openBestWay(request, flags, canAlign);
  try {
    await checkNode(fd, request);
  } catch (cause) {
    await closeAsync(fd);
    throw cause;
  }
  const fileAlign = canAlign ? FILE_ALIGN_BYTES : request.sectorSizeBytes;
  return {
    sizeBytes: request.sizeBytes,
    ioAlignBytes: request.isFile ? fileAlign : request.sectorSizeBytes,
    isDirect,
    read: (into, offsetBytes) => readWhole(fd, into, offsetBytes),
    write: (from, offsetBytes) => writeWhole(fd, from, offsetBytes),
    flush: () => flushAsync(fd),
    close: async () => {
      await closeAsync(fd);
      if (request.access === 'write' && !request.isFile) await rereadPartitions(request.devicePath);
    },
  };
}

async function openBestWay(
  request: OpenRequest,
  flags: number,
  canAlign: boolean,
): Promise<{ readonly fd: number; readonly isDirect: boolean }> {
  if (!canAlign) return { fd: await openAsync(request.devicePath, flags), isDirect: false };
  try {
    return { fd: await openAsync(request.devicePath, flags | constants.O_DIRECT), isDirect: true };
  } catch (cause) {
    const isRefused = cause instanceof Error && 'code' in cause && cause.code === 'EINVAL';
    if (!request.isFile || !isRefused) throw cause;
    return { fd: await openAsync(request.devicePath, flags), isDirect: false }; // e.g. tmpfs on old kernels
  }
}

/** The node may have been swapped since it was checked: what is open must be what sysfs calls by that name. */
async function checkNode(fd: number, request: OpenRequest): Promise<void> {
  const stats = await fstatAsync(fd);
  if (request.isFile) {
    if (!stats.isFile()) throw new Error(`Cannot open "${request.devicePath}": not a plain file any more`);
    return;
  }
  if (!stats.isBlockDevice()) throw new Error(`Cannot open "${request.devicePath}": not a block device any more`);
  const told = await readFile(`/sys/class/block/${basename(request.devicePath)}/dev`, 'utf8');
  const number = linuxDeviceNumber(stats.rdev);
  if (told.trim() !== number) {
    throw new Error(`Cannot open "${request.devicePath}": node is device ${number}, system says ${told.trim()}`);
  }
}

/** `major:minor` of a device number. Source: glibc gnu_dev_major/gnu_dev_minor. */
export function linuxDeviceNumber(rdev: number): string {
  const wide = BigInt(rdev);
  const major = ((wide >> 8n) & 0xfffn) | ((wide >> 32n) & ~0xfffn);
  const minor = (wide & 0xffn) | ((wide >> 12n) & ~0xffn & 0xffffffffn);
  return `${major}:${minor}`;
}

/** Best effort: without udev nobody else tells the kernel that the partitions are new. */
async function rereadPartitions(devicePath: string): Promise<void> {
  await new Promise<void>((resolve) => {
    execFile('/sbin/blockdev', ['--rereadpt', devicePath], { timeout: REREAD_LIMIT_MS, env: {} }, () => resolve());
  });
}
