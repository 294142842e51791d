import type { AppFailure } from '#contract/errors.ts';
import type { Image } from '#contract/image.ts';
import type { ChecksumState, KnownDigests } from '#contract/session.ts';
import type { Expected } from '#contract/trust.ts';
import { embeddedMismatch } from '../image/embedded-mismatch.ts';

/** The machine drawn at `ChecksumState`. */
export type ChecksumEvent =
  | { readonly event: 'reading'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly event: 'digested'; readonly digests: KnownDigests }
  /** `failure` null: it was stopped. */
  | { readonly event: 'digest-failed'; readonly failure: AppFailure | null }
  | { readonly event: 'expected'; readonly expected: Expected }
  | { readonly event: 'distrusted'; readonly failure: AppFailure }
  | { readonly event: 'forgotten' };

export const NO_DIGESTS: KnownDigests = { fileSha256: null, imageSha256: null, fileSha512: null, imageSha512: null };
export const UNKNOWN_CHECKSUM: ChecksumState = { state: 'unknown', expected: null, failure: null };

/** The checksum after an event. Events that do not fit the state change nothing. Pure. */
export function reduceChecksum(checksum: ChecksumState, event: ChecksumEvent, image: Image): ChecksumState {
  switch (event.event) {
    case 'reading': {
      const { doneBytes, totalBytes } = event;
      if (isAnswered(checksum)) return checksum;
      return { state: 'computing', expected: expectedOf(checksum), doneBytes, totalBytes };
    }
    case 'digested':
      if (isBadlySigned(checksum)) return { ...checksum, digests: event.digests };
      return judged(expectedOf(checksum), event.digests, image);
    case 'digest-failed':
      if (checksum.state !== 'computing' && checksum.state !== 'unknown') return checksum;
      return { state: 'unknown', expected: checksum.expected, failure: event.failure };
    case 'expected': {
      const { expected } = event;
      if (checksum.state === 'computing') return { ...checksum, expected };
      if (checksum.state === 'unknown') return { ...checksum, expected };
      return judged(expected, checksum.digests, image);
    }
    case 'distrusted':
      return { state: 'distrusted', failure: event.failure, digests: digestsOf(checksum) };
    case 'forgotten':
      if (checksum.state === 'computing' || checksum.state === 'unknown') return { ...checksum, expected: null };
      if (checksum.digests.fileSha256 === null) return UNKNOWN_CHECKSUM;
      return judged(null, checksum.digests, image);
    default:
      return event satisfies never;
  }
}

/** What must be read next to know the answer, or null where nothing is open. */
export function digestNeeded(checksum: ChecksumState, digests: KnownDigests, image: Image): 'file' | 'image' | null {
  if (isAnswered(checksum)) return null;
  const expected = expectedOf(checksum);
  const known = knownOf(digests, expected);
  if (known.file === null) return 'file';
  if (expected === null || expected.digest === known.file) return null;
  return image.layers.length > 0 && known.image === null ? 'image' : null;
}

/** Digests of both readings; what one does not know the other may. The newer reading, `b`, counts where both know. */
export function mergeDigests(a: KnownDigests, b: KnownDigests): KnownDigests {
  return {
    fileSha256: b.fileSha256 ?? a.fileSha256,
    imageSha256: b.imageSha256 ?? a.imageSha256,
    fileSha512: b.fileSha512 ?? a.fileSha512,
    imageSha512: b.imageSha512 ?? a.imageSha512,
    ...(b.embedded === undefined && a.embedded === undefined ? {} : { embedded: b.embedded ?? a.embedded }),
  };
}

export function expectedOf(checksum: ChecksumState): Expected | null {
  return checksum.state === 'computed' || checksum.state === 'distrusted' ? null : checksum.expected;
}

function digestsOf(checksum: ChecksumState): KnownDigests {
  return checksum.state === 'unknown' || checksum.state === 'computing' ? NO_DIGESTS : checksum.digests;
}

/** What is computed of the image does not make a bad signature better. */
function isBadlySigned(checksum: ChecksumState): checksum is Extract<ChecksumState, { state: 'distrusted' }> {
  return checksum.state === 'distrusted' && checksum.failure.code !== 'EMBEDDED_CHECKSUM_MISMATCH';
}

function isAnswered({ state }: ChecksumState): boolean {
  return state === 'matched' || state === 'mismatched' || state === 'distrusted';
}

/** The digests of the algorithm that is asked for; SHA-256 where none is. */
function knownOf(digests: KnownDigests, expected: Expected | null) {
  if (expected?.algorithm === 'sha512') return { file: digests.fileSha512, image: digests.imageSha512 };
  return { file: digests.fileSha256, image: digests.imageSha256 };
}

function judged(expected: Expected | null, digests: KnownDigests, image: Image): ChecksumState {
  const { embedded } = digests;
  const isDamaged = embedded !== undefined && embedded.expected !== embedded.actual;
  if (expected === null) {
    if (!isDamaged) return { state: 'computed', digests };
    return { state: 'distrusted', failure: embeddedMismatch(image.path, embedded).failure, digests };
  }
  const known = knownOf(digests, expected);
  if (known.file === expected.digest) return { state: 'matched', expected, digests, of: 'file' };
  if (known.image === expected.digest) return { state: 'matched', expected, digests, of: 'image' };
  // a packed image may still be equal once unpacked
  const isOpen = known.file === null || (image.layers.length > 0 && known.image === null);
  if (isOpen) return { state: 'unknown', expected, failure: null };
  return { state: 'mismatched', expected, digests };
}
