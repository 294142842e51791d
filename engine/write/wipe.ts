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
 * Throws TransferError. The end goes first: a backup GPT without its primary would be taken for a table by firmware, so an
 * interrupted wipe leaves either the old table or none.
 */
export async function wipeEnds(drive: OpenDrive, signal: AbortSignal): Promise<void> {
  const lastStart = Math.floor(Math.max(0, drive.sizeBytes - WIPE_BYTES) / STEP_BYTES) * STEP_BYTES;
  const zeros = zeroWriter(drive, signal);
  await zeros(Math.max(lastStart, WIPE_BYTES), drive.sizeBytes);
  await zeros(0, Math.min(WIPE_BYTES, drive.sizeBytes));
}

/** A function that makes a range zero, writing only what is not. */
function zeroWriter(drive: OpenDrive, signal: AbortSignal): (from: number, to: number) => Promise<void> {
  const [found, zeros] = alignedBuffers(2, STEP_BYTES);
  if (found === undefined || zeros === undefined) throw new Error('No memory to wipe with');
  return async (from, to) => {
    for (let offsetBytes = from; offsetBytes < to; offsetBytes += STEP_BYTES) {
      signal.throwIfAborted();
      const lengthBytes = Math.min(STEP_BYTES, to - offsetBytes);
      const present = found.subarray(0, lengthBytes);
      const blank = zeros.subarray(0, lengthBytes);
      const isKnown = await untilAborted(couldRead(drive, present, offsetBytes), signal);
      if (isKnown && present.equals(blank)) continue;
      await untilAborted(drive.write(blank, offsetBytes), signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        throw new TransferError('write', offsetBytes, cause);
      });
    }
  };
}

/** An unreadable place counts as not blank: the write that follows may repair it, or says what is wrong. */
async function couldRead(drive: OpenDrive, into: Buffer, offsetBytes: number): Promise<boolean> {
  return await drive.read(into, offsetBytes).then(
    () => true,
    () => false,
  );
}
