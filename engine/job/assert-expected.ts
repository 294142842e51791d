import type { Image, ImageDigest } from '#contract/image.ts';
import type { Plan } from '#contract/job.ts';
import { fail } from '../errors/app-error.ts';
import { embeddedMismatch } from '../image/embedded-mismatch.ts';
import { imageChanged } from './raw-image.ts';

const where = { process: 'host', operation: 'run-job' } as const;

interface Expecting {
  readonly image: Image;
  /** SHA-256 or SHA-512, told by its length; null: nothing is known. */
  readonly expectedDigest: string | null;
}

/** What the image of a job must be: what was checked before it, or, from a server, what is expected of it. */
export function expecting({ image, check }: Pick<Plan, 'image' | 'check'>, trustedSha256: string | null): Expecting {
  return { image, expectedDigest: image.remote === undefined ? trustedSha256 : (check?.digest ?? null) };
}

/**
 * Throws unless what a drive holds is the image that was read, and that is the image the user expects: IMAGE_CHANGED, or
 * CHECKSUM_MISMATCH for an image from a server, whose digest nobody could know before.
 */
export function assertSameImage(
  plan: Expecting,
  digest: ImageDigest | null,
  written: { readonly chunkTableSha256: string; readonly totalBytes: number },
): void {
  const { image, expectedDigest } = plan;
  const isSame = digest?.chunkTableSha256 === written.chunkTableSha256 && digest.imageBytes === written.totalBytes;
  if (!isSame) throw imageChanged(image.path);
  assertExpected(plan, digest);
  assertEmbedded(plan, digest);
  if (image.remote !== undefined || expectedDigest === null || isExpected(digest, expectedDigest)) return;
  // a zip is not read in order: its digest was compared before
  if (image.layers.length === 0 || digest.fileSha256 !== null) throw imageChanged(image.path);
}

/** CHECKSUM_MISMATCH unless what came from a server, packed or unpacked, is what the user expects. */
export function assertExpected({ image, expectedDigest: expected }: Expecting, digest: ImageDigest): void {
  if (image.remote === undefined || expected === null || isExpected(digest, expected)) return;
  const { file, image: unpacked } = valuesLike(expected, digest);
  const actual = file ?? unpacked ?? '';
  const message = `${isSha512(expected) ? 'SHA-512' : 'SHA-256'} of "${image.path}" is ${actual}, expected ${expected}`;
  throw fail('CHECKSUM_MISMATCH', { expected, actual }, { where, message, nothingWritten: false });
}

/**
 * EMBEDDED_CHECKSUM_MISMATCH where the checksum the image carries in itself is not that of its bytes, unless they are what
 * somebody said they must be: a SHA-256 of the whole image counts for more.
 */
export function assertEmbedded({ image, expectedDigest }: Expecting, digest: ImageDigest): void {
  const { embedded } = digest;
  if (embedded === undefined || embedded.expected === embedded.actual) return;
  if (expectedDigest !== null && isExpected(digest, expectedDigest)) return;
  throw embeddedMismatch(image.path, embedded, false);
}

/** For the receipt: true where an expected digest was given and compared. That of a file was compared before the job. */
export function wasExpected({ image, expectedDigest }: Expecting, digest: ImageDigest | null): boolean {
  if (expectedDigest === null) return false;
  return image.remote === undefined || (digest !== null && isExpected(digest, expectedDigest));
}

function isExpected(digest: ImageDigest, expected: string): boolean {
  const { file, image } = valuesLike(expected, digest);
  return file === expected || image === expected;
}

/** The values of the same algorithm. */
function valuesLike(expected: string, { fileSha256, imageSha256, sha512 }: ImageDigest) {
  return isSha512(expected) ? (sha512 ?? { file: null, image: null }) : { file: fileSha256, image: imageSha256 };
}

function isSha512(digest: string): boolean {
  return digest.length === 128;
}
