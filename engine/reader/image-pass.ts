import type { ExtraDigest, FileIdentity, ImageDigest } from '#contract/image.ts';
import { ChunkTable } from '../checksum/chunk-table.ts';
import { extraPart } from '../checksum/extra-part.ts';
import { Sha256Thread } from '../checksum/sha256-thread.ts';
import { CancelledError } from '../errors/app-error.ts';
import { BLOCK_BYTES, BlockPool } from '../image/block-pool.ts';
import { BlockMapCheck } from '../image/block-map/block-map-check.ts';
import { findBlockMap } from '../image/block-map/find-block-map.ts';
import { unsupported } from '../image/decode-context.ts';
import { type DecodedImage, decodeImage } from '../image/decode-image.ts';
import { assertComplete } from '../image/declared-size.ts';
import { describeContent } from '../image/describe-content.ts';
import { embeddedDigest, readEmbeddedChecksum } from '../image/embedded-checksum.ts';
import { isDmgTrailer } from '../image/detect-layer.ts';
import { NeedsFileError } from '../image/needs-file-error.ts';
import { changed, type ImageFile, isSameFile, type LocalFile, openImageFile } from '../image/open-image-file.ts';
import { freeYoungMemory } from './free-young-memory.ts';
import { isPlainImage, passOverPlainFile } from './plain-pass.ts';

/** Blocks being read from the file, and blocks on their way to the hash and to the host. */
const FILE_BLOCKS = 4;
const IMAGE_BLOCKS = 4;
const TRAILER_BYTES = 512;
const FREE_EVERY_BYTES = 8 * BLOCK_BYTES;

export interface ImagePassOptions {
  readonly path: string;
  readonly file: FileIdentity;
  readonly signal: AbortSignal;
  /** Sees every block (BLOCK_BYTES, the last one shorter) in order; it is kept until the promise is settled. */
  readonly onBlock?: (block: Buffer, offsetBytes: number) => Promise<void>;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  /** Of the unpacked bytes. */
  readonly extra?: readonly ExtraDigest[] | undefined;
  /** SHA-512 as well, of the file and of what it holds. */
  readonly hasSha512?: boolean;
  /** A block map that was named; else one beside the image is looked for. */
  readonly blockMapPath?: string;
}

/** Opens the file and makes sure that it is the one meant: IMAGE_CHANGED otherwise. */
export async function openSameFile(path: string, identity: FileIdentity): Promise<LocalFile> {
  const file = await openImageFile(path);
  if (isSameFile(file.identity, identity)) return file;
  await file.close();
  throw changed(path);
}

/**
 * Unpacks the whole image once and computes its digests. Besides the failures of `decodeImage`: IMAGE_CHANGED
 * where the file is another one before, or differs after, the last byte. CancelledError after an abort; nothing
 * is left open.
 */
export async function passOverImage(options: ImagePassOptions): Promise<ImageDigest> {
  const file = await openSameFile(options.path, options.file);
  try {
    const isDigestOnly =
      options.onBlock === undefined && (await findBlockMap(file.path, options.blockMapPath)) === null;
    if (isDigestOnly && (await isPlainImage(file))) {
      const { signal, onProgress, extra = [] } = options;
      return await passOverPlainFile(file, { signal, onProgress, extra });
    }
    return await passOverOpenFile(file, options);
  } finally {
    await file.close();
  }
}

/** Like `passOverImage` for a file that is open and known to be the one meant; it stays open. */
export async function passOverOpenFile(file: ImageFile, options: Omit<ImagePassOptions, 'file'>): Promise<ImageDigest> {
  const sha256 = new Sha256Thread();
  try {
    return await unpackAll(file, sha256, options);
  } finally {
    await sha256.close();
  }
}

