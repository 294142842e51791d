import type { AppFailure } from '#contract/errors.ts';
import { makeFailure, osCodeOf } from '../errors/app-error.ts';
import type { DriveFailureFacts, DriveOperation } from './worker-system.ts';

/** Which of a system's error names mean what, whatever was tried. */
export interface ErrorMeanings {
  readonly gone: ReadonlySet<string>;
  readonly readOnly: ReadonlySet<string>;
  /** On opening: someone else has it. */
  readonly busy: ReadonlySet<string>;
}

/**
 * The failure for an error met while opening, reading, writing or flushing a drive. The name is kept in `cause`; names that
 * are not listed become the general code of the operation, never a guess.
 */
export function makeDriveFailure(
  meanings: ErrorMeanings,
  { operation, cause }: { readonly operation: DriveOperation; readonly cause: unknown },
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
  if (meanings.gone.has(osCode)) return makeFailure('DRIVE_GONE', { drive }, options);
  if (meanings.readOnly.has(osCode)) return makeFailure('DRIVE_READ_ONLY', { drive }, options);
  switch (operation) {
    case 'open':
      if (meanings.busy.has(osCode)) return makeFailure('DRIVE_LOCK_FAILED', { drive, usedBy: [] }, options);
      return makeFailure('DRIVE_OPEN_FAILED', { drive }, options);
    case 'read':
      return makeFailure('READ_IO', { drive, offsetBytes }, options);
    case 'write':
      return makeFailure('WRITE_IO', { drive, offsetBytes }, options);
    case 'flush':
      return makeFailure('FLUSH_FAILED', { drive }, options);
  }
}
