import type { OpenDrive } from '../platform/open-drive.ts';
import type { BlockFeed } from '../write/block-feed.ts';
import { DifferingChunks } from './differing-chunks.ts';
import { readPass } from './read-pass.ts';

export interface CompareChunksRequest {
  readonly drive: OpenDrive;
  /** Ended; holds the checksums of what was written. */
  readonly feed: BlockFeed;
  readonly pieceMaxBytes: number;
  readonly signal: AbortSignal;
  readonly onCompared: (bytes: number) => void;
}

/**
 * Reads back everything between the held-back parts and compares it with the checksums made while writing.
 * Throws TransferError or the signal's reason.
 */
export async function compareWithChunks(request: CompareChunksRequest): Promise<DifferingChunks> {
  const { drive, feed, signal, onCompared } = request;
  const { regions } = feed;
  if (regions === null) throw new Error('Cannot compare before the feed has ended');
  const differing = new DifferingChunks(feed.chunks);
  await readPass({
    drive,
    fromBytes: regions.headEndBytes,
    toBytes: regions.tailStartBytes,
    signal,
    pieceMaxBytes: request.pieceMaxBytes,
    onBytes: (bytes, offsetBytes) => {
      differing.compare(bytes, offsetBytes);
      onCompared(bytes.length);
    },
  });
  return differing;
}
