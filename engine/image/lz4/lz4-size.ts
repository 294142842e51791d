import { CancelledError } from '../../errors/app-error.ts';
import { cutShort, damaged, type DecodeContext } from '../decode-context.ts';
import type { SeekableBytes } from '../seekable-bytes.ts';
import {
  DESCRIPTOR_BYTES,
  descriptorBytes,
  LZ4_MAGIC,
  Lz4Problem,
  type Lz4Frame,
  readFrameHeader,
} from './frame-header.ts';

const MAGIC_BYTES = 4;
const STORED = 0x80000000;
/** Limits of the walk; an image beyond them has an unknown size. */
const BLOCKS_MAX = 200_000;
const TIME_MAX_MS = 2000;

/**
 * Unpacked size of an .lz4 file of one frame by a walk over its blocks; null where the frame does not tell, others follow, or
 * the walk takes too long. IMAGE_TRUNCATED where the file ends inside the frame. Source: LZ4 Frame Format Description 1.6.4.
 */
export async function lz4Size(bytes: SeekableBytes, context: DecodeContext): Promise<number | null> {
  const start = await bytes.readAt(0, MAGIC_BYTES + DESCRIPTOR_BYTES.max);
  if (start.length < MAGIC_BYTES + DESCRIPTOR_BYTES.min) throw cutShort(context, 'lz4');
  if (start.readUInt32LE(0) !== LZ4_MAGIC) return null;
  const headerBytes = MAGIC_BYTES + descriptorBytes(start[MAGIC_BYTES] ?? 0);
  if (start.length < headerBytes) throw cutShort(context, 'lz4');
  const frame = headerOf(start.subarray(MAGIC_BYTES, headerBytes), context);
  if (frame === null) return null;
  const giveUpAtMs = performance.now() + TIME_MAX_MS;
  let at = headerBytes;
  for (let block = 0; block < BLOCKS_MAX && performance.now() < giveUpAtMs; block += 1) {
    if (context.signal.aborted) throw new CancelledError();
    const field = await bytes.readAt(at, 4);
    if (field.length < 4) throw cutShort(context, 'lz4');
    const value = field.readUInt32LE(0);
    if (value === 0) return endOf(bytes, at + 4 + (frame.hasChecksum ? 4 : 0), { frame, context });
    at += 4 + ((value & ~STORED) >>> 0) + (frame.hasBlockChecksum ? 4 : 0);
    if (at > bytes.sizeBytes) throw cutShort(context, 'lz4');
  }
  return null;
}

function endOf(
  bytes: SeekableBytes,
  endAt: number,
  { frame, context }: { readonly frame: Lz4Frame; readonly context: DecodeContext },
): number | null {
  if (endAt > bytes.sizeBytes) throw cutShort(context, 'lz4');
  return endAt === bytes.sizeBytes ? frame.sizeBytes : null;
}

/** Null for a kind that is not read: decoding names it. */
function headerOf(descriptor: Buffer, context: DecodeContext): Lz4Frame | null {
  try {
    return readFrameHeader(descriptor);
  } catch (cause) {
    if (!(cause instanceof Lz4Problem)) throw cause;
    if (cause.isUnsupported) return null;
    throw damaged(context, { format: 'lz4', offsetBytes: 0 }, cause);
  }
}
