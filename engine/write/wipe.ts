import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from './aligned-memory.ts';
import { WIPE_BYTES } from './regions.ts';
import { untilAborted } from './until-aborted.ts';
import { TransferError } from './write-pass.ts';

const STEP_BYTES = 64 * 1024;

/**
 * DANGER: overwrites both ends of the drive with zeros, WIPE_BYTES each, so that no partition table, boot sector or
 * backup GPT is left; the drive no longer starts a computer. What is zero already is not written again. Not flushed.
 *
 * Throws TransferError for the first place that takes nothing, after all others were wiped. The end goes first: a backup GPT without its primary would be taken for a table by firmware, so an
 * interrupted wipe leaves either the old table or none.
 */
export async function wipeEnds(drive: OpenDrive, signal: AbortSignal): Promise<void> {
  const zeros = zeroWriter(drive, signal);
  let firstFailure: TransferError | null = null;
  for (const { offsetBytes, lengthBytes } of wipedSteps(drive.sizeBytes)) {
    try {
      await zeros(offsetBytes, lengthBytes);
    } catch (thrown) {
      // a place that takes nothing must not save the table at the other end
      if (!(thrown instanceof TransferError)) throw thrown;
      firstFailure ??= thrown;
    }
  }
  if (firstFailure !== null) throw firstFailure;
}

export interface WipedStep {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** The pieces that `wipeEnds` makes zero, in its order: the end of the drive, then its start, each upwards. */
export function wipedSteps(driveBytes: number): readonly WipedStep[] {
  const lastStart = Math.floor(Math.max(0, driveBytes - WIPE_BYTES) / STEP_BYTES) * STEP_BYTES;
  const steps: WipedStep[] = [];
  const add = (from: number, to: number) => {
    for (let offsetBytes = from; offsetBytes < to; offsetBytes += STEP_BYTES) {
      steps.push({ offsetBytes, lengthBytes: Math.min(STEP_BYTES, to - offsetBytes) });
    }
  };
  add(Math.max(lastStart, WIPE_BYTES), driveBytes);
  add(0, Math.min(WIPE_BYTES, driveBytes));
  return steps;
}

/** A function that makes a piece zero, writing only what is not. */
function zeroWriter(
  drive: OpenDrive,
  signal: AbortSignal,
): (offsetBytes: number, lengthBytes: number) => Promise<void> {
  const [found, zeros] = alignedBuffers(2, STEP_BYTES);
  if (found === undefined || zeros === undefined) throw new Error('No memory to wipe with');
  return async (offsetBytes, lengthBytes) => {
    signal.throwIfAborted();
    const present = found.subarray(0, lengthBytes);
    const blank = zeros.subarray(0, lengthBytes);
    const isKnown = await untilAborted(couldRead(drive, present, offsetBytes), signal);
    if (isKnown && present.equals(blank)) return;
    await untilAborted(drive.write(blank, offsetBytes), signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new TransferError('write', offsetBytes, cause);
    });
  };
}

/** An unreadable place counts as not blank: the write that follows may repair it, or says what is wrong. */
async function couldRead(drive: OpenDrive, into: Buffer, offsetBytes: number): Promise<boolean> {
  return await drive.read(into, offsetBytes).then(
    () => true,
    () => false,
  );
}
