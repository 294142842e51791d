import { close, constants, fstat, open } from 'node:fs';
import { promisify } from 'node:util';
import { osCodeOf } from '../../errors/app-error.ts';
import type { OpenDrive, OpenRequest } from '../open-drive.ts';
import { openPlainFile } from '../open-file.ts';
import { readWhole, writeWhole } from '../whole-transfer.ts';
import { openByAuthopen } from './authopen.ts';
import { loadDescriptorPart } from './descriptor-part.ts';

const openAsync = promisify(open);
const closeAsync = promisify(close);
const fstatAsync = promisify(fstat);

/**
 * DANGER: with access `write` everything on the drive can be lost through the result. Opens the raw node of a drive whose
 * volumes are unmounted: as it is where this user may, else by the system's dialog. While it is open for writing no
 * volume of it can be mounted. Reads and writes pass the cache by and must be whole sectors.
 *
 * Throws the system's error, ELEVATION_DENIED, ELEVATION_UNAVAILABLE, CancelledError.
 */
export async function openDrive(request: OpenRequest): Promise<OpenDrive> {
  if (request.isFile) return await openPlainFile(request);
  const part = loadDescriptorPart();
  const fd = await openRaw(request, part);
  try {
    const stats = await fstatAsync(fd);
    if (!stats.isCharacterDevice()) throw new Error(`Cannot open "${request.devicePath}": not a raw drive`);
    part.bypassCache(fd);
  } catch (cause) {
    await closeAsync(fd);
    throw cause;
  }
  return {
    sizeBytes: request.sizeBytes,
    ioAlignBytes: request.sectorSizeBytes,
    isDirect: true,
    read: (into, offsetBytes) => readWhole(fd, into, offsetBytes),
    write: (from, offsetBytes) => writeWhole(fd, from, offsetBytes),
    flush: () => part.synchronize(fd),
    close: () => closeAsync(fd),
  };
}

async function openRaw({ devicePath, access, signal }: OpenRequest, part: ReturnType<typeof loadDescriptorPart>) {
  const path = rawPath(devicePath);
  const flags = access === 'write' ? constants.O_RDWR : constants.O_RDONLY;
  try {
    return await openAsync(path, flags);
  } catch (cause) {
    const code = osCodeOf(cause);
    if (code !== 'EACCES' && code !== 'EPERM') throw cause;
    return await openByAuthopen({ path, flags, part, signal });
  }
}

/** The raw node of a whole drive: `/dev/rdisk4` of `/dev/disk4`. Pure. Throws for anything else. */
export function rawPath(devicePath: string): string {
  const number = /^\/dev\/disk(\d{1,6})$/.exec(devicePath)?.[1];
  if (number === undefined) throw new Error(`"${devicePath}" is no whole drive of macOS`);
  return `/dev/rdisk${number}`;
}
