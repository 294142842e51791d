import type { OpenDrive } from '../platform/open-drive.ts';
import type { Block, FeedConsumer } from './block-feed.ts';
import { IoWindow } from './io-window.ts';

/** The image turned out to need more bytes than the drive has. */
export class DoesNotFitError extends Error {
  override readonly name = 'DoesNotFitError';
  readonly neededBytes: number;
  constructor(neededBytes: number) {
    super(`The image needs at least ${neededBytes} bytes`);
    this.neededBytes = neededBytes;
  }
}

/** A transfer that the system refused, with its place on the drive. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly operation: 'read' | 'write';
  readonly offsetBytes: number;
  constructor(operation: 'read' | 'write', offsetBytes: number, cause: unknown) {
    super(`Cannot ${operation} at offset ${offsetBytes}`, { cause });
    this.operation = operation;
    this.offsetBytes = offsetBytes;
  }
}

export interface WritePassRequest {
  readonly drive: OpenDrive;
  readonly blocks: FeedConsumer;
  readonly signal: AbortSignal;
  /** Called with the number of bytes each time some have reached the drive. */
  readonly onMoved: (bytes: number) => void;
}

/** How long a drive may hold our memory after it failed; the other drives wait for that long at most. */
const SETTLE_MS = 1000;

/**
 * DANGER: overwrites the drive. Writes every block of the feed at its offset; the feed keeps the first MiB and the last
 * chunk out, so nothing written here makes the drive bootable. Leaves the feed in any case. Nothing is flushed.
 *
 * Throws DoesNotFitError, TransferError, what the feed throws, or the signal's reason.
 */
export async function writePass(request: WritePassRequest): Promise<void> {
  const { drive, blocks, signal, onMoved } = request;
  const window = new IoWindow();
  try {
    for (let block = await blocks.next(signal); block !== null; block = await blocks.next(signal)) {
      const endBytes = block.offsetBytes + block.bytes.length;
      if (endBytes > drive.sizeBytes) throw new DoesNotFitError(endBytes);
      await writeBlock(block, window, request);
    }
    await window.drain(signal);
  } finally {
    await window.settle(SETTLE_MS);
    blocks.leave();
  }

  async function writeBlock(block: Block, io: IoWindow, { blocks: feed }: WritePassRequest): Promise<void> {
    let left = block.bytes.length;
    for (let at = 0; at < block.bytes.length; ) {
      await io.room(signal);
      const piece = block.bytes.subarray(at, at + io.pieceBytes);
      const offsetBytes = block.offsetBytes + at;
      io.start(async () => {
        await drive.write(piece, offsetBytes).catch((cause: unknown) => {
          throw new TransferError('write', offsetBytes, cause);
        });
        onMoved(piece.length);
        left -= piece.length;
        if (left === 0) feed.release(block);
      }, piece.length);
      at += piece.length;
    }
  }
}
