import type { AppFailure } from '#contract/errors.ts';
import type { WorkerDrive } from '#contract/worker.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { failureOf, makeFailure } from '../errors/app-error.ts';
import { driveFailure } from '../platform/worker.ts';
import type { Mismatches } from '../verify/mismatches.ts';
import { SourceFailedError } from '../write/block-feed.ts';
import type { FalseCapacity } from '../write/capacity-probe.ts';
import { FlushError } from '../write/flush-drive.ts';
import { DoesNotFitError, TransferError } from '../write/write-pass.ts';

/** The drive accepted nothing for too long; used as the reason of an abort. */
export class StalledError extends Error {
  override readonly name = 'StalledError';
  readonly stalledMs: number;
  constructor(stalledMs: number) {
    super(`The drive did not answer for ${stalledMs} ms`);
    this.stalledMs = stalledMs;
  }
}

export interface FailureContext {
  readonly target: WorkerDrive;
  readonly phase: string;
  readonly doneBytes: number;
  readonly isTouched: boolean;
}

/** Turns whatever ended a drive's way into the failure that is reported; causes are kept as they were. */
export function failureOfDrive(thrown: unknown, context: FailureContext): AppFailure {
  const { target, doneBytes } = context;
  const drive = driveLabel(target.identity);
  const nothingWritten = !context.isTouched;
  const where = { process: 'worker', operation: context.phase, driveId: target.driveId } as const;
  if (thrown instanceof SourceFailedError) return { ...thrown.failure, nothingWritten };
  if (thrown instanceof TransferError) {
    const { operation, offsetBytes, cause } = thrown;
    return driveFailure(operation, cause, { drive, driveId: target.driveId, offsetBytes, nothingWritten });
  }
  if (thrown instanceof FlushError) {
    return driveFailure('flush', thrown.cause, {
      drive,
      driveId: target.driveId,
      offsetBytes: doneBytes,
      nothingWritten,
    });
  }
  if (thrown instanceof StalledError) {
    return makeFailure(
      'WRITE_STALLED',
      { drive, offsetBytes: doneBytes, stalledMs: thrown.stalledMs },
      { where, message: `Cannot go on with "${drive}": no answer for ${thrown.stalledMs} ms`, nothingWritten },
    );
  }
  if (thrown instanceof DoesNotFitError) {
    const driveBytes = target.identity.sizeBytes;
    return makeFailure(
      'DRIVE_TOO_SMALL',
      { drive, neededBytes: thrown.neededBytes, driveBytes },
      {
        where,
        message: `Cannot go on with "${drive}": needs ${thrown.neededBytes} bytes, has ${driveBytes}`,
        nothingWritten,
      },
    );
  }
  return failureOf(thrown, where, nothingWritten);
}

/** The failure for a drive whose contents differ from the image. */
export function mismatchFailure(target: WorkerDrive, mismatches: Mismatches, nothingWritten: boolean): AppFailure {
  const drive = driveLabel(target.identity);
  const first = mismatches.ranges[0];
  return makeFailure(
    'VERIFY_MISMATCH',
    {
      drive,
      ranges: mismatches.ranges.map(({ offsetBytes, lengthBytes }) => ({ offsetBytes, lengthBytes })),
      rangeCount: mismatches.count,
      differingBytes: mismatches.differingBytes,
    },
    {
      where: { process: 'worker', operation: 'verify', driveId: target.driveId },
      message: `"${drive}" differs from the image in ${mismatches.count} ranges, first at ${first?.offsetBytes ?? 0}`,
      nothingWritten,
    },
  );
}

/** The failure for a drive that holds less than it says. */
export function falseCapacityFailure(
  target: WorkerDrive,
  { pattern, realBytes }: FalseCapacity,
  nothingWritten: boolean,
): AppFailure {
  const drive = driveLabel(target.identity);
  const claimedBytes = target.identity.sizeBytes;
  return makeFailure(
    'DRIVE_FALSE_CAPACITY',
    { drive, claimedBytes, realBytes, pattern },
    {
      where: { process: 'worker', operation: 'probe', driveId: target.driveId },
      message: `"${drive}" says ${claimedBytes} bytes, keeps ${realBytes ?? 'none'} (${pattern})`,
      nothingWritten,
    },
  );
}

/** The warning for a drive that is fine but could not be ejected. */
export function ejectFailure(target: WorkerDrive, cause: unknown): AppFailure {
  const drive = driveLabel(target.identity);
  return makeFailure(
    'EJECT_FAILED',
    { drive, usedBy: [] },
    {
      where: { process: 'worker', operation: 'eject', driveId: target.driveId },
      message: `Cannot eject "${drive}"`,
      cause,
      nothingWritten: false,
    },
  );
}
