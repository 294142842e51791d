import type { ImageDigest } from '#contract/image.ts';
import type { Plan } from '#contract/job.ts';
import { fail } from '../errors/app-error.ts';
import { embeddedMismatch } from '../image/embedded-mismatch.ts';
import { imageChanged } from './raw-image.ts';

const where = { process: 'host', operation: 'run-job' } as const;

type Expecting = Pick<Plan, 'image' | 'expectedSha256'>;

/** What the image of a job must be: what was checked before it, or, from a server, what is expected of it. */
export function expecting({ image, expectedSha256 }: Expecting, trustedSha256: string | null): Expecting {
  return { image, expectedSha256: image.remote === undefined ? trustedSha256 : expectedSha256 };
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
  const { image, expectedSha256 } = plan;
  const isSame = digest?.chunkTableSha256 === written.chunkTableSha256 && digest.imageBytes === written.totalBytes;
  if (!isSame) throw imageChanged(image.path);
  assertExpected(plan, digest);
  assertEmbedded(plan, digest);
  if (image.remote !== undefined || expectedSha256 === null || isExpected(digest, expectedSha256)) return;
  // a zip is not read in order: its digest was compared before
  if (image.layers.length === 0 || digest.fileSha256 !== null) throw imageChanged(image.path);
}

/** CHECKSUM_MISMATCH unless what came from a server, packed or unpacked, is what the user expects. */
export function assertExpected({ image, expectedSha256: expected }: Expecting, digest: ImageDigest): void {
  if (image.remote === undefined || expected === null || isExpected(digest, expected)) return;
  const actual = digest.fileSha256 ?? digest.imageSha256 ?? '';
  const message = `SHA-256 of "${image.path}" is ${actual}, expected ${expected}`;
  throw fail('CHECKSUM_MISMATCH', { expected, actual }, { where, message, nothingWritten: false });
}

/**
 * EMBEDDED_CHECKSUM_MISMATCH where the checksum the image carries in itself is not that of its bytes, unless they are what
 * somebody said they must be: a SHA-256 of the whole image counts for more.
 */
export function assertEmbedded({ image, expectedSha256 }: Expecting, digest: ImageDigest): void {
  const { embedded } = digest;
  if (embedded === undefined || embedded.expected === embedded.actual) return;
  if (expectedSha256 !== null && isExpected(digest, expectedSha256)) return;
  throw embeddedMismatch(image.path, embedded, false);
}

/** For the receipt: true where an expected digest was given and compared. That of a file was compared before the job. */
export function wasExpected({ image, expectedSha256 }: Expecting, digest: ImageDigest | null): boolean {
  if (expectedSha256 === null) return false;
  return image.remote === undefined || (digest !== null && isExpected(digest, expectedSha256));
}

function isExpected({ fileSha256, imageSha256 }: ImageDigest, expected: string): boolean {
  return fileSha256 === expected || imageSha256 === expected;
}
