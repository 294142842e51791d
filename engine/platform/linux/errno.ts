import type { AppFailure } from '#contract/errors.ts';
import { type ErrorMeanings, makeDriveFailure } from '../make-drive-failure.ts';
import type { DriveFailureFacts, DriveOperation } from '../worker-system.ts';

/** Source: errno(3), open(2), kernel block/blk-core.c (`blk_errors`). */
const MEANINGS: ErrorMeanings = {
  gone: new Set(['ENODEV', 'ENXIO', 'ENOMEDIUM', 'ENOENT', 'ESHUTDOWN']),
  readOnly: new Set(['EROFS']),
  busy: new Set(['EBUSY']),
};

/** The failure for an error of Linux. See `makeDriveFailure`. */
export function driveFailure(operation: DriveOperation, cause: unknown, facts: DriveFailureFacts): AppFailure {
  return makeDriveFailure(MEANINGS, { operation, cause }, facts);
}
