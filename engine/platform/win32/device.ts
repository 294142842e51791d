import { close, constants, fsync, open } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CancelledError, osCodeOf } from '../../errors/app-error.ts';
import type { OpenDrive, OpenRequest } from '../open-drive.ts';
import { openPlainFile } from '../open-file.ts';
import { readWhole, writeWhole } from '../whole-transfer.ts';
import { lockVolumes } from './volume-locks.ts';
import { loadVolumesPart, type VolumesPart } from './volumes-part.ts';

const openAsync = promisify(open);
const closeAsync = promisify(close);
const flushAsync = promisify(fsync);

/**
 * Flags of libuv on Windows: FILE_FLAG_NO_BUFFERING, FILE_FLAG_WRITE_THROUGH, and a handle that nobody shares. Source: libuv
 * include/uv/win.h, UV_FS_O_DIRECT, UV_FS_O_DSYNC, UV_FS_O_EXLOCK.
 */
const NO_BUFFERING = 0x02000000;
const WRITE_THROUGH = 0x04000000;
const NOT_SHARED = 0x10000000;
/** Someone may be looking at the drive: Windows itself does so right after its volumes went. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 250;

/**
 * DANGER: with access `write` everything on the drive can be lost through the result. Locks and dismounts every volume for as
 * long as the drive is open, opens it unshared and past the cache; reads and writes must be whole sectors. With the first
 * write to its beginning, Windows is made to forget the drive's layout, so that it mounts nothing while the drive is
 * written and read back; it looks again when the drive is closed.
 *
 * Throws the system's error, DRIVE_IN_USE, CancelledError.
 */
export async function openDrive(request: OpenRequest): Promise<OpenDrive> {
  if (request.isFile) return await openPlainFile(request);
  const isWrite = request.access === 'write';
  const part = isWrite ? loadVolumesPart() : null;
  const { devicePath, volumePaths, signal } = request;
  const release = part === null ? () => {} : await lockVolumes({ volumePaths, part, signal, devicePath });
  try {
    const fd = await openPatiently(request, isWrite);
    return new WindowsDrive(request, { fd, part, release });
  } catch (cause) {
    release();
    throw cause;
  }
}

async function openPatiently({ devicePath, signal }: OpenRequest, isWrite: boolean): Promise<number> {
  const flags = isWrite ? constants.O_RDWR | WRITE_THROUGH | NOT_SHARED : constants.O_RDONLY;
  const giveUpAtMs = performance.now() + PATIENCE_MS;
  for (;;) {
    if (signal.aborted) throw new CancelledError();
    try {
      return await openAsync(physicalPath(devicePath), flags | NO_BUFFERING);
    } catch (cause) {
      if (osCodeOf(cause) !== 'EBUSY' || performance.now() > giveUpAtMs) throw cause;
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => {}); // cancelled: seen at once
  }
}

/** The path as Windows takes it for a whole drive; throws for anything else, a partition or a volume included. Pure. */
export function physicalPath(devicePath: string): string {
  const number = /^\\\\\.\\PhysicalDrive(\d{1,4})$/i.exec(devicePath)?.[1];
  if (number === undefined) throw new Error(`"${devicePath}" is no whole drive of Windows`);
  return `\\\\.\\PhysicalDrive${number}`;
}

interface Opened {
  readonly fd: number;
  readonly part: VolumesPart | null;
  readonly release: () => void;
}

class WindowsDrive implements OpenDrive {
  readonly sizeBytes: number;
  readonly ioAlignBytes: number;
  readonly isDirect = true;
  readonly #opened: Opened;
  #forgotten: Promise<void> | null = null;

  constructor({ sizeBytes, sectorSizeBytes }: OpenRequest, opened: Opened) {
    this.sizeBytes = sizeBytes;
    this.ioAlignBytes = sectorSizeBytes;
    this.#opened = opened;
  }

  async read(into: Buffer, offsetBytes: number): Promise<void> {
    await readWhole(this.#opened.fd, into, offsetBytes);
  }

  async write(from: Buffer, offsetBytes: number): Promise<void> {
    if (offsetBytes === 0) {
      this.#forgotten ??= this.#forgetLayout();
      await this.#forgotten;
    }
    await writeWhole(this.#opened.fd, from, offsetBytes);
  }

  async flush(): Promise<void> {
    await flushAsync(this.#opened.fd);
  }

  async close(): Promise<void> {
    const { fd, part, release } = this.#opened;
    try {
      // the drive is written and flushed: a Windows that looks later loses nothing
      await part?.lookAgain(fd).catch(() => {});
      await closeAsync(fd);
    } finally {
      release();
    }
  }

  /** A drive without a layout has none to forget; the locks on its volumes hold either way. */
  async #forgetLayout(): Promise<void> {
    const { fd, part } = this.#opened;
    await part?.dropLayout(fd).catch(() => {});
  }
}
