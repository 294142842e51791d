import type { AppFailure } from '#contract/errors.ts';
import type { Image } from '#contract/image.ts';
import type { ChecksumState, Expected, KnownDigests } from '#contract/session.ts';

/** The machine drawn at `ChecksumState`. */
export type ChecksumEvent =
  | { readonly event: 'reading'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly event: 'digested'; readonly digests: KnownDigests }
  /** `failure` null: it was stopped. */
  | { readonly event: 'digest-failed'; readonly failure: AppFailure | null }
  | { readonly event: 'expected'; readonly expected: Expected }
  | { readonly event: 'forgotten' };

export const NO_DIGESTS: KnownDigests = { fileSha256: null, imageSha256: null };
export const UNKNOWN_CHECKSUM: ChecksumState = { state: 'unknown', expected: null, failure: null };

/** The checksum after an event. Events that do not fit the state change nothing. Pure. */
export function reduceChecksum(checksum: ChecksumState, event: ChecksumEvent, image: Image): ChecksumState {
  switch (event.event) {
    case 'reading': {
      const { doneBytes, totalBytes } = event;
      if (checksum.state === 'mismatched' || checksum.state === 'matched') return checksum;
      return { state: 'computing', expected: expectedOf(checksum), doneBytes, totalBytes };
    }
    case 'digested':
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
    case 'forgotten':
      if (checksum.state === 'computing' || checksum.state === 'unknown') return { ...checksum, expected: null };
      return { state: 'computed', digests: checksum.digests };
    default:
      return event satisfies never;
  }
}

/** What must be read next to know the answer, or null where nothing is open. */
export function digestNeeded(checksum: ChecksumState, digests: KnownDigests, image: Image): 'file' | 'image' | null {
  if (checksum.state === 'matched' || checksum.state === 'mismatched') return null;
  if (digests.fileSha256 === null) return 'file';
  const expected = expectedOf(checksum);
  if (expected === null || expected.sha256 === digests.fileSha256) return null;
  return image.layers.length > 0 && digests.imageSha256 === null ? 'image' : null;
}

/** Digests of both readings; what one does not know the other may. */
export function mergeDigests(a: KnownDigests, b: KnownDigests): KnownDigests {
  return { fileSha256: a.fileSha256 ?? b.fileSha256, imageSha256: a.imageSha256 ?? b.imageSha256 };
}

export function expectedOf(checksum: ChecksumState): Expected | null {
  return checksum.state === 'computed' ? null : checksum.expected;
}

function judged(expected: Expected | null, digests: KnownDigests, image: Image): ChecksumState {
  if (expected === null) return { state: 'computed', digests };
  if (digests.fileSha256 === expected.sha256) return { state: 'matched', expected, digests, of: 'file' };
  if (digests.imageSha256 === expected.sha256) return { state: 'matched', expected, digests, of: 'image' };
  // a packed image may still be equal once unpacked
  const isOpen = digests.fileSha256 === null || (image.layers.length > 0 && digests.imageSha256 === null);
  if (isOpen) return { state: 'unknown', expected, failure: null };
  return { state: 'mismatched', expected, digests };
}
