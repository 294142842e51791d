import { crc32 } from '../checksum/crc32.ts';
import { CancelledError } from '../errors/app-error.ts';
import { cutShort, damaged, type DecodeContext } from './decode-context.ts';
import type { SeekableBytes } from './seekable-bytes.ts';

const HEADER_BYTES = 12;
const FOOTER_BYTES = 12;
const HEADER_MAGIC = '\xfd7zXZ\0';
/** An index of 16 MiB belongs to an image of more than 1 TB; a longer one is not looked into. */
const INDEX_MAX_BYTES = 16 * 1024 * 1024;
/** How far back a footer is looked for, to tell foreign bytes at the end from a missing end. */
const SEARCH_BYTES = 64 * 1024;
/** Time for the blocks of many small streams. */
const TIME_MAX_MS = 2000;

export interface XzFacts {
  /** Unpacked. */
  readonly sizeBytes: number;
  /** Unpacked, of the largest block of all streams. */
  readonly largestBlockBytes: number;
}

/**
 * Unpacked size of an .xz file: the sum of the indexes of all its streams, read from the end. Null where it
 * takes too long. IMAGE_TRUNCATED where the end is missing; DECOMPRESS_FAILED where bytes follow the end or an
 * index is damaged. Source: the .xz file format 1.2.0, §2.1.2 (footer), §2.2 (padding), §4 (index).
 */
export async function xzFacts(bytes: SeekableBytes, context: DecodeContext): Promise<XzFacts | null> {
  const giveUpAtMs = performance.now() + TIME_MAX_MS;
  let endBytes = await beforePadding(bytes, bytes.sizeBytes, context);
  if (!isFooter(await bytes.readAt(endBytes - FOOTER_BYTES, FOOTER_BYTES))) {
    throw await missingFooter(bytes, context);
  }
  let sizeBytes = 0;
  let largestBlockBytes = 0;
  while (endBytes > 0) {
    if (context.signal.aborted) throw new CancelledError();
    if (performance.now() > giveUpAtMs) return null;
    const stream = await readStream(bytes, endBytes, context);
    if (stream === null) return null;
    sizeBytes += stream.unpackedBytes;
    largestBlockBytes = Math.max(largestBlockBytes, stream.largestBlockBytes);
    endBytes = await beforePadding(bytes, stream.startBytes, context);
  }
  return { sizeBytes, largestBlockBytes };
}

interface Stream {
  readonly startBytes: number;
  readonly unpackedBytes: number;
  readonly largestBlockBytes: number;
}

async function readStream(bytes: SeekableBytes, endBytes: number, context: DecodeContext): Promise<Stream | null> {
  const bad = (reason: string) => damaged(context, { format: 'xz', offsetBytes: 0 }, new Error(reason));
  if (endBytes < HEADER_BYTES + FOOTER_BYTES) throw bad('no room for a stream');
  const footer = await bytes.readAt(endBytes - FOOTER_BYTES, FOOTER_BYTES);
  if (!isFooter(footer)) throw bad('a stream has no footer');
  const indexBytes = (footer.readUInt32LE(4) + 1) * 4;
  if (indexBytes > INDEX_MAX_BYTES) return null;
  const indexAt = endBytes - FOOTER_BYTES - indexBytes;
  if (indexAt < HEADER_BYTES) throw bad('the index is longer than the stream');
  const index = await bytes.readAt(indexAt, indexBytes);
  const totals = readIndex(index);
  if (totals === null) throw bad('the index is damaged');
  const startBytes = indexAt - totals.packedBytes - HEADER_BYTES;
  if (startBytes < 0) throw bad('the blocks are longer than the stream');
  const header = await bytes.readAt(startBytes, HEADER_BYTES);
  const isHeader =
    header.toString('latin1', 0, 6) === HEADER_MAGIC &&
    crc32(header.subarray(6, 8)) === header.readUInt32LE(8) &&
    header.subarray(6, 8).equals(footer.subarray(8, 10));
  if (!isHeader) throw bad('a stream does not begin where its index says');
  const { unpackedBytes, largestBlockBytes } = totals;
  return { startBytes, unpackedBytes, largestBlockBytes };
}

function isFooter(footer: Buffer): boolean {
  return (
    footer.length === FOOTER_BYTES &&
    footer.toString('latin1', 10, 12) === 'YZ' &&
    crc32(footer.subarray(4, 10)) === footer.readUInt32LE(0)
  );
}

interface IndexTotals {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly largestBlockBytes: number;
}

/** Sums of an index, or null where it is damaged. */
function readIndex(index: Buffer): IndexTotals | null {
  const crcAt = index.length - 4;
  if (index[0] !== 0 || crc32(index.subarray(0, crcAt)) !== index.readUInt32LE(crcAt)) return null;
  let at = 1;
  const readNumber = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = index[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    return Number.NaN;
  };
  const count = readNumber();
  let packedBytes = 0;
  let unpackedBytes = 0;
  let largestBlockBytes = 0;
  for (let record = 0; record < count; record += 1) {
    if (at >= crcAt) return null;
    packedBytes += Math.ceil(readNumber() / 4) * 4;
    const blockBytes = readNumber();
    unpackedBytes += blockBytes;
    largestBlockBytes = Math.max(largestBlockBytes, blockBytes);
  }
  if (!Number.isSafeInteger(packedBytes + unpackedBytes)) return null;
  return { packedBytes, unpackedBytes, largestBlockBytes };
}

/** Where the stream before the padding that ends at `endBytes` ends; padding is 4n zero bytes. */
async function beforePadding(bytes: SeekableBytes, endBytes: number, context: DecodeContext): Promise<number> {
  let at = endBytes;
  while (at > 0) {
    if (context.signal.aborted) throw new CancelledError();
    const startBytes = Math.max(0, at - SEARCH_BYTES);
    const part = await bytes.readAt(startBytes, at - startBytes);
    let last = part.length;
    while (last >= 4 && part.readUInt32LE(last - 4) === 0) last -= 4;
    at = startBytes + last;
    if (last > 0) break;
  }
  return at;
}

async function missingFooter(bytes: SeekableBytes, context: DecodeContext): Promise<Error> {
  const startBytes = Math.max(0, bytes.sizeBytes - SEARCH_BYTES);
  const tail = await bytes.readAt(startBytes, SEARCH_BYTES);
  for (let at = tail.length - FOOTER_BYTES; at >= 0; at -= 1) {
    if (tail[at + 10] === 0x59 && isFooter(tail.subarray(at, at + FOOTER_BYTES))) {
      return damaged(context, { format: 'xz', offsetBytes: 0 }, new Error('Foreign bytes after the end'));
    }
  }
  return cutShort(context, 'xz');
}
