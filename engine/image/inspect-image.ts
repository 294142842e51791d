import path from 'node:path';
import type { Image, ImageWarning } from '#contract/image.ts';
import { isGptHeader } from '../partition/gpt.ts';
import { recogniseImage } from '../recognition/recognise-image.ts';
import { cleanText } from '../text/clean-text.ts';
import { BlockPool } from './block-pool.ts';
import { assertComplete } from './declared-size.ts';
import { type DecodedImage, decodeImage } from './decode-image.ts';
import { cutShort } from './decode-context.ts';
import { type Content, describeContent } from './describe-content.ts';
import { type ImageFile, openImageFile } from './open-image-file.ts';

/** Enough for two reads ahead, one in use and one more. */
const POOL_BLOCKS = 4;

/**
 * Looks at the image at `path`: what it is packed in, what it is, how long it is unpacked. Reads and decodes
 * only its beginning, and for some formats its end. IMAGE_* failures, DECOMPRESS_FAILED, READER_LOST;
 * CancelledError after an abort. Nothing is left open.
 */
export async function inspectImage(imagePath: string, signal: AbortSignal): Promise<Image> {
  const file = await openImageFile(imagePath);
  try {
    const image = await decodeImage(file, { pool: new BlockPool(POOL_BLOCKS), signal });
    try {
      return await describe(file, image, signal);
    } finally {
      await image.chunks.return(undefined);
    }
  } finally {
    await file.close();
  }
}

async function describe(file: ImageFile, image: DecodedImage, signal: AbortSignal): Promise<Image> {
  const content = describeContent(image.head);
  if (image.sizeBytes !== null) assertComplete(file.path, content, image.sizeBytes);
  if (image.layers.length === 0 && content.kind === 'unknown' && /\.dmg$/iu.test(file.path)) {
    // What packs a dmg is told by its last 512 bytes alone: without them it looks like noise.
    throw cutShort({ path: file.path, fileBytes: file.sizeBytes, signal }, 'dmg');
  }
  const table = content.gpt !== null ? 'gpt' : content.mbr !== null ? 'mbr' : 'none';
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
    volumeLabel: content.volumeLabel,
    system: await recogniseImage({ file, image, content }, signal),
    warnings: await warningsOf(file, image, content),
  };
}

async function warningsOf(file: ImageFile, image: DecodedImage, content: Content): Promise<readonly ImageWarning[]> {
  const { sizeBytes } = image;
  const hasTable = content.gpt !== null || content.mbr !== null;
  const isIso = content.iso !== null;
  const warnings: ImageWarning[] = [];
  if (!hasTable && isIso) warnings.push('not-hybrid');
  if (!hasTable && !isIso && !content.hasBootSector) warnings.push('no-partition-table');
  if (sizeBytes !== null && sizeBytes % 512 !== 0) warnings.push('odd-size');
  if (!(await hasBackupGpt(file, image, content))) warnings.push('backup-gpt-missing');
  if (sizeBytes === null) warnings.push('size-unknown');
  return warnings;
}

/** True also where there is no GPT or where it cannot be known without unpacking. */
async function hasBackupGpt(file: ImageFile, image: DecodedImage, { gpt }: Content): Promise<boolean> {
  if (gpt === null || image.sizeBytes === null) return true;
  const at = gpt.alternateLba * gpt.sectorSizeBytes;
  if (at + gpt.sectorSizeBytes > image.sizeBytes) return false;
  return image.layers.length > 0 || isGptHeader(await file.readAt(at, gpt.sectorSizeBytes));
}
