import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from './aligned-memory.ts';
import { WIPE_BYTES } from './regions.ts';
import { TransferError } from './write-pass.ts';

const STEP_BYTES = 64 * 1024;

/**
 * DANGER: overwrites both ends of the drive with zeros, WIPE_BYTES each, so that no partition table, boot sector or
 * backup GPT is left; the drive no longer starts a computer. What is zero already is not written again. Not flushed.
 *
 * Throws TransferError. The very first bytes go first, so that even an interrupted wipe leaves no MBR behind.
 */
export async function wipeEnds(drive: OpenDrive, signal: AbortSignal): Promise<void> {
  const lastStart = Math.floor(Math.max(0, drive.sizeBytes - WIPE_BYTES) / STEP_BYTES) * STEP_BYTES;
  await wipeRange(drive, 0, Math.min(WIPE_BYTES, drive.sizeBytes), signal);
  await wipeRange(drive, Math.max(lastStart, WIPE_BYTES), drive.sizeBytes, signal);
}

async function wipeRange(drive: OpenDrive, from: number, to: number, signal: AbortSignal): Promise<void> {
  const [found, zeros] = alignedBuffers(2, STEP_BYTES);
  if (found === undefined || zeros === undefined) return;
  for (let offsetBytes = from; offsetBytes < to; offsetBytes += STEP_BYTES) {
    signal.throwIfAborted();
    const lengthBytes = Math.min(STEP_BYTES, to - offsetBytes);
    const present = found.subarray(0, lengthBytes);
    if (await isZeroAt(drive, present, offsetBytes, zeros)) continue;
    await drive.write(zeros.subarray(0, lengthBytes), offsetBytes).catch((cause: unknown) => {
      throw new TransferError('write', offsetBytes, cause);
    });
  }
}

/** An unreadable place counts as not zero: writing it may well repair it. */
async function isZeroAt(drive: OpenDrive, into: Buffer, offsetBytes: number, zeros: Buffer): Promise<boolean> {
  try {
    await drive.read(into, offsetBytes);
  } catch {
    return false; // the write that follows reports what is wrong
  }
  return into.equals(zeros.subarray(0, into.length));
}
