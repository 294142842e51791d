import { type BadSpot, REWRITES_MAX } from '#contract/bad-spot.ts';
import type { ByteRange } from '#contract/errors.ts';
import type { OpenDrive } from '../platform/open-drive.ts';
import { Mismatches, addDifferences } from '../verify/mismatches.ts';
import { readPass } from '../verify/read-pass.ts';
import type { BlockFeed } from '../write/block-feed.ts';
import { flushDrive } from '../write/flush-drive.ts';
import { DESCRIPTORS, FIRST_BYTES, LAST_BYTES, type Regions, roundDown, roundUp } from '../write/regions.ts';
import { untilAborted } from '../write/until-aborted.ts';
import { TransferError } from '../write/write-pass.ts';

export interface FinishRequest {
  readonly drive: OpenDrive;
  /** What was held back: page-aligned memory with room for a last partial sector. */
  readonly feed: Pick<BlockFeed, 'head' | 'tail'>;
  readonly regions: Regions;
  readonly readBack: boolean;
  readonly signal: AbortSignal;
  /** Called each time a place is written again. */
  readonly onRewrite: () => void;
}

const PIECE_BYTES = 1024 * 1024;

export interface FinishResult {
  /** What differs still; empty when all is equal, or when `readBack` is false. */
  readonly mismatches: Mismatches;
  readonly badSpots: readonly BadSpot[];
}

/** Bytes for a place of the drive: `memory` is aligned and padded, `lengthBytes` of it belong to the image. */
interface Part {
  readonly memory: Buffer;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/**
 * DANGER: makes the drive bootable, in four steps; each is flushed, read back and found equal before the next one:
 *
 *   1. the held-back first MiB and last chunk, without the places of the second step
 *   2. where tables and descriptors are: the first 8 KiB without the first sector (GPT headers), 32 to 64 KiB without its first
 *      sector (ISO 9660), and the last sectors (backup GPT header)
 *   3. the sector at 32 KiB, by which a medium is known as ISO 9660: firmware may start one that has no table at all
 *   4. the first sector, without which no computer takes the drive for anything (BIOS boot code; UEFI 2.10 §5.2.3: no GPT
 *      without its protective MBR). A sector is stored whole or not at all, so no loss of power can leave a half.
 *
 * What reads back wrong is written again, REWRITES_MAX times at most. The last partial sector is filled up with zeros.
 *
 * Throws TransferError, FlushError, or the signal's reason.
 */
export async function finishDrive(request: FinishRequest): Promise<FinishResult> {
  const { drive, feed, regions, signal } = request;
  const { headEndBytes, tailStartBytes, totalBytes } = regions;
  const head = padded(feed.head, headEndBytes, drive.ioAlignBytes);
  const tail = padded(feed.tail, totalBytes - tailStartBytes, drive.ioAlignBytes);
  const ofHead = (startBytes: number, endBytes: number): Part => ({
    memory: head.subarray(startBytes, endBytes),
    offsetBytes: startBytes,
    lengthBytes: Math.max(0, Math.min(endBytes, headEndBytes) - startBytes),
  });
  const lastStartBytes = tail.length === 0 ? totalBytes : roundDown(totalBytes - 1, LAST_BYTES);
  const lastAt = lastStartBytes - tailStartBytes;
  const badSpots: BadSpot[] = [];

  const steps = [
    [
      ofHead(FIRST_BYTES, DESCRIPTORS.fromBytes),
      ofHead(DESCRIPTORS.toBytes, head.length),
      { memory: tail.subarray(0, lastAt), offsetBytes: tailStartBytes, lengthBytes: lastAt },
    ],
    [
      ofHead(drive.ioAlignBytes, FIRST_BYTES),
      ofHead(DESCRIPTORS.fromBytes + drive.ioAlignBytes, DESCRIPTORS.toBytes),
      { memory: tail.subarray(lastAt), offsetBytes: lastStartBytes, lengthBytes: totalBytes - lastStartBytes },
    ],
    [ofHead(DESCRIPTORS.fromBytes, DESCRIPTORS.fromBytes + drive.ioAlignBytes)],
    [ofHead(0, drive.ioAlignBytes)],
  ];
  for (const all of steps) {
    const parts = all.filter(({ lengthBytes }) => lengthBytes > 0);
    if (parts.length === 0) continue;
    signal.throwIfAborted();
    const mismatches = await settle(parts);
    if (mismatches.count > 0) return { mismatches, badSpots };
  }
  return { mismatches: new Mismatches(), badSpots };

  /** Writes the parts at once, flushes, compares, and does that again with those that differ. */
  async function settle(all: readonly Part[]): Promise<Mismatches> {
    let parts = all;
    let firstFound: readonly ByteRange[] = [];
    for (let rewrites = 0; ; rewrites += 1) {
      await Promise.all(parts.map(put));
      await flushDrive(drive, signal);
      const found = new Mismatches();
      if (!request.readBack) return found;
      const differing: Part[] = [];
      for (const part of parts) {
        const before = found.count;
        await compare(part, found);
        if (found.count > before) differing.push(part);
      }
      if (rewrites === 0) firstFound = found.ranges;
      if (found.count === 0 || rewrites === REWRITES_MAX) {
        badSpots.push(...firstFound.map((range) => ({ ...range, rewrites, isGood: found.count === 0 })));
        return found;
      }
      parts = differing;
      for (const _ of firstFound) request.onRewrite();
    }
  }

  async function put({ memory, offsetBytes }: Part): Promise<void> {
    await untilAborted(drive.write(memory, offsetBytes), signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new TransferError('write', offsetBytes, cause);
    });
  }

  async function compare({ memory, offsetBytes: fromBytes, lengthBytes }: Part, into: Mismatches): Promise<void> {
    await readPass({
      drive,
      fromBytes,
      toBytes: fromBytes + lengthBytes,
      signal,
      pieceMaxBytes: PIECE_BYTES,
      onBytes: (bytes, offsetBytes) => {
        const at = offsetBytes - fromBytes;
        addDifferences(into, { expected: memory.subarray(at, at + bytes.length), actual: bytes, offsetBytes });
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
