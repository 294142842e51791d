import { LOCKS_THAT_MAY_BE_LOOKED_AT } from '#contract/contents.ts';
import type { LookPlan } from '#contract/look.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { AppError, CancelledError, fail } from '../errors/app-error.ts';
import type { DriveCheck } from '../platform/drive-port.ts';
import type { OpenDrive } from '../platform/open-drive.ts';
import { driveFailure, openDrive } from '../platform/worker.ts';
import { checkSameDrive } from './check-same-drive.ts';

/**
 * Opens a drive for reading only, after proving again that it is the one the user chose and one that may be looked at, and
 * proves it once more when it is open. Its volumes stay mounted, or not, as they are.
 *
 * Throws CONTENTS_REFUSED, DRIVE_CHANGED, DRIVE_GONE, DRIVE_PROTECTED (no drive at all), DRIVE_OPEN_FAILED, and on macOS
 * ELEVATION_DENIED and ELEVATION_UNAVAILABLE.
 */
export async function openToLook(
  plan: LookPlan,
  signal: AbortSignal,
): Promise<{ readonly drive: OpenDrive; readonly sectorSizeBytes: number }> {
  const { sectorSizeBytes } = await checkLook(plan);
  const drive = await open(plan, sectorSizeBytes, signal);
  try {
    await checkLook(plan);
  } catch (cause) {
    await drive.close();
    throw cause;
  }
  return { drive, sectorSizeBytes };
}

async function checkLook(plan: LookPlan): Promise<DriveCheck> {
  const context = { imageFile: null, ownPaths: [], isVirtualAllowed: plan.isVirtual };
  const check = await checkSameDrive(plan, context);
  const reasons = check.protections
    .map(({ code }) => code)
    .filter((code) => !LOCKS_THAT_MAY_BE_LOOKED_AT.includes(code));
  if (reasons.length === 0) return check;
  const drive = driveLabel(plan.identity);
  throw fail(
    'CONTENTS_REFUSED',
    { drive, reasons },
    {
      where: { process: 'worker', operation: 'check-drive', driveId: plan.driveId },
      message: `Cannot look at "${drive}": ${reasons.join(', ')}`,
    },
  );
}

async function open({ identity, driveId }: LookPlan, sectorSizeBytes: number, signal: AbortSignal): Promise<OpenDrive> {
  try {
    return await openDrive({
      devicePath: identity.devicePath,
      sizeBytes: identity.sizeBytes,
      sectorSizeBytes,
      isFile: identity.bus === 'file',
      access: 'read',
      volumePaths: [],
      signal,
    });
  } catch (cause) {
    if (cause instanceof AppError || cause instanceof CancelledError) throw cause;
    const facts = { drive: driveLabel(identity), driveId, offsetBytes: 0, nothingWritten: true };
    throw new AppError(driveFailure('open', cause, facts));
  }
}
