import type { ExtraDigest, ImageDigest } from '#contract/image.ts';
import { digestPlainFile, PlainReadError } from '../checksum/plain-digest.ts';
import { embeddedDigest, readEmbeddedChecksum } from '../image/embedded-checksum.ts';
import { HEAD_BYTES } from '../image/describe-content.ts';
import { detectOuterLayer } from '../image/detect-layer.ts';
import { changed, type ImageFile, type LocalFile, unreadable } from '../image/open-image-file.ts';

export interface PlainPassOptions {
  readonly signal: AbortSignal;
  readonly onProgress: ((doneBytes: number, totalBytes: number) => void) | undefined;
  readonly extra: readonly ExtraDigest[];
}

/** True where the bytes of the file are the image itself. */
export async function isPlainImage(file: ImageFile): Promise<boolean> {
  return (await detectOuterLayer(file, await file.readAt(0, HEAD_BYTES))).kind === 'content';
}

/** All digests of an image that is not packed. IMAGE_UNREADABLE, IMAGE_CHANGED, CancelledError. */
export async function passOverPlainFile(file: LocalFile, options: PlainPassOptions): Promise<ImageDigest> {
  const embedded = readEmbeddedChecksum(await file.readAt(0, HEAD_BYTES));
  const ofEmbedded = embedded === null ? [] : [embeddedDigest(embedded)];
  try {
    const {
      totalBytes,
      sha256,
      chunkTableSha256,
      extra: all,
    } = await digestPlainFile({
      fd: file.fd,
      signal: options.signal,
      onProgress: (doneBytes) => options.onProgress?.(doneBytes, file.sizeBytes),
      extra: [...options.extra, ...ofEmbedded],
    });
    if (totalBytes !== file.sizeBytes) throw changed(file.path);
    await file.assertUnchanged();
    const extra = all.slice(0, options.extra.length);
    const digest = { imageSha256: sha256, fileSha256: sha256, imageBytes: totalBytes, chunkTableSha256, extra };
    const [actual] = all.slice(extra.length);
    return embedded === null || actual === undefined
      ? digest
      : { ...digest, embedded: { expected: embedded.digest, actual } };
  } catch (cause) {
    throw cause instanceof PlainReadError ? unreadable(file.path, cause.offsetBytes, cause.cause) : cause;
  }
}
