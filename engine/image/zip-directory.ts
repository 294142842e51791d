import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import { cutShort, damaged, type DecodeContext, unsupported } from './decode-context.ts';
import type { SeekableBytes } from './seekable-bytes.ts';

/** More than any image archive has; a hostile one must not take all memory. */
const ENTRIES_MAX = 10_000;

export interface ZipEntry {
  /** As stored, with `/` between folders; to be cleaned for display. */
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly crc32: number;
  /** Where its packed data starts in the file. */
  findDataStart(): Promise<number>;
}

/**
 * Reads the directory at the end of a zip (also zip64). IMAGE_TRUNCATED where the file ends before it,
 * DECOMPRESS_FAILED where it is damaged, IMAGE_UNSUPPORTED for encrypted directories and split archives.
 */
export async function readZipDirectory(bytes: SeekableBytes, context: DecodeContext): Promise<readonly ZipEntry[]> {
  const entries: ZipEntry[] = [];
  try {
    const zip = await fromRandomAccessReaderPromise(new Reader(bytes), bytes.sizeBytes, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    });
    if (zip.entryCount > ENTRIES_MAX) throw new TooManyEntries();
    for await (const entry of zip.eachEntry()) entries.push(toZipEntry(zip, entry));
  } catch (cause) {
    throw directoryFailure(cause, context);
  }
  return entries;
}

class TooManyEntries extends Error {
  override readonly name = 'TooManyEntries';
}

class Reader extends RandomAccessReader {
  readonly #bytes: SeekableBytes;

  constructor(bytes: SeekableBytes) {
    super();
    this.#bytes = bytes;
  }

  // biome-ignore lint/complexity/useMaxParams: the signature is yauzl's
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (cause: Error | null) => void,
  ): void {
    this.#bytes.readAt(position, length).then(
      (read) => {
        read.copy(buffer, offset);
        callback(read.length < length ? new Error('unexpected EOF') : null);
      },
      (cause: unknown) => callback(cause instanceof Error ? cause : new Error(String(cause))),
    );
  }
}

function toZipEntry(zip: ZipFile, entry: Entry): ZipEntry {
  return {
    name: nameOf(entry),
    method: entry.compressionMethod,
    isEncrypted: entry.isEncrypted(),
    packedBytes: entry.compressedSize,
    sizeBytes: entry.uncompressedSize,
    crc32: entry.crc32,
    findDataStart: async () => (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart,
  };
}

/** Names in UTF-8 that do not say so are common; by the letter of APPNOTE they would be code page 437. */
function nameOf(entry: Entry): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(entry.fileNameRaw);
  } catch {
    const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
    return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
  }
}

function directoryFailure(cause: unknown, context: DecodeContext): unknown {
  const text = cause instanceof Error ? cause.message : '';
  if (/End of central directory record signature not found/u.test(text)) {
    return cutShort(context, 'zip', cause);
  }
  if (/strong encryption/u.test(text)) return unsupported(context, 'encrypted zip');
  if (/multi-disk/u.test(text)) return unsupported(context, 'zip in several files');
  if (cause instanceof TooManyEntries) {
    return unsupported(context, `zip with more than ${ENTRIES_MAX} files`);
  }
  if (cause instanceof Error && cause.name === 'AppError') return cause;
  return damaged(context, { format: 'zip', offsetBytes: 0 }, cause);
}
