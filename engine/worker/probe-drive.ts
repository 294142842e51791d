import type { WorkerDrive } from '#contract/worker.ts';
import { AppError } from '../errors/app-error.ts';
import { CapacityProbe, type FalseCapacity } from '../write/capacity-probe.ts';
import { HiddenEnds } from '../write/hidden-ends.ts';
import { falseCapacityFailure } from './drive-failure.ts';
import type { MeteredDrive } from './metered-drive.ts';

export interface ProbeDriveRequest {
  readonly drive: MeteredDrive;
  readonly target: WorkerDrive;
  readonly driveCount: number;
  /** The drive holds a part of the image already: what the marks replaced is put back also where all is well. */
  readonly keepsContents: boolean;
  readonly signal: AbortSignal;
  /** True before the first change, false again once everything is as it was. */
  readonly onTouched: (isTouched: boolean) => void;
}

const MIB = 1024 * 1024;
/** Longer than a cancel may take elsewhere: what was there before is worth waiting for. */
const RESTORE_MS = 4000;
const SETTLE_MS = 500;

/**
 * DANGER: makes both ends of the drive blank and writes marks to it. Resolves where its capacity seems true; the marks then stay, because everything is
 * erased next. Otherwise, and after a cancel or an error, what was there is put back first.
 *
 * Throws DRIVE_FALSE_CAPACITY, TransferError, FlushError, or the signal's reason.
 */
export async function probeDrive(request: ProbeDriveRequest): Promise<void> {
  const { drive, target, signal } = request;
  let isTouched = false;
  const tell = (told: boolean) => {
    isTouched = told;
    request.onTouched(told);
  };
  const probe = new CapacityProbe(drive, {
    tailMaxBytes: request.driveCount <= 2 ? 8 * MIB : MIB, // kept in memory for each drive
    onTouch: () => tell(true),
  });
  let ends: HiddenEnds | null = null;
  const takeBack = async () => {
    if (!isTouched || !(await drive.settle(SETTLE_MS))) return; // one that does not answer would take nothing back
    const limit = AbortSignal.timeout(RESTORE_MS);
    // the ends come back last: until then the drive shows no table
    const isBack = (await probe.restore(limit)) && ends !== null && (await ends.restore(limit).catch(() => false));
    if (isBack) tell(false);
  };
  let found: FalseCapacity | null;
  try {
    ends = await HiddenEnds.read(drive, signal);
    tell(true);
    await ends.hide(signal);
    found = await probe.run(signal);
    signal.throwIfAborted();
  } catch (thrown) {
    await takeBack();
    throw thrown;
  }
  if (found === null && request.keepsContents) await takeBack();
  if (found === null) return;
  await takeBack();
  throw new AppError(falseCapacityFailure(target, found, !isTouched));
}
