import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from './aligned-memory.ts';
import type { Block, FeedConsumer } from './block-feed.ts';
import { flushDrive } from './flush-drive.ts';
import { IoWindow } from './io-window.ts';
import { untilAborted } from './until-aborted.ts';

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
  /** Up to here the drive may hold the image already; 0: it does not. */
  readonly continueBytes: number;
  /** While more follows, what was written is flushed so often. */
  readonly storeEveryMs: number;
  /** Called with the number of bytes each time some have reached the drive, or were found there. */
  readonly onMoved: (bytes: number) => void;
  /** Called with the number of bytes that were found there, equal, and not written. */
  readonly onKept: (bytes: number) => void;
  /** Everything before this place of the image has reached the drive. */
  readonly onOrdered: (doneBytes: number) => void;
  /** Everything before this place is flushed. */
  readonly onStored: (doneBytes: number) => void;
}

/** How long a drive may hold our memory after it failed; the other drives wait for that long at most. */
const SETTLE_MS = 1000;
/** Longest read while looking for what is there already. */
const LOOK_BYTES = 1024 * 1024;

/**
 * DANGER: overwrites the drive. Writes every block of the feed at its offset; the feed keeps the first MiB and the last
 * chunk out, so nothing written here makes the drive bootable. Leaves the feed in any case. What comes last is not flushed.
 *
 * Where an earlier try may have left the image, blocks are read and compared first: equal ones stay as they are, and from the
 * first one that differs or cannot be read on, everything is written.
 *
 * Throws DoesNotFitError, TransferError, FlushError, what the feed throws, or the signal's reason.
 */
export async function writePass(request: WritePassRequest): Promise<void> {
  const { drive, blocks, signal, onMoved } = request;
  const window = new IoWindow();
  const open = new Set<number>();
  const [memory] = request.continueBytes > 0 ? alignedBuffers(1, LOOK_BYTES) : [];
  let isContinuing = request.continueBytes > 0;
  let takenBytes = 0;
  let storedAtMs = performance.now();
  try {
    for (let block = await blocks.next(signal); block !== null; block = await blocks.next(signal)) {
      const endBytes = block.offsetBytes + block.bytes.length;
      if (endBytes > drive.sizeBytes) throw new DoesNotFitError(endBytes);
      takenBytes = endBytes;
      isContinuing = isContinuing && endBytes <= request.continueBytes && (await holds(block));
      if (!isContinuing) await writeBlock(block, window);
      if (performance.now() - storedAtMs >= request.storeEveryMs) await store(endBytes);
    }
    await window.drain(signal);
  } finally {
    await window.settle(SETTLE_MS);
    blocks.leave();
  }

  async function writeBlock(block: Block, io: IoWindow): Promise<void> {
    let left = block.bytes.length;
    open.add(block.offsetBytes);
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
        if (left > 0) return;
        blocks.release(block);
        open.delete(block.offsetBytes);
        request.onOrdered(Math.min(takenBytes, ...open));
      }, piece.length);
      at += piece.length;
    }
  }

  async function store(doneBytes: number): Promise<void> {
    await window.drain(signal);
    await flushDrive(drive, signal);
    storedAtMs = performance.now();
    request.onStored(doneBytes);
  }

  /** Releases the block where the drive has it already. */
  async function holds(block: Block): Promise<boolean> {
    const { bytes, offsetBytes } = block;
    if (memory === undefined) return false;
    for (let at = 0; at < bytes.length; at += memory.length) {
      const expected = bytes.subarray(at, at + memory.length);
      const found = memory.subarray(0, expected.length);
      const isRead = await untilAborted(drive.read(found, offsetBytes + at), signal).then(
        () => true,
        () => false,
      );
      signal.throwIfAborted();
      if (!isRead || !found.equals(expected)) return false;
    }
    onMoved(bytes.length);
    request.onKept(bytes.length);
    request.onOrdered(takenBytes);
    blocks.release(block);
    return true;
  }
}
