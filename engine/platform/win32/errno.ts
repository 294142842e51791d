import type { AppFailure } from '#contract/errors.ts';
import { type ErrorMeanings, makeDriveFailure } from '../make-drive-failure.ts';
import type { DriveFailureFacts, DriveOperation } from '../worker-system.ts';

/**
 * Names as libuv gives them for errors of Windows, and numbers (`WIN32_…`) as our own part for volumes does.
 *
 * ERROR_FILE_NOT_FOUND 2, ERROR_WRITE_PROTECT 19, ERROR_NOT_READY 21, ERROR_SHARING_VIOLATION 32, ERROR_DEV_NOT_EXIST 55,
 * ERROR_NO_MEDIA_IN_DRIVE 1112, ERROR_DEVICE_NOT_CONNECTED 1167, ERROR_DEVICE_REMOVED 1617.
 * Source: Microsoft, "System Error Codes"; libuv src/win/error.c.
 */
const MEANINGS: ErrorMeanings = {
  gone: new Set([
    'ENOENT',
    'ENODEV',
    'ENXIO',
    'WIN32_2',
    'WIN32_21',
    'WIN32_55',
    'WIN32_1112',
    'WIN32_1167',
    'WIN32_1617',
  ]),
  readOnly: new Set(['EROFS', 'WIN32_19']),
  busy: new Set(['EBUSY', 'WIN32_32']),
};

/** Another program has files of a volume open, or the volume itself. ERROR_ACCESS_DENIED 5, ERROR_SHARING_VIOLATION 32. */
export const VOLUME_IN_USE: ReadonlySet<string> = new Set(['WIN32_5', 'WIN32_32']);
/** The volume went away with the layout it was in: nothing is left to lock. */
export const VOLUME_GONE: ReadonlySet<string> = new Set(['WIN32_2', 'WIN32_3', 'WIN32_1167', 'WIN32_1617']);

/** The failure for an error of Windows. See `makeDriveFailure`. */
export function driveFailure(operation: DriveOperation, cause: unknown, facts: DriveFailureFacts): AppFailure {
  return makeDriveFailure(MEANINGS, { operation, cause }, facts);
}
