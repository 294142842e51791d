import { Xxh32, xxh32 } from '../../checksum/xxh32.ts';
import { CancelledError } from '../../errors/app-error.ts';
import { cutShort, damaged, type DecodeContext, unsupported } from '../decode-context.ts';
import { ByteReader } from './byte-reader.ts';
import { descriptorBytes, LZ4_MAGIC, Lz4Problem, type Lz4Frame, readFrameHeader } from './frame-header.ts';
import { unpackBlock } from './unpack-block.ts';

const SKIPPABLE_MAGIC = 0x184d2a50;
const LEGACY_MAGIC = 0x184c2102;
/** How far back a repetition may reach. */
const HISTORY_BYTES = 64 * 1024;
const STORED = 0x80000000;

/**
 * Unpacks lz4 frames, one behind the other, also skippable ones; all checksums that are there are compared. IMAGE_TRUNCATED
 * where the packed bytes end too early, DECOMPRESS_FAILED for damage and foreign bytes at the end. Takes 8 MiB of memory.
 * Source: LZ4 Frame Format Description 1.6.4.
 */
export async function* decodeLz4(input: AsyncGenerator<Buffer>, context: DecodeContext): AsyncGenerator<Buffer> {
  const reader = new ByteReader(input);
  let doneBytes = 0;
  try {
    for (let isFirst = true; ; isFirst = false) {
      const magic = await reader.take(4);
      if (magic.length === 0 && !isFirst) return;
      for await (const chunk of frame(reader, magic, context)) {
        doneBytes += chunk.length;
        yield chunk;
      }
    }
  } catch (cause) {
    if (!(cause instanceof Lz4Problem)) throw cause;
    if (cause.isUnsupported) throw unsupported(context, cause.message);
    throw damaged(context, { format: 'lz4', offsetBytes: doneBytes }, cause);
  } finally {
    await input.return(undefined);
  }
}

async function* frame(reader: ByteReader, magic: Buffer, context: DecodeContext): AsyncGenerator<Buffer> {
  const take = async (lengthBytes: number) => {
    const bytes = await reader.take(lengthBytes);
    if (bytes.length < lengthBytes) throw cutShort(context, 'lz4');
    return bytes;
  };
  if (magic.length < 4) throw cutShort(context, 'lz4');
  const number = magic.readUInt32LE(0);
  if ((number & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
    const lengthBytes = (await take(4)).readUInt32LE(0);
    if (!(await reader.skip(lengthBytes))) throw cutShort(context, 'lz4');
    return;
  }
  if (number === LEGACY_MAGIC) throw new Lz4Problem('lz4 legacy', true);
  if (number !== LZ4_MAGIC) throw new Lz4Problem('foreign bytes after the end');
  const [flags = 0] = Buffer.from(await take(1));
  const rest = await take(descriptorBytes(flags) - 1);
  const header = readFrameHeader(Buffer.concat([Buffer.from([flags]), rest]));
  const sum = new Xxh32();
  let doneBytes = 0;
  for await (const chunk of blocks(header, take, context.signal)) {
    doneBytes += chunk.length;
    if (header.hasChecksum) sum.add(chunk);
    yield chunk;
  }
  if (header.hasChecksum && (await take(4)).readUInt32LE(0) !== sum.digest()) {
    throw new Lz4Problem('the checksum of its contents differs');
  }
  if (header.sizeBytes !== null && header.sizeBytes !== doneBytes) {
    throw new Lz4Problem(`${doneBytes} bytes came out, ${header.sizeBytes} were announced`);
  }
}

type Take = (lengthBytes: number) => Promise<Buffer>;

async function* blocks(header: Lz4Frame, take: Take, signal: AbortSignal): AsyncGenerator<Buffer> {
  const out = Buffer.alloc(HISTORY_BYTES + header.blockMaxBytes);
  let historyAt = HISTORY_BYTES; // nothing before the first block
  while (true) {
    if (signal.aborted) throw new CancelledError();
    const field = (await take(4)).readUInt32LE(0);
    if (field === 0) return;
    const lengthBytes = (field & ~STORED) >>> 0;
    if (lengthBytes > header.blockMaxBytes) throw new Lz4Problem(`a block of ${lengthBytes} bytes`);
    const whole = await take(lengthBytes + (header.hasBlockChecksum ? 4 : 0));
    const block = whole.subarray(0, lengthBytes);
    if (header.hasBlockChecksum && whole.readUInt32LE(lengthBytes) !== xxh32(block)) {
      throw new Lz4Problem('the checksum of a block differs');
    }
    const endAt =
      (field & STORED) >>> 0 === STORED
        ? HISTORY_BYTES + block.copy(out, HISTORY_BYTES)
        : unpack(block, out, historyAt);
    yield out.subarray(HISTORY_BYTES, endAt);
    if (!header.isLinked) continue;
    // The last 64 KiB of what there is go before the place of the next block.
    const keptBytes = Math.min(HISTORY_BYTES, endAt - historyAt);
    out.copyWithin(HISTORY_BYTES - keptBytes, endAt - keptBytes, endAt);
    historyAt = HISTORY_BYTES - keptBytes;
  }
}

function unpack(block: Buffer, out: Buffer, historyAt: number): number {
  try {
    return unpackBlock(block, out, { outAt: HISTORY_BYTES, historyAt });
  } catch (cause) {
    throw new Lz4Problem(cause instanceof Error ? cause.message : String(cause));
  }
}
