import { type BadSpot, REWRITES_MAX } from '#contract/bad-spot.ts';
import type { ByteRange } from '#contract/errors.ts';
import { CHUNK_BYTES } from '#contract/image.ts';
import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from '../write/aligned-memory.ts';
import { flushDrive } from '../write/flush-drive.ts';
import { untilAborted } from '../write/until-aborted.ts';
import { TransferError } from '../write/write-pass.ts';
import { addDifferences, type Mismatches } from './mismatches.ts';

export interface MendRequest {
  readonly drive: OpenDrive;
  /** Whole chunks of the image that read back wrong, and what they should hold. */
  readonly chunks: readonly { readonly range: ByteRange; readonly expected: Buffer }[];
  readonly signal: AbortSignal;
  /** Called each time a chunk is written again. */
  readonly onRewrite: () => void;
  /** Gets what differs still after the last time. */
  readonly mismatches: Mismatches;
}

/**
 * DANGER: writes to the drive. Writes each chunk again and reads it back, REWRITES_MAX times at most: flash that failed once
 * is replaced by the stick's controller when it is written. Offsets and lengths must be aligned for the drive.
 *
 * Throws TransferError, FlushError, or the signal's reason.
 */
export async function mendChunks(request: MendRequest): Promise<readonly BadSpot[]> {
  const { drive, signal, mismatches } = request;
  const [room] = alignedBuffers(1, CHUNK_BYTES);
  if (room === undefined) throw new Error('No memory to mend with');
  const memory = room;
  const spots = request.chunks.map(({ range, expected }) => ({ range, expected, rewrites: 0, isGood: false }));
  for (let round = 1; round <= REWRITES_MAX; round += 1) {
    const bad = spots.filter(({ isGood }) => !isGood);
    if (bad.length === 0) break;
    for (const spot of bad) {
      const { range, expected } = spot;
      memory.set(expected);
      await moved('write', range);
      spot.rewrites += 1;
      request.onRewrite();
    }
    await flushDrive(drive, signal);
    for (const spot of bad) {
      memory.fill(0);
      await moved('read', spot.range);
      const actual = memory.subarray(0, spot.range.lengthBytes);
      spot.isGood = actual.equals(spot.expected);
      if (spot.isGood || round < REWRITES_MAX) continue;
      addDifferences(mismatches, { expected: spot.expected, actual, offsetBytes: spot.range.offsetBytes });
    }
  }
  return spots.map(({ range, rewrites, isGood }) => ({ ...range, rewrites, isGood }));

  async function moved(operation: 'read' | 'write', { offsetBytes, lengthBytes }: ByteRange): Promise<void> {
    await untilAborted(drive[operation](memory.subarray(0, lengthBytes), offsetBytes), signal).catch(
      (cause: unknown) => {
        signal.throwIfAborted();
        throw new TransferError(operation, offsetBytes, cause);
      },
    );
  }
}
