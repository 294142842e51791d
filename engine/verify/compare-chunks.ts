import { CHUNK_BYTES } from '#contract/image.ts';
import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from '../write/aligned-memory.ts';
import type { BlockFeed } from '../write/block-feed.ts';
import { addDifferences, Mismatches } from './mismatches.ts';
import { readPass } from './read-pass.ts';

export interface CompareChunksRequest {
  readonly drive: OpenDrive;
  /** Ended; holds the checksums of what was written. */
  readonly feed: BlockFeed;
  readonly rereadImage: ((into: Buffer, offsetBytes: number) => Promise<void>) | null;
  readonly pieceMaxBytes: number;
  readonly signal: AbortSignal;
  readonly onCompared: (bytes: number) => void;
}

/** More damaged chunks than this are not looked at byte by byte: the drive is beyond that. */
const NARROWED_CHUNKS = 64;

/**
 * Reads back everything between the held-back parts and compares it with the checksums made while writing. A differing
 * chunk is reported whole, or, where the image can be read again, by its differing bytes.
 *
 * Throws TransferError or the signal's reason.
 */
export async function compareWithChunks(request: CompareChunksRequest): Promise<Mismatches> {
  const { drive, feed, signal } = request;
  const { regions } = feed;
  if (regions === null) throw new Error('Cannot compare before the feed has ended');
  const differing: { readonly offsetBytes: number; readonly lengthBytes: number }[] = [];
  await readPass({
    drive,
    fromBytes: regions.headEndBytes,
    toBytes: regions.tailStartBytes,
    signal,
    pieceMaxBytes: request.pieceMaxBytes,
    onBytes: (bytes, offsetBytes) => {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        const chunk = bytes.subarray(at, at + CHUNK_BYTES);
        const chunkOffset = offsetBytes + at;
        if (!feed.chunks.matches(chunkOffset / CHUNK_BYTES, chunk)) {
          differing.push({ offsetBytes: chunkOffset, lengthBytes: chunk.length });
        }
      }
      request.onCompared(bytes.length);
    },
  });
  return await narrow(differing, request);
}

async function narrow(
  differing: readonly { readonly offsetBytes: number; readonly lengthBytes: number }[],
  { drive, rereadImage }: CompareChunksRequest,
): Promise<Mismatches> {
  const found = new Mismatches();
  const [expected, actual] = alignedBuffers(2, CHUNK_BYTES);
  for (const [index, { offsetBytes, lengthBytes }] of differing.entries()) {
    const countBefore = found.differingBytes;
    if (rereadImage !== null && expected && actual && index < NARROWED_CHUNKS) {
      try {
        await rereadImage(expected.subarray(0, lengthBytes), offsetBytes);
        await drive.read(actual.subarray(0, lengthBytes), offsetBytes);
        addDifferences(found, {
          expected: expected.subarray(0, lengthBytes),
          actual: actual.subarray(0, lengthBytes),
          offsetBytes,
        });
      } catch {
        // the chunk is reported whole below
      }
    }
    // A second reading may be right by chance: the first one was wrong, and that is what counts.
    if (found.differingBytes === countBefore) found.add(offsetBytes, lengthBytes);
  }
  return found;
}
