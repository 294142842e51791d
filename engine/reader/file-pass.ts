import type { ImageDigest } from '#contract/image.ts';
import { Sha256Thread } from '../checksum/sha256-thread.ts';
import { BlockPool } from '../image/block-pool.ts';
import { HEAD_BYTES } from '../image/describe-content.ts';
import { detectOuterLayer } from '../image/detect-layer.ts';
import { fileChunks } from '../image/file-chunks.ts';
import { type ImagePassOptions, openSameFile, passOverImage } from './image-pass.ts';

const FILE_BLOCKS = 6;

/**
 * SHA-256 of the bytes on disk, without unpacking. Where nothing is packed these are the image's, and all
 * digests are filled; else only `fileSha256`. IMAGE_CHANGED, IMAGE_UNREADABLE, CancelledError.
 */
export async function passOverFile(options: ImagePassOptions): Promise<ImageDigest> {
  const sha256 = new Sha256Thread();
  try {
    const file = await openSameFile(options.path, options.file);
    try {
      const outer = await detectOuterLayer(file, await file.readAt(0, HEAD_BYTES));
      if (outer.kind === 'content') return await passOverImage(options);
      let doneBytes = 0;
      const chunks = fileChunks(file, {
        pool: new BlockPool(FILE_BLOCKS),
        signal: options.signal,
        onChunk: (chunk) => sha256.update('file', chunk),
      });
      for await (const chunk of chunks) {
        doneBytes += chunk.length;
        options.onProgress?.(doneBytes, file.sizeBytes);
      }
      await file.assertUnchanged();
      return {
        imageSha256: null,
        fileSha256: await sha256.digest('file'),
        imageBytes: null,
        chunkTableSha256: null,
      };
    } finally {
      await file.close();
    }
  } finally {
    await sha256.close();
  }
}
