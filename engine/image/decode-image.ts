import type { Layer } from '#contract/image.ts';
import { AppError, CancelledError, fail } from '../errors/app-error.ts';
import type { BlockPool } from './block-pool.ts';
import { DECODING, type DecodeContext, unsupported } from './decode-context.ts';
import { decodeGz } from './decode-gz.ts';
import { decodeWith7z } from './decode-with-7z.ts';
import { decodeZipEntry, METHOD_STORED } from './decode-zip-entry.ts';
import { HEAD_BYTES } from './describe-content.ts';
import { type Detected, detectLayer, detectOuterLayer } from './detect-layer.ts';
import { fileChunks } from './file-chunks.ts';
import { type PackedFacts, packedFacts, type StreamLayer, UNKNOWN_FACTS } from './image-size.ts';
import { decodeLz4 } from './lz4/decode-lz4.ts';
import { NeedsFileError } from './needs-file-error.ts';
import { changed, type FileStream, type ImageFile } from './open-image-file.ts';
import { peek } from './read-head.ts';
import { type SeekableBytes, seekableRange } from './seekable-bytes.ts';
import { type DiskFormat, isDiskFormat } from './virtual-disk/disk-format.ts';
import { selectZipEntry } from './select-zip-entry.ts';

/** Deeper nesting is no distribution of an image but an attack. */
const LAYERS_MAX = 4;

export interface DecodedImage {
  /** Outermost first. */
  readonly layers: readonly Layer[];
  readonly entryName: string | null;
  /** Unpacked; null where the container does not tell. */
  readonly sizeBytes: number | null;
  /** First bytes of the unpacked image: HEAD_BYTES or more, or all of it. */
  readonly head: Buffer;
  /** The unpacked image, where it can be read anywhere without decoding. */
  readonly seekable: SeekableBytes | null;
  /** True where every byte of the file is read, in order, on the way to the end. */
  readonly isFileReadWhole: boolean;
  /**
   * The whole unpacked image. A chunk is valid until the next one is asked for. Call `return()` to end early;
   * failures are those of the decoders, or IMAGE_CHANGED where the file was changed under them.
   */
  readonly chunks: AsyncGenerator<Buffer>;
}

export interface DecodeOptions {
  /** At least 4 blocks. */
  readonly pool: BlockPool;
  readonly signal: AbortSignal;
  /** Sees the bytes of the file as they are read; see `FileChunksOptions.onChunk`. */
  readonly onFileChunk?: (chunk: Buffer) => Promise<void>;
}

interface Step {
  readonly layers: readonly Layer[];
  readonly chunks: AsyncGenerator<Buffer>;
  readonly sizeBytes: number | null;
  /** The bytes that come out, where they can be read anywhere without decoding. */
  readonly seekable: SeekableBytes | null;
  readonly entryName: string | null;
  readonly isFileReadWhole: boolean;
}

/**
 * Finds the layers around the image by content and opens it for reading. Besides the failures of the decoders:
 * IMAGE_UNSUPPORTED for what is no image or is packed in a way that cannot be read, IMAGE_EMPTY.
 */
export async function decodeImage(file: ImageFile, options: DecodeOptions): Promise<DecodedImage> {
  if (file.stream !== undefined) return await decodeStream(file, file.stream, options);
  const context = { path: file.path, fileBytes: file.sizeBytes, signal: options.signal };
  const fileHead = await file.readAt(0, HEAD_BYTES);
  const outer = layerOf(await detectOuterLayer(file, fileHead), [], context);
  const step = await outerStep(outer, file, { ...options, context });
  return await unwrap(step, { file, context, isOuterKnown: true });
}

/** Takes one layer after the other off, until what comes out is none. */
async function unwrap(outermost: Step, found: Unwrapping): Promise<DecodedImage> {
  const { file, context } = found;
  let step = outermost;
  try {
    while (true) {
      const { head, chunks } = await peek(step.chunks, HEAD_BYTES);
      if (head.length === 0) throw empty(file.path);
      const isKnown = found.isOuterKnown && step.layers.length === 0;
      const layer = isKnown ? null : layerOf(detectLayer(head), step.layers, context);
      if (layer === null) {
        return { ...step, head, chunks: honest(chunks, file, context.signal) };
      }
      step = { ...step, chunks };
      step = await innerStep(layer, step, context);
    }
  } catch (cause) {
    await step.chunks.return(undefined);
    throw await truth(cause, file, context.signal);
  }
}

interface Unwrapping {
  readonly file: ImageFile;
  readonly context: DecodeContext;
  /** The file itself was judged already, also by its end. */
  readonly isOuterKnown: boolean;
}

/** Nothing but the next bytes can be looked at: what only the end tells stays unknown. NeedsFileError for what is not read in order. */
async function decodeStream(file: ImageFile, stream: FileStream, options: DecodeOptions): Promise<DecodedImage> {
  const context = { path: file.path, fileBytes: file.sizeBytes, signal: options.signal };
  const step: Step = {
    layers: [],
    chunks: seen(stream.chunks(), options.onFileChunk),
    sizeBytes: stream.sizeBytes,
    seekable: null,
    entryName: null,
    isFileReadWhole: true,
  };
  return await unwrap(step, { file, context, isOuterKnown: false });
}

async function* seen(chunks: AsyncGenerator<Buffer>, onChunk: DecodeOptions['onFileChunk']): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    await onChunk?.(chunk);
    yield chunk;
  }
}