async function unpackAll(
  file: ImageFile,
  sha256: Sha256Thread,
  options: Omit<ImagePassOptions, 'file'>,
): Promise<ImageDigest> {
  const { hasSha512 = false } = options;
  let fileDoneBytes = 0;
  let isPacked = true;
  const image = await decodeImage(file, {
    pool: new BlockPool(FILE_BLOCKS),
    signal: options.signal,
    onFileChunk: async (chunk) => {
      fileDoneBytes += chunk.length;
      // An image that is not packed is hashed once: file and image are the same bytes.
      if (!isPacked) return;
      await Promise.all([sha256.update('file', chunk), hasSha512 ? sha256.update('file512', chunk, 'sha512') : null]);
    },
  });
  isPacked = image.layers.length > 0;
  const found = await findBlockMap(file.path, options.blockMapPath);
  const check = found === null ? null : new BlockMapCheck(found, file.path);
  const table = new ChunkTable();
  const embedded = readEmbeddedChecksum(image.head);
  const { extra: asked = [] } = options;
  const extra = embedded === null ? asked : [...asked, embeddedDigest(embedded)];
  let tail: Buffer = Buffer.alloc(0);
  const report = () =>
    image.sizeBytes === null
      ? options.onProgress?.(fileDoneBytes, file.sizeBytes)
      : options.onProgress?.(table.totalBytes, image.sizeBytes);
  await eachBlock(image, options.signal, async (block, offsetBytes) => {
    table.add(block);
    check?.add(block);
    if (offsetBytes % FREE_EVERY_BYTES === 0) freeYoungMemory();
    tail = Buffer.from(block.subarray(-TRAILER_BYTES));
    report();
    await Promise.all([
      sha256.update('image', block),
      hasSha512 ? sha256.update('image512', block, 'sha512') : null,
      ...extra.map((one, index) => sha256.update(`${index}`, extraPart(block, offsetBytes, one), one.algorithm)),
      options.onBlock?.(block, offsetBytes),
    ]);
  });
  check?.finish();
  await file.assertUnchanged();
  // A dmg shows only at its end what it is; its bytes as they are would not start any computer.
  if (isDmgTrailer(tail)) {
    if (isPacked) throw unsupported(options, `dmg inside ${image.layers.at(-1)}`);
    if (file.stream !== undefined) throw new NeedsFileError('dmg');
  }
  // Where nothing told the length before, what the image says of itself is held against it now.
  if (file.stream !== undefined) assertComplete(file.path, describeContent(image.head), table.totalBytes);
  const imageSha256 = await sha256.digest('image');
  const fileSha256 = isPacked ? await fileDigest(image, sha256, 'file') : imageSha256;
  const image512 = hasSha512 ? await sha256.digest('image512') : null;
  const file512 = hasSha512 && isPacked ? await fileDigest(image, sha256, 'file512') : image512;
  const suffixed = extra.map(({ suffix, algorithm }, index) =>
    sha256.update(`${index}`, Buffer.from(suffix, 'base64'), algorithm),
  );
  await Promise.all(suffixed);
  const all = await Promise.all(extra.map((_, index) => sha256.digest(`${index}`)));
  const [actual] = all.slice(asked.length);
  return {
    imageSha256,
    fileSha256,
    imageBytes: table.totalBytes,
    chunkTableSha256: table.digest(),
    ...(hasSha512 ? { sha512: { file: file512, image: image512 } } : {}),
    extra: all.slice(0, asked.length),
    ...(embedded === null || actual === undefined ? {} : { embedded: { expected: embedded.digest, actual } }),
  };
}

function fileDigest(image: DecodedImage, sha256: Sha256Thread, name: string): Promise<string> | null {
  return image.isFileReadWhole ? sha256.digest(name) : null;
}

type UseBlock = (block: Buffer, offsetBytes: number) => Promise<void>;

/** Cuts the image into blocks of BLOCK_BYTES; several may be in the hands of `use` at the same time. */
async function eachBlock(image: DecodedImage, signal: AbortSignal, use: UseBlock): Promise<void> {
  const blocks = new BlockWriter(use, signal);
  try {
    for await (const chunk of image.chunks) await blocks.add(chunk);
    await blocks.finish();
  } finally {
    await image.chunks.return(undefined);
    await blocks.settled();
  }
}

class BlockWriter {
  readonly #pool = new BlockPool(IMAGE_BLOCKS);
  readonly #use: UseBlock;
  readonly #signal: AbortSignal;
  readonly #inUse = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];
  #block: Buffer | null = null;
  #filledBytes = 0;
  #offsetBytes = 0;

  constructor(use: UseBlock, signal: AbortSignal) {
    this.#use = use;
    this.#signal = signal;
  }

  async add(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      this.#assertGoing();
      this.#block ??= await this.#pool.acquire(this.#signal);
      const copied = chunk.copy(this.#block, this.#filledBytes, at);
      at += copied;
      this.#filledBytes += copied;
      if (this.#filledBytes === BLOCK_BYTES) this.#send(this.#block);
    }
  }

  /** Hands over the last, shorter block and waits for all of them. */
  async finish(): Promise<void> {
    if (this.#block !== null) this.#send(this.#block);
    await this.settled();
    this.#assertGoing();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#inUse);
  }

  #send(block: Buffer): void {
    const using = this.#use(block.subarray(0, this.#filledBytes), this.#offsetBytes)
      .catch((cause: unknown) => {
        this.#failures.push(cause);
      })
      .finally(() => {
        this.#inUse.delete(using);
        this.#pool.release(block);
      });
    this.#inUse.add(using);
    this.#offsetBytes += this.#filledBytes;
    this.#filledBytes = 0;
    this.#block = null;
  }

  #assertGoing(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
    if (this.#signal.aborted) throw new CancelledError();
  }
}
