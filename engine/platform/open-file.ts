import { close, constants, fdatasync, fstat, open } from 'node:fs';
import { promisify } from 'node:util';
import type { OpenDrive, OpenRequest } from './open-drive.ts';
import { readWhole, writeWhole } from './whole-transfer.ts';

const openAsync = promisify(open);
const closeAsync = promisify(close);
const fstatAsync = promisify(fstat);
const flushAsync = promisify(fdatasync);

/** Opens a practice drive, through the system's cache. Throws the system's error. */
export async function openPlainFile({
  devicePath,
  sizeBytes,
  sectorSizeBytes,
  access,
}: OpenRequest): Promise<OpenDrive> {
  // O_NOFOLLOW is not there on Windows
  const flags = (access === 'write' ? constants.O_RDWR : constants.O_RDONLY) | (constants.O_NOFOLLOW ?? 0);
  const fd = await openAsync(devicePath, flags);
  try {
    if (!(await fstatAsync(fd)).isFile()) throw new Error(`Cannot open "${devicePath}": not a plain file any more`);
  } catch (cause) {
    await closeAsync(fd);
    throw cause;
  }
  return {
    sizeBytes,
    ioAlignBytes: sectorSizeBytes,
    isDirect: false,
    read: (into, offsetBytes) => readWhole(fd, into, offsetBytes),
    write: (from, offsetBytes) => writeWhole(fd, from, offsetBytes),
    flush: () => flushAsync(fd),
    close: () => closeAsync(fd),
  };
}
