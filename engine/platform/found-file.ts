import { access, constants, realpath, stat } from 'node:fs/promises';
import { fail, osCodeOf } from '../errors/app-error.ts';
import { cleanText } from '../text/clean-text.ts';
import type { FoundDrive } from './found-drive.ts';

/** Sector size of a practice drive: what sticks have. */
const SECTOR_BYTES = 512;
const where = { process: 'worker', operation: 'identify-drive' } as const;

/**
 * A practice drive: a plain file treated as a drive. DRIVE_NOT_FOUND where nothing is at the path, DRIVE_PROTECTED with
 * `not-a-drive` for anything else.
 */
export async function findFile(path: string): Promise<FoundDrive> {
  const drive = cleanText(path);
  try {
    const devicePath = await realpath(path);
    const [facts, canWrite] = await Promise.all([
      stat(devicePath, { bigint: true }),
      access(devicePath, constants.W_OK).then(
        () => true,
        () => false,
      ),
    ]);
    if (!facts.isFile()) {
      const message = `Cannot use "${drive}" as a drive: neither a drive nor a plain file`;
      throw fail('DRIVE_PROTECTED', { drive, reasons: ['not-a-drive'], detail: '' }, { where, message });
    }
    return {
      identity: {
        devicePath,
        bus: 'file',
        vendor: null,
        model: null,
        serial: null,
        wwn: null,
        sizeBytes: Number(facts.size),
        portPath: null,
        diskSeq: null,
        backing: `${facts.dev}:${facts.ino}`,
      },
      kind: 'drive',
      sectorSizeBytes: SECTOR_BYTES,
      isRemovable: true,
      isFixed: false,
      isReadOnly: !canWrite,
      usbMbps: null,
      partitionTable: 'unknown',
      systemUse: null,
      swaps: [],
      pools: [],
      volumes: [],
    };
  } catch (cause) {
    const code = osCodeOf(cause);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw cause;
    throw notFound(path, cause);
  }
}

/** The error for a drive that is not there. */
export function notFound(path: string, cause?: unknown) {
  const drive = cleanText(path);
  const message = `Cannot find drive "${drive}"`;
  return fail('DRIVE_NOT_FOUND', { drive }, { where, message, ...(cause === undefined ? {} : { cause }) });
}
