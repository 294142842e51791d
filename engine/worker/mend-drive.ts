import { type BadSpot, MENDED_CHUNKS_MAX } from '#contract/bad-spot.ts';
import type { ByteRange } from '#contract/errors.ts';
import { CHUNK_BYTES } from '#contract/image.ts';
import type { ChunkTable } from '../checksum/chunk-table.ts';
import type { OpenDrive } from '../platform/open-drive.ts';
import { mendChunks } from '../verify/mend-chunks.ts';
import { addDifferences, Mismatches } from '../verify/mismatches.ts';
import { alignedBuffers } from '../write/aligned-memory.ts';
import { untilAborted } from '../write/until-aborted.ts';
import { type ImageAgain, imageIsAnother } from './image-again.ts';

export interface MendDriveRequest {
  readonly drive: OpenDrive;
  /** Checksums of what was written. */
  readonly table: ChunkTable;
  readonly imageAgain: ImageAgain;
  readonly signal: AbortSignal;
  readonly onRewrite: () => void;
}

export interface Mended {
  /** What differs still. */
  readonly mismatches: Mismatches;
  readonly badSpots: readonly BadSpot[];
}

/**
 * DANGER: writes to the drive. Mends the chunks that read back wrong, in ascending order, with bytes of the image that are
 * fetched again and must have the checksum of what was written (IMAGE_CHANGED otherwise).
 *
 * A good stick has none. A few can be a worn block, which its controller replaces when it is written; more than
 * MENDED_CHUNKS_MAX (1 MiB) are a stick that fails or tells lies, and mending it would only hide that: nothing is written
 * then, and the differences are told by the byte for the first ones and by the chunk for the rest.
 *
 * Throws TransferError, FlushError, what the image's second reading throws, or the signal's reason.
 */
export async function mendDrive(ranges: readonly ByteRange[], request: MendDriveRequest): Promise<Mended> {
  const { drive, table, imageAgain, signal, onRewrite } = request;
  const mismatches = new Mismatches();
  if (ranges.length === 0) return { mismatches, badSpots: [] };
  const some = ranges.slice(0, MENDED_CHUNKS_MAX);
  const isHopeless = ranges.length > MENDED_CHUNKS_MAX;
  const again = await imageAgain(some, signal).catch((thrown: unknown) => {
    signal.throwIfAborted();
    if (isHopeless) return []; // the drive is to blame; that the image cannot be read either adds nothing
    throw thrown;
  });
  const chunks = some.flatMap((range, index) => {
    const expected = again[index];
    if (expected === undefined) return [];
    if (!table.matches(range.offsetBytes / CHUNK_BYTES, expected)) throw imageIsAnother();
    return [{ range, expected }];
  });
  if (!isHopeless) {
    return { mismatches, badSpots: await mendChunks({ drive, chunks, signal, onRewrite, mismatches }) };
  }
  for (const { range, expected } of chunks) await narrow(range, expected);
  for (const { offsetBytes, lengthBytes } of ranges.slice(chunks.length)) mismatches.add(offsetBytes, lengthBytes);
  return { mismatches, badSpots: [] };

  /** A second reading may be right by chance: the first one was wrong, and that is what counts. */
  async function narrow({ offsetBytes, lengthBytes }: ByteRange, expected: Buffer): Promise<void> {
    const before = mismatches.differingBytes;
    const [actual] = alignedBuffers(1, lengthBytes);
    const isRead =
      actual !== undefined &&
      (await untilAborted(drive.read(actual, offsetBytes), signal).then(
        () => true,
        () => false,
      ));
    if (isRead) addDifferences(mismatches, { expected, actual, offsetBytes });
    if (mismatches.differingBytes === before) mismatches.add(offsetBytes, lengthBytes);
  }
}