function layerOf(detected: Detected, layers: readonly Layer[], context: DecodeContext): Layer | null {
  const outer = layers.at(-1);
  if (detected.kind === 'other') {
    const inside = outer === undefined ? '' : ` inside ${outer}`;
    throw unsupported(context, `${detected.format}${inside}`);
  }
  return detected.kind === 'layer' ? detected.layer : null;
}

async function outerStep(
  layer: Layer | null,
  file: ImageFile,
  options: DecodeOptions & { readonly context: DecodeContext },
): Promise<Step> {
  const { pool, signal, context } = options;
  const wholeFile = () => fileChunks(file, { pool, signal, onChunk: options.onFileChunk });
  const base = { entryName: null, seekable: null, isFileReadWhole: true };
  if (layer === null) {
    return { ...base, layers: [], chunks: wholeFile(), sizeBytes: file.sizeBytes, seekable: file };
  }
  if (isDiskFormat(layer)) return await diskStep(layer, file, options);
  if (layer === 'dmg') {
    // Its packages are large and most images are no dmg.
    const [{ openDmg }, { decodeDmg }] = await Promise.all([import('./open-dmg.ts'), import('./decode-dmg.ts')]);
    const dmg = await openDmg(file, context);
    return {
      ...base,
      layers: [layer],
      chunks: decodeDmg(dmg, { file, pool }, context),
      sizeBytes: dmg.sizeBytes,
      isFileReadWhole: false,
    };
  }
  if (layer === 'zip') {
    const entry = await selectZipEntry(file, pool, context);
    const isStored = entry.method === METHOD_STORED && !entry.isEncrypted;
    return {
      layers: [layer],
      chunks: decodeZipEntry({ file, pool, entry }, context),
      sizeBytes: entry.sizeBytes,
      seekable: isStored ? seekableRange(file, await entry.findDataStart(), entry.packedBytes) : null,
      entryName: entry.name,
      isFileReadWhole: false,
    };
  }
  if (layer === '7z') {
    const { selectSevenZipEntry, decodeSevenZipEntry } = await import('./seven-zip-archive.ts');
    const entry = await selectSevenZipEntry(context);
    return {
      layers: [layer],
      chunks: decodeSevenZipEntry(entry, context),
      sizeBytes: entry.sizeBytes,
      seekable: null,
      entryName: entry.name,
      isFileReadWhole: false,
    };
  }
  const facts = await packedFacts(layer, file, context);
  return {
    ...base,
    layers: [layer],
    chunks: unpack(wholeFile(), { layer, facts }, context),
    sizeBytes: facts.sizeBytes,
  };
}

async function diskStep(
  format: DiskFormat,
  file: ImageFile,
  { pool, context }: DecodeOptions & { readonly context: DecodeContext },
): Promise<Step> {
  const [{ openVirtualDisk }, { decodeDisk }, { DiskBytes }] = await Promise.all([
    import('./virtual-disk/open-virtual-disk.ts'),
    import('./virtual-disk/decode-disk.ts'),
    import('./virtual-disk/disk-bytes.ts'),
  ]);
  const disk = await openVirtualDisk(format, file, context);
  return {
    layers: [format],
    chunks: decodeDisk(disk, pool),
    sizeBytes: disk.sizeBytes,
    seekable: new DiskBytes(disk),
    entryName: null,
    isFileReadWhole: false,
  };
}

async function innerStep(layer: Layer, outer: Step, context: DecodeContext): Promise<Step> {
  if (layer === 'zip' || layer === '7z' || layer === 'dmg' || isDiskFormat(layer)) {
    if (outer.layers.length === 0) throw new NeedsFileError(layer);
    throw unsupported(context, `${layer} inside ${outer.layers.at(-1)}`);
  }
  if (outer.layers.length >= LAYERS_MAX) throw unsupported(context, `packed more than ${LAYERS_MAX} times`);
  const facts = outer.seekable === null ? UNKNOWN_FACTS : await packedFacts(layer, outer.seekable, context);
  return {
    ...outer,
    layers: [...outer.layers, layer],
    sizeBytes: facts.sizeBytes,
    seekable: null,
    chunks: unpack(outer.chunks, { layer, facts }, context),
  };
}

function unpack(
  input: AsyncGenerator<Buffer>,
  { layer, facts }: { readonly layer: StreamLayer; readonly facts: PackedFacts },
  context: DecodeContext,
): AsyncGenerator<Buffer> {
  if (layer === 'gz') return decodeGz(input, context);
  if (layer === 'lz4') return decodeLz4(input, context);
  return decodeWith7z(input, { format: layer, isParallel: facts.isParallel }, context);
}

/** Not a generator function: ending one of those that has not begun would leave the decoders running. */
function honest(chunks: AsyncGenerator<Buffer>, file: ImageFile, signal: AbortSignal): AsyncGenerator<Buffer> {
  return {
    next: () =>
      chunks.next().catch(async (cause: unknown) => {
        throw await truth(cause, file, signal);
      }),
    return: (value) => chunks.return(value),
    throw: (cause) => chunks.throw(cause),
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await chunks.return(undefined);
    },
  };
}

/** Damage that comes from a change of the file under our hands is no damage: IMAGE_CHANGED. */
async function truth(cause: unknown, file: ImageFile, signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return new CancelledError();
  const isDamage =
    cause instanceof AppError &&
    (cause.failure.code === 'DECOMPRESS_FAILED' || cause.failure.code === 'IMAGE_TRUNCATED');
  if (!isDamage) return cause;
  return file.assertUnchanged().then(
    () => cause,
    () => changed(file.path, cause),
  );
}

function empty(path: string): AppError {
  return fail('IMAGE_EMPTY', { path }, { where: DECODING, message: `"${path}" unpacks to 0 bytes` });
}
