import type { AppFailure } from '#contract/errors.ts';
import { type ErrorMeanings, makeDriveFailure } from '../make-drive-failure.ts';
import type { DriveFailureFacts, DriveOperation } from '../worker-system.ts';

/** Source: errno(2) of macOS; IOKit returns ENXIO for a medium that went away. */
const MEANINGS: ErrorMeanings = {
  gone: new Set(['ENODEV', 'ENXIO', 'ENOENT']),
  readOnly: new Set(['EROFS']),
  busy: new Set(['EBUSY']),
};

/** The failure for an error of macOS. See `makeDriveFailure`. */
export function driveFailure(operation: DriveOperation, cause: unknown, facts: DriveFailureFacts): AppFailure {
  return makeDriveFailure(MEANINGS, { operation, cause }, facts);
}
