import { setTimeout as delay } from 'node:timers/promises';
import type { AppFailure } from '#contract/errors.ts';
import type { WorkerDrive } from '#contract/worker.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { changedFields } from '../drive/same-identity.ts';
import { AppError, makeFailure } from '../errors/app-error.ts';
import { readIdentity } from '../platform/worker.ts';

/** What a drive that was pulled out may look like to a request that was under way: it depends on its protocol. */
const LIKE_PULLED = new Set<AppFailure['code']>(['WRITE_IO', 'READ_IO', 'FLUSH_FAILED', 'DRIVE_FALSE_CAPACITY']);
/** The system takes a moment to take a pulled drive off its list. */
const LOOK_FOR_MS = 1500;
const LOOK_EVERY_MS = 100;

/**
 * The failure as it is, or DRIVE_GONE with it as the cause where the drive has left its place meanwhile: sticks that speak UAS
 * report being pulled out as an error of reading or writing.
 */
export async function goneInstead(failure: AppFailure, target: WorkerDrive): Promise<AppFailure> {
  if (!LIKE_PULLED.has(failure.code) || target.isVirtual) return failure;
  const giveUpAt = performance.now() + LOOK_FOR_MS;
  while (!(await hasLeft(target))) {
    if (performance.now() > giveUpAt) return failure;
    await delay(LOOK_EVERY_MS);
  }
  const drive = driveLabel(target.identity);
  return makeFailure(
    'DRIVE_GONE',
    { drive },
    {
      where: failure.where,
      message: `"${drive}" was pulled out`,
      cause: new AppError(failure),
      nothingWritten: failure.nothingWritten,
    },
  );
}

async function hasLeft({ identity }: WorkerDrive): Promise<boolean> {
  try {
    return changedFields(identity, await readIdentity(identity.devicePath)).length > 0;
  } catch (cause) {
    return cause instanceof AppError && cause.failure.code === 'DRIVE_NOT_FOUND';
  }
}
