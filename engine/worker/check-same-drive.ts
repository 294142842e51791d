import type { DriveIdentity } from '#contract/drive.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { changedFields } from '../drive/same-identity.ts';
import { AppError, fail } from '../errors/app-error.ts';
import type { DriveCheck, DriveCheckContext } from '../platform/drive-port.ts';
import { checkDrive } from '../platform/worker.ts';

export interface PlannedDrive {
  readonly driveId: string;
  readonly identity: DriveIdentity;
}

/** Proves from facts read now that a drive is the one of the plan. DRIVE_CHANGED, DRIVE_GONE, DRIVE_PROTECTED. */
export async function checkSameDrive(
  { driveId, identity }: PlannedDrive,
  context: DriveCheckContext,
): Promise<DriveCheck> {
  const drive = driveLabel(identity);
  const where = { process: 'worker', operation: 'check-drive', driveId } as const;
  const check = await checkDrive(identity.devicePath, context).catch((cause: unknown) => {
    // it was there when it was confirmed
    if (!(cause instanceof AppError && cause.failure.code === 'DRIVE_NOT_FOUND')) throw cause;
    throw fail('DRIVE_GONE', { drive }, { where, message: `Cannot use "${drive}": it is gone`, cause });
  });
  const changed = changedFields(identity, check.identity);
  if (changed.length > 0) {
    throw fail(
      'DRIVE_CHANGED',
      { drive, changed },
      { where, message: `Cannot use "${drive}": differs from the confirmed drive in ${changed.join(', ')}` },
    );
  }
  return check;
}
