import type { ImageDigest } from '#contract/image.ts';
import { type ImagePassOptions, openSameFile } from './image-pass.ts';
import { isPlainImage, passOverPlainFile } from './plain-pass.ts';

/**
 * SHA-256 of the bytes on disk, without unpacking. Where nothing is packed these are the image's, and all
 * digests are filled; else only `fileSha256`. IMAGE_CHANGED, IMAGE_UNREADABLE, CancelledError.
 */
export async function passOverFile(options: ImagePassOptions): Promise<ImageDigest> {
  const { signal, onProgress, extra = [] } = options;
  const file = await openSameFile(options.path, options.file);
  try {
    const isPlain = await isPlainImage(file);
    const digest = await passOverPlainFile(file, { signal, onProgress, extra });
    return isPlain ? digest : { ...digest, imageSha256: null, imageBytes: null, chunkTableSha256: null };
  } finally {
    await file.close();
  }
}
