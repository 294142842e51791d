import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { blockDecompressor } from '@balena/udif';
import { crc32 } from '../checksum/crc32.ts';
import { CancelledError, osCodeOf } from '../errors/app-error.ts';
import type { BlockPool } from './block-pool.ts';
import { damaged, type DecodeContext } from './decode-context.ts';
import { decodeWith7z } from './decode-with-7z.ts';
import { fileChunks } from './file-chunks.ts';
import type { Dmg, DmgBlock, DmgPart } from './open-dmg.ts';
import type { ImageFile } from './open-image-file.ts';

const inflateBlock = promisify(inflate);
const ADC = 0x80000004;
/** Longest block that is unpacked in memory; real ones have 256 KiB to 1 MiB. */
const BLOCK_MAX_BYTES = 16 * 1024 * 1024;
const ZEROS = Buffer.alloc(256 * 1024);

export interface DmgSource {
  readonly file: ImageFile;
  readonly pool: BlockPool;
}

/**
 * Unpacks a dmg; every block must have its length and every part its CRC-32 (free space left out, as 7-Zip
 * does), else DECOMPRESS_FAILED.
 */
export async function* decodeDmg(dmg: Dmg, source: DmgSource, context: DecodeContext): AsyncGenerator<Buffer> {
  let doneBytes = 0;
  for (const part of dmg.parts) {
    yield* zeros(part.startBytes - doneBytes);
    yield* decodePart(part, source, context);
    doneBytes = part.startBytes + part.sizeBytes;
  }
  yield* zeros(dmg.sizeBytes - doneBytes);
}

async function* decodePart(part: DmgPart, source: DmgSource, context: DecodeContext): AsyncGenerator<Buffer> {
  let crc = 0;
  let offsetBytes = part.startBytes;
  const failed = (cause: unknown) => damaged(context, { format: 'dmg', offsetBytes }, cause);
  for (const run of runsOf(part.blocks)) {
    let runBytes = 0;
    try {
      for await (const chunk of decodeRun(run, source, context)) {
        runBytes += chunk.length;
        offsetBytes += chunk.length;
        if (runBytes > run.sizeBytes) throw failed(new Error('a block is too long'));
        if (run.isChecked) crc = crc32(chunk, crc);
        yield chunk;
      }
    } catch (cause) {
      throw osCodeOf(cause)?.startsWith('Z_') || osCodeOf(cause) === 'ERR_BUFFER_TOO_LARGE' ? failed(cause) : cause;
    }
    if (runBytes < run.sizeBytes) throw failed(new Error('a block is too short'));
  }
  if (part.crc32 !== null && part.crc32 !== crc) throw failed(new Error('CRC-32 differs'));
}

/** Neighbours in bz2 or xz are whole streams one behind the other: one child can unpack them all. */
function runsOf(blocks: readonly DmgBlock[]): readonly DmgBlock[] {
  const runs: DmgBlock[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    const joins =
      last !== undefined &&
      (block.packing === 'bz2' || block.packing === 'xz') &&
      last.packing === block.packing &&
      last.packedAt + last.packedBytes === block.packedAt;
    if (!joins) runs.push(block);
    else {
      runs[runs.length - 1] = {
        ...last,
        sizeBytes: last.sizeBytes + block.sizeBytes,
        packedBytes: last.packedBytes + block.packedBytes,
      };
    }
  }
  return runs;
}

async function* decodeRun(run: DmgBlock, source: DmgSource, context: DecodeContext): AsyncGenerator<Buffer> {
  if (context.signal.aborted) throw new CancelledError();
  const packed = () =>
    fileChunks(source.file, {
      pool: source.pool,
      signal: context.signal,
      startBytes: run.packedAt,
      lengthBytes: run.packedBytes,
    });
  switch (run.packing) {
    case 'zero':
      yield* zeros(run.sizeBytes);
      return;
    case 'raw':
      yield* packed();
      return;
    case 'bz2':
    case 'xz':
      yield* decodeWith7z(packed(), { format: run.packing, isParallel: true }, context);
      return;
    case 'zlib':
      yield await inflateBlock(await inMemory(run, source, context), {
        maxOutputLength: Math.max(1, run.sizeBytes),
      });
      return;
    case 'adc':
      yield* decodeAdc(await inMemory(run, source, context));
  }
}

async function* decodeAdc(packed: Buffer): AsyncGenerator<Buffer> {
  for await (const chunk of blockDecompressor(ADC, Readable.from([packed]))) {
    yield typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
  }
}

function inMemory(run: DmgBlock, source: DmgSource, context: DecodeContext): Promise<Buffer> {
  if (Math.max(run.packedBytes, run.sizeBytes) > BLOCK_MAX_BYTES) {
    const reason = new Error(`a block of ${run.sizeBytes} bytes`);
    throw damaged(context, { format: 'dmg', offsetBytes: 0 }, reason);
  }
  return source.file.readAt(run.packedAt, run.packedBytes);
}

function* zeros(lengthBytes: number): Generator<Buffer> {
  for (let left = lengthBytes; left > 0; left -= ZEROS.length) {
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
  }
}
