import type { OpenDrive } from '../platform/open-drive.ts';
import { untilAborted } from './until-aborted.ts';

/** A flush that failed: the drive took the data but could not store it. */
export class FlushError extends Error {
  override readonly name = 'FlushError';
}

/** Flushes; FlushError keeps the system's error as its cause. Throws the signal's reason as soon as it is aborted. */
export async function flushDrive(drive: OpenDrive, signal: AbortSignal): Promise<void> {
  await untilAborted(drive.flush(), signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new FlushError('The drive could not store what it had accepted', { cause });
  });
}
