import type { WorkerDrive, WorkerPlan } from '#contract/worker.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { AppError, CancelledError, fail } from '../errors/app-error.ts';
import type { DriveCheck } from '../platform/drive-port.ts';
import type { OpenDrive } from '../platform/open-drive.ts';
import { driveFailure, letGo, openDrive } from '../platform/worker.ts';
import { checkSameDrive } from './check-same-drive.ts';

export interface PrepareRequest {
  readonly plan: WorkerPlan;
  readonly target: WorkerDrive;
  readonly signal: AbortSignal;
}

/**
 * Opens a drive of the plan after proving again, from facts read now, that it is the drive the user confirmed and that no
 * rule protects it. For writing: its volumes are unmounted, it is opened exclusively, and its identity is compared once
 * more behind that lock. Nothing is written here.
 *
 * Throws DRIVE_CHANGED, DRIVE_PROTECTED, DRIVE_READ_ONLY, DRIVE_TOO_SMALL, DRIVE_IN_USE, DRIVE_LOCK_FAILED,
 * DRIVE_OPEN_FAILED, DRIVE_GONE, and on macOS ELEVATION_DENIED and ELEVATION_UNAVAILABLE.
 */
export async function prepareDrive(request: PrepareRequest): Promise<OpenDrive> {
  const { plan, target, signal } = request;
  const check = await checkPlanned(request);
  if (plan.mode === 'write') await letGo(check, signal);
  signal.throwIfAborted();
  const drive = await openPlanned(check);
  try {
    await checkPlanned(request);
  } catch (cause) {
    await drive.close();
    throw cause;
  }
  return drive;

  async function openPlanned({ sectorSizeBytes, volumePaths }: DriveCheck): Promise<OpenDrive> {
    try {
      return await openDrive({
        devicePath: target.identity.devicePath,
        sizeBytes: target.identity.sizeBytes,
        sectorSizeBytes,
        isFile: target.identity.bus === 'file',
        access: plan.mode === 'write' ? 'write' : 'read',
        volumePaths,
        signal,
      });
    } catch (cause) {
      if (cause instanceof AppError || cause instanceof CancelledError) throw cause;
      throw new AppError(
        driveFailure('open', cause, {
          drive: driveLabel(target.identity),
          driveId: target.driveId,
          offsetBytes: 0,
          nothingWritten: true,
        }),
      );
    }
  }
}

async function checkPlanned({ plan, target }: PrepareRequest) {
  const drive = driveLabel(target.identity);
  const where = { process: 'worker', operation: 'check-drive', driveId: target.driveId } as const;
  const { imageFile, ownPaths } = plan;
  const check = await checkSameDrive(target, { imageFile, ownPaths, isVirtualAllowed: target.isVirtual });
  const neededBytes = plan.source.sizeBytes ?? 0;
  if (neededBytes > check.identity.sizeBytes) {
    throw fail(
      'DRIVE_TOO_SMALL',
      { drive, neededBytes, driveBytes: check.identity.sizeBytes },
      { where, message: `Cannot use "${drive}": has ${check.identity.sizeBytes} bytes, needs ${neededBytes}` },
    );
  }
  if (plan.mode === 'verify') return check; // reading harms nothing
  const inForce = check.protections.filter(({ canUnlock }) => !(canUnlock && target.isUnlocked));
  const isOnlyReadOnly = inForce.every(({ code }) => code === 'read-only');
  if (check.isReadOnly && isOnlyReadOnly) {
    throw fail('DRIVE_READ_ONLY', { drive }, { where, message: `Cannot write to "${drive}": it is read-only` });
  }
  if (inForce.length > 0) {
    throw fail(
      'DRIVE_PROTECTED',
      { drive, reasons: inForce.map(({ code }) => code), detail: inForce[0]?.detail ?? '' },
      { where, message: `Cannot write to "${drive}": ${inForce.map(({ code }) => code).join(', ')}` },
    );
  }
  return check;
}
