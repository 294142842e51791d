import { type Image, type ImageDigest, plainDigest } from '#contract/image.ts';
import type { Expected } from '#contract/trust.ts';
import { fail } from '../errors/app-error.ts';
import type { ReaderClient } from '../reader/reader-client.ts';

export interface ExpectedCheck {
  readonly reader: ReaderClient;
  readonly image: Image;
  readonly expected: Expected;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Compares the image with the digest it must have, before any drive is touched: first the file as it lies there, and, where
 * it is packed and differs, the unpacked image. Gives the SHA-256 of exactly what was found equal, read in the same pass:
 * what is written later must have it too. Throws CHECKSUM_MISMATCH, naming the file's own digest.
 */
export async function checkExpected(check: ExpectedCheck): Promise<string> {
  const { reader, image, expected, signal, onProgress } = check;
  const extra = expected.algorithm === 'sha512' ? [plainDigest('sha512')] : [];
  const options = { signal, onProgress, extra };
  const request = { path: image.path, file: image.file, blockMapPath: image.blockMapPath };
  const ofFile = await reader.digest({ ...request, of: 'file' }, options);
  const actual = digestIn(ofFile, ofFile.fileSha256, expected);
  if (ofFile.fileSha256 !== null && actual === expected.digest) return ofFile.fileSha256;
  if (image.layers.length > 0) {
    const ofImage = await reader.digest({ ...request, of: 'image' }, options);
    const unpacked = digestIn(ofImage, ofImage.imageSha256, expected);
    if (ofImage.imageSha256 !== null && unpacked === expected.digest) return ofImage.imageSha256;
  }
  throw fail(
    'CHECKSUM_MISMATCH',
    { expected: expected.digest, actual: actual ?? '' },
    {
      where: { process: 'host', operation: 'check-expected' },
      message: `${expected.algorithm} of "${image.name}" is ${actual}, expected ${expected.digest}`,
    },
  );
}

function digestIn(digest: ImageDigest, sha256: string | null, { algorithm }: Expected): string | null {
  return algorithm === 'sha512' ? (digest.extra[0] ?? null) : sha256;
}
