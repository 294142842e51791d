import type { OpenDrive } from '../platform/open-drive.ts';
import { Mismatches, addDifferences } from '../verify/mismatches.ts';
import { readPass } from '../verify/read-pass.ts';
import type { BlockFeed } from '../write/block-feed.ts';
import { flushDrive } from '../write/flush-drive.ts';
import { FIRST_BYTES, LAST_BYTES, type Regions, roundDown, roundUp } from '../write/regions.ts';
import { untilAborted } from '../write/until-aborted.ts';
import { TransferError } from '../write/write-pass.ts';

export interface FinishRequest {
  readonly drive: OpenDrive;
  readonly feed: BlockFeed;
  readonly regions: Regions;
  readonly readBack: boolean;
  readonly signal: AbortSignal;
}

const PIECE_BYTES = 1024 * 1024;

/**
 * DANGER: makes the drive bootable. Writes the held-back first MiB and last chunk, but for the places where partition tables
 * begin: the first 8 KiB (MBR, GPT header) and the last sectors (backup GPT header). Flushes and reads that back; only if it
 * is equal the two places follow, both at once, are flushed and read back. So the drive looks bootable only once everything
 * else on it is proven. The last partial sector is filled up with zeros.
 *
 * Resolves with what differs, empty when equal (or when `readBack` is false). Throws TransferError, FlushError.
 */
export async function finishDrive(request: FinishRequest): Promise<Mismatches> {
  const { drive, feed, regions, signal } = request;
  const { headEndBytes, tailStartBytes, totalBytes } = regions;
  const head = padded(feed.head, headEndBytes, drive.ioAlignBytes);
  const tail = padded(feed.tail, totalBytes - tailStartBytes, drive.ioAlignBytes);
  const firstEndBytes = Math.min(FIRST_BYTES, headEndBytes);
  const lastStartBytes = tail.length === 0 ? totalBytes : roundDown(totalBytes - 1, LAST_BYTES);
  const lastAt = lastStartBytes - tailStartBytes;
  const mismatches = new Mismatches();

  await put(head.subarray(FIRST_BYTES), FIRST_BYTES);
  await put(tail.subarray(0, lastAt), tailStartBytes);
  await flushDrive(drive, signal);
  if (request.readBack) {
    await compare(feed.head.subarray(FIRST_BYTES), FIRST_BYTES, headEndBytes);
    await compare(feed.tail, tailStartBytes, lastStartBytes);
    if (mismatches.count > 0) return mismatches;
  }
  signal.throwIfAborted();
  await Promise.all([put(head.subarray(0, FIRST_BYTES), 0), put(tail.subarray(lastAt), lastStartBytes)]);
  await flushDrive(drive, signal);
  if (request.readBack) {
    await compare(feed.head, 0, firstEndBytes);
    await compare(feed.tail.subarray(lastAt), lastStartBytes, totalBytes);
  }
  return mismatches;

  async function put(bytes: Buffer, offsetBytes: number): Promise<void> {
    if (bytes.length === 0) return;
    await untilAborted(drive.write(bytes, offsetBytes), signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new TransferError('write', offsetBytes, cause);
    });
  }

  async function compare(expected: Buffer, fromBytes: number, toBytes: number): Promise<void> {
    await readPass({
      drive,
      fromBytes,
      toBytes,
      signal,
      pieceMaxBytes: PIECE_BYTES,
      onBytes: (bytes, offsetBytes) => {
        const at = offsetBytes - fromBytes;
        addDifferences(mismatches, {
          expected: expected.subarray(at, at + bytes.length),
          actual: bytes,
          offsetBytes,
        });
      },
    });
  }
}

/** The first `lengthBytes` of `memory`, rounded up with zeros; `memory` has room for that. */
function padded(memory: Buffer, lengthBytes: number, alignBytes: number): Buffer {
  const end = roundUp(lengthBytes, alignBytes);
  memory.fill(0, lengthBytes, end);
  return memory.subarray(0, end);
}
