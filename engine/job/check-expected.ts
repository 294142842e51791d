import type { Image } from '#contract/image.ts';
import { fail } from '../errors/app-error.ts';
import type { ReaderClient } from '../reader/reader-client.ts';

export interface ExpectedCheck {
  readonly reader: ReaderClient;
  readonly image: Image;
  /** 64 lower-case hex digits. */
  readonly expected: string;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Compares the image with the SHA-256 the user expects, before any drive is touched: first the file as it lies there,
 * and, where it is packed and differs, the unpacked image. Throws CHECKSUM_MISMATCH, naming the file's own digest.
 */
export async function checkExpected(check: ExpectedCheck): Promise<void> {
  const { reader, image, expected, signal, onProgress } = check;
  const options = { signal, onProgress };
  const request = { path: image.path, file: image.file } as const;
  const { fileSha256 } = await reader.digest({ ...request, of: 'file' }, options);
  if (fileSha256 === expected) return;
  if (image.layers.length > 0) {
    const { imageSha256 } = await reader.digest({ ...request, of: 'image' }, options);
    if (imageSha256 === expected) return;
  }
  throw fail(
    'CHECKSUM_MISMATCH',
    { expected, actual: fileSha256 ?? '' },
    {
      where: { process: 'host', operation: 'check-expected' },
      message: `SHA-256 of "${image.name}" is ${fileSha256}, expected ${expected}`,
    },
  );
}
