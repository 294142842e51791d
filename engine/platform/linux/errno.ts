import type { AppFailure } from '#contract/errors.ts';
import { makeFailure, osCodeOf } from '../../errors/app-error.ts';

export interface DriveFailureFacts {
  /** One line that names the drive. */
  readonly drive: string;
  readonly driveId: string;
  /** From the start of the drive. */
  readonly offsetBytes: number;
  readonly nothingWritten: boolean;
}

const GONE: ReadonlySet<string> = new Set(['ENODEV', 'ENXIO', 'ENOMEDIUM', 'ENOENT', 'ESHUTDOWN']);

/**
 * The failure for an operating-system error met while opening, reading, writing or flushing a drive. The number is kept
 * in `cause`; numbers that are not listed become the general code of the operation, never a guess.
 *
 * Source: errno(3), open(2), kernel block/blk-core.c (`blk_errors`).
 */
export function driveFailure(
  operation: 'open' | 'read' | 'write' | 'flush',
  cause: unknown,
  facts: DriveFailureFacts,
): AppFailure {
  const { drive, driveId, offsetBytes, nothingWritten } = facts;
  const osCode = osCodeOf(cause) ?? 'no code';
  const place = operation === 'read' || operation === 'write' ? ` at offset ${offsetBytes}` : '';
  const options = {
    where: { process: 'worker', operation, driveId },
    message: `Cannot ${operation} "${drive}"${place}: ${osCode}`,
    cause,
    nothingWritten,
  } as const;
  if (GONE.has(osCode)) return makeFailure('DRIVE_GONE', { drive }, options);
  if (osCode === 'EROFS') return makeFailure('DRIVE_READ_ONLY', { drive }, options);
  switch (operation) {
    case 'open':
      if (osCode === 'EBUSY') {
        return makeFailure('DRIVE_LOCK_FAILED', { drive, usedBy: [] }, options);
      }
      return makeFailure('DRIVE_OPEN_FAILED', { drive }, options);
    case 'read':
      return makeFailure('READ_IO', { drive, offsetBytes }, options);
    case 'write':
      return makeFailure('WRITE_IO', { drive, offsetBytes }, options);
    case 'flush':
      return makeFailure('FLUSH_FAILED', { drive }, options);
  }
}
