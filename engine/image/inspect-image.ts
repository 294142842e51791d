import path from 'node:path';
import type { Image, ImageWarning } from '#contract/image.ts';
import { type BootReport, readBoot } from '../boot/read-boot.ts';
import { LimitedBytes } from '../filesystem/limited-bytes.ts';
import { readUdfFacts, type UdfFacts } from '../filesystem/udf-facts.ts';
import { recogniseImage } from '../recognition/recognise-image.ts';
import { cleanText } from '../text/clean-text.ts';
import { assertMapped } from './block-map/block-map-check.ts';
import { findBlockMap } from './block-map/find-block-map.ts';
import { BlockPool } from './block-pool.ts';
import { assertComplete } from './declared-size.ts';
import { type DecodedImage, decodeImage } from './decode-image.ts';
import { cutShort } from './decode-context.ts';
import { readEmbeddedChecksum } from './embedded-checksum.ts';
import { type Content, describeContent } from './describe-content.ts';
import { DecodedPrefix } from './decoded-prefix.ts';
import { type ImageFile, openImageFile } from './open-image-file.ts';

/** Enough for two reads ahead, one in use and one more. */
const POOL_BLOCKS = 4;
/** Judging what starts from an image reads no more of it than this, whatever its structures ask for. */
const BOOT_READ_MAX_BYTES = 6 * 1024 * 1024;
/** Of the descriptors of a UDF volume and its root folder. */
const UDF_READ_MAX_BYTES = 2 * 1024 * 1024;
/** How much of a packed image is unpacked to look at it: half a second's work at most. */
const UNPACKED_LIMIT_BYTES = 24 * 1024 * 1024;
/** Of a packed disk image: its first file system begins behind some MiB, and what names a Raspberry Pi OS lies behind its kernels. */
const UNPACKED_DISK_LIMIT_BYTES = 48 * 1024 * 1024;

export interface InspectHow {
  /** Absolute path of a block map that was named; it need not lie beside the image. */
  readonly blockMapPath?: string;
}

/**
 * Looks at the image at `path`: what it is packed in, what it is, how long it is unpacked. Reads and decodes
 * only its beginning, and for some formats its end. IMAGE_* failures, DECOMPRESS_FAILED, READER_LOST;
 * CancelledError after an abort. Nothing is left open.
 */
export async function inspectImage(imagePath: string, signal: AbortSignal, how: InspectHow = {}): Promise<Image> {
  return await inspectOpenFile(await openImageFile(imagePath), signal, how);
}

/** Like `inspectImage` for a file that is open; it is closed in any case. */
export async function inspectOpenFile(file: ImageFile, signal: AbortSignal, how: InspectHow = {}): Promise<Image> {
  try {
    const image = await decodeImage(file, { pool: new BlockPool(POOL_BLOCKS), signal });
    try {
      return await describe(file, image, { signal, how });
    } finally {
      await image.chunks.return(undefined);
    }
  } finally {
    await file.close();
  }
}

async function describe(
  file: ImageFile,
  image: DecodedImage,
  { signal, how }: { readonly signal: AbortSignal; readonly how: InspectHow },
): Promise<Image> {
  const content = describeContent(image.head);
  if (image.sizeBytes !== null) assertComplete(file.path, content, image.sizeBytes);
  if (image.layers.length === 0 && content.kind === 'unknown' && /\.dmg$/iu.test(file.path)) {
    // What packs a dmg is told by its last 512 bytes alone: without them it looks like noise.
    throw cutShort({ path: file.path, fileBytes: file.sizeBytes, signal }, 'dmg');
  }
  const blockMap = await findBlockMap(file.path, how.blockMapPath);
  if (blockMap !== null && image.sizeBytes !== null) assertMapped(blockMap, image.sizeBytes);
  const limitBytes = content.kind === 'disk' ? UNPACKED_DISK_LIMIT_BYTES : UNPACKED_LIMIT_BYTES;
  const bytes = image.seekable ?? new DecodedPrefix(image.chunks, image.sizeBytes, limitBytes);
  const system = await recogniseImage(bytes, content, signal);
  const udf = content.isUdf ? await readUdfFacts(new LimitedBytes(bytes, UDF_READ_MAX_BYTES, signal)) : null;
  const hasEnd = image.seekable !== null;
  const report = await readBoot(new LimitedBytes(bytes, BOOT_READ_MAX_BYTES, signal), { hasEnd, system });
  const embedded = readEmbeddedChecksum(image.head);
  const table = report.gpt.primary !== 'none' ? 'gpt' : content.mbr !== null ? 'mbr' : 'none';
  return {
    path: file.path,
    name: cleanText(path.basename(file.path)),
    file: file.identity,
    layers: image.layers,
    entryName: image.entryName === null ? null : cleanText(image.entryName),
    sizeBytes: image.sizeBytes,
    content: content.kind,
    partitionTable: table,
    isHybrid: content.kind === 'iso9660' && table !== 'none',
    volumeLabel: content.volumeLabel ?? (cleanText(udf?.label ?? '') || null),
    ...(udf?.revision == null ? {} : { udf: udf.revision }),
    system,
    ...(blockMap === null ? {} : { blockMap: cleanText(path.basename(blockMap.path)) }),
    ...how,
    ...(embedded === null ? {} : { embedded }),
    warnings: [...warningsOf(image, content, report), ...udfWarnings(udf)],
    boot: report.boot,
  };
}

function udfWarnings(udf: UdfFacts | null): readonly ImageWarning[] {
  if (udf === null) return [];
  if (udf.state === 'unsupported') return ['udf-unsupported'];
  return udf.state === 'damaged' ? ['udf-damaged'] : [];
}

function warningsOf({ sizeBytes }: DecodedImage, content: Content, report: BootReport): readonly ImageWarning[] {
  const { primary, backup } = report.gpt;
  const hasTable = content.mbr !== null || primary !== 'none';
  const isIso = content.iso !== null;
  const warnings: ImageWarning[] = [];
  if (!hasTable && isIso) warnings.push('not-hybrid');
  if (!hasTable && !isIso && !content.hasBootSector) warnings.push('no-partition-table');
  if (sizeBytes !== null && sizeBytes % 512 !== 0) warnings.push('odd-size');
  if (primary === 'header-damaged') warnings.push('primary-gpt-damaged');
  if (primary === 'entries-damaged') warnings.push('gpt-entries-damaged');
  if (backup === 'missing') warnings.push('backup-gpt-missing');
  if (report.boot.sectorSizeBytes === 4096) warnings.push('sectors-4096');
  if (sizeBytes === null) warnings.push('size-unknown');
  return warnings;
}
