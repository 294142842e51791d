import { createInflateRaw } from 'node:zlib';
import { crc32 } from '../checksum/crc32.ts';
import { osCodeOf } from '../errors/app-error.ts';
import { BLOCK_BYTES, type BlockPool } from './block-pool.ts';
import { cutShort, damaged, type DecodeContext, unsupported } from './decode-context.ts';
import { decodeWith7z } from './decode-with-7z.ts';
import { fileChunks } from './file-chunks.ts';
import type { ImageFile } from './open-image-file.ts';
import { throughStage } from './stage.ts';
import type { ZipEntry } from './zip-directory.ts';

export const METHOD_STORED = 0;

/** Names of methods for messages. Source: APPNOTE §4.4.5. */
const METHOD_NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'shrink'],
  [6, 'implode'],
  [9, 'deflate64'],
  [14, 'lzma'],
  [19, 'lz77'],
  [94, 'mp3'],
  [97, 'wavpack'],
  [98, 'ppmd'],
]);

export interface ZipEntrySource {
  readonly file: ImageFile;
  readonly pool: BlockPool;
  readonly entry: ZipEntry;
}

/**
 * Unpacks one file of a zip; its length and CRC-32 must be those of the directory, else DECOMPRESS_FAILED.
 * IMAGE_UNSUPPORTED, naming it, for encryption and for a packing method that is not known.
 */
export async function* decodeZipEntry(source: ZipEntrySource, context: DecodeContext): AsyncGenerator<Buffer> {
  const { entry } = source;
  let doneBytes = 0;
  let crc = 0;
  const failed = (reason: string) => damaged(context, { format: 'zip', offsetBytes: doneBytes }, new Error(reason));
  for await (const chunk of unpacked(source, context)) {
    doneBytes += chunk.length;
    if (doneBytes > entry.sizeBytes) throw failed(`more than the ${entry.sizeBytes} bytes announced`);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (doneBytes < entry.sizeBytes) throw failed(`less than the ${entry.sizeBytes} bytes announced`);
  if (crc !== entry.crc32) throw failed('CRC-32 differs');
}

async function* unpacked(source: ZipEntrySource, context: DecodeContext): AsyncGenerator<Buffer> {
  const { file, pool, entry } = source;
  if (entry.isEncrypted) throw unsupported(context, 'encrypted zip');
  const startBytes = await entry.findDataStart().catch((cause: unknown) => {
    if (cause instanceof Error && cause.name === 'AppError') throw cause;
    throw damaged(context, { format: 'zip', offsetBytes: 0 }, cause);
  });
  if (startBytes + entry.packedBytes > file.sizeBytes) throw cutShort(context, 'zip');
  const packed = fileChunks(file, {
    pool,
    signal: context.signal,
    startBytes,
    lengthBytes: entry.packedBytes,
  });
  switch (entry.method) {
    case METHOD_STORED:
      yield* packed;
      return;
    case 8:
      yield* inflated(packed, context);
      return;
    case 12:
      yield* decodeWith7z(packed, { format: 'bz2', isParallel: true }, context);
      return;
    case 20:
    case 93:
      yield* decodeWith7z(packed, { format: 'zst', isParallel: false }, context);
      return;
    case 95:
      yield* decodeWith7z(packed, { format: 'xz', isParallel: false }, context);
      return;
    default:
      throw unsupported(context, `zip packed with ${METHOD_NAMES.get(entry.method) ?? `method ${entry.method}`}`);
  }
}

async function* inflated(input: AsyncIterable<Buffer>, context: DecodeContext): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: BLOCK_BYTES });
  let doneBytes = 0;
  const failed = (cause: unknown) => damaged(context, { format: 'zip', offsetBytes: doneBytes }, cause);
  const chunks = throughStage(
    input,
    {
      writable: inflate,
      readable: inflate,
      unusedBytes: (fedBytes) => fedBytes - inflate.bytesWritten,
      acceptPadding: () => {
        throw failed(new Error('Foreign bytes after the end'));
      },
      finished: () => Promise.resolve(),
      // All announced bytes were there: what "ends too early" is damaged, not cut off.
      failure: (cause) => (osCodeOf(cause)?.startsWith('Z_') ? failed(cause) : cause),
      close: () => Promise.resolve(),
    },
    context.signal,
  );
  for await (const chunk of chunks) {
    doneBytes += chunk.length;
    yield chunk;
  }
}
