import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from '../write/aligned-memory.ts';
import { type FeedConsumer, SLOT_BYTES } from '../write/block-feed.ts';
import { IoWindow } from '../write/io-window.ts';
import { roundUp } from '../write/regions.ts';
import { DoesNotFitError, TransferError } from '../write/write-pass.ts';
import { addDifferences, Mismatches } from './mismatches.ts';

export interface CompareBlocksRequest {
  readonly drive: OpenDrive;
  readonly blocks: FeedConsumer;
  readonly signal: AbortSignal;
  readonly onCompared: (bytes: number) => void;
}

const SETTLE_MS = 1000;

/**
 * Reads the drive beside the image and compares them byte by byte; writes nothing. Leaves the feed in any case.
 * Throws DoesNotFitError when the image is longer than the drive, TransferError, or the signal's reason.
 */
export async function compareWithBlocks(request: CompareBlocksRequest): Promise<Mismatches> {
  const { drive, blocks, signal, onCompared } = request;
  const found = new Mismatches();
  const window = new IoWindow();
  const [memory] = alignedBuffers(1, SLOT_BYTES);
  if (memory === undefined) throw new Error('No memory to read the drive into');
  try {
    for (let block = await blocks.next(signal); block !== null; block = await blocks.next(signal)) {
      const endBytes = block.offsetBytes + block.bytes.length;
      if (endBytes > drive.sizeBytes) throw new DoesNotFitError(endBytes);
      for (let at = 0; at < block.bytes.length; ) {
        const expected = block.bytes.subarray(at, at + window.pieceBytes);
        const offsetBytes = block.offsetBytes + at;
        const readBytes = Math.min(roundUp(expected.length, drive.ioAlignBytes), drive.sizeBytes - offsetBytes);
        const actual = memory.subarray(0, readBytes);
        window.start(
          () =>
            drive.read(actual, offsetBytes).catch((cause: unknown) => {
              throw new TransferError('read', offsetBytes, cause);
            }),
          readBytes,
        );
        await window.drain(signal);
        addDifferences(found, { expected, actual: actual.subarray(0, expected.length), offsetBytes });
        onCompared(expected.length);
        at += expected.length;
      }
      blocks.release(block);
    }
  } finally {
    await window.settle(SETTLE_MS);
    blocks.leave();
  }
  return found;
}
