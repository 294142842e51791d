import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '#contract/image.ts';
import type { ChecksumState } from '#contract/session.ts';
import type { Expected } from '#contract/trust.ts';
import { makeFailure } from '../errors/app-error.ts';
import { fakeBoot } from '../platform/fake/fake-boot.ts';
import { digestNeeded, mergeDigests, NO_DIGESTS, reduceChecksum, UNKNOWN_CHECKSUM } from './checksum-state.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const plain: Image = {
  path: '/x/a.iso',
  name: 'a.iso',
  file: { device: '1', inode: '2', sizeBytes: 10, modifiedNs: '3' },
  layers: [],
  entryName: null,
  sizeBytes: 10,
  content: 'iso9660',
  partitionTable: 'gpt',
  isHybrid: true,
  volumeLabel: null,
  system: null,
  warnings: [],
  boot: fakeBoot.hybrid,
};
const packed: Image = { ...plain, layers: ['xz'] };
const expectA: Expected = {
  algorithm: 'sha256',
  digest: A,
  from: 'pasted',
  fileName: null,
  signature: null,
  unknownKeys: [],
};
const known = (fileSha256: string | null, imageSha256: string | null) => ({ ...NO_DIGESTS, fileSha256, imageSha256 });
const both = (sha256: string) => known(sha256, sha256);

function after(image: Image, ...events: readonly Parameters<typeof reduceChecksum>[1][]): ChecksumState {
  return events.reduce((state, event) => reduceChecksum(state, event, image), UNKNOWN_CHECKSUM);
}

test('a digest with nothing to compare with is computed, never matched', () => {
  assert.deepEqual(after(plain, { event: 'digested', digests: both(A) }), { state: 'computed', digests: both(A) });
});

test('an expected value given before, while and after reading leads to the same answer', () => {
  const matched = { state: 'matched', expected: expectA, digests: both(A), of: 'file' };
  const give = { event: 'expected', expected: expectA } as const;
  const read = { event: 'reading', doneBytes: 1, totalBytes: 10 } as const;
  const know = { event: 'digested', digests: both(A) } as const;
  assert.deepEqual(after(plain, give, read, know), matched);
  assert.deepEqual(after(plain, read, give, know), matched);
  assert.deepEqual(after(plain, read, know, give), matched);
});

test('a different digest is a mismatch until the expected value is forgotten', () => {
  const give = { event: 'expected', expected: expectA } as const;
  const wrong = after(plain, give, { event: 'digested', digests: both(B) });
  assert.equal(wrong.state, 'mismatched');
  assert.deepEqual(reduceChecksum(wrong, { event: 'forgotten' }, plain), { state: 'computed', digests: both(B) });
});

test('a packed image that differs as a file is not judged before it was unpacked', () => {
  const give = { event: 'expected', expected: expectA } as const;
  const asFile = known(B, null);
  const open = after(packed, give, { event: 'digested', digests: asFile });
  assert.equal(open.state, 'unknown');
  assert.equal(digestNeeded(open, asFile, packed), 'image');
  const unpacked = mergeDigests(asFile, known(null, A));
  const matched = reduceChecksum(open, { event: 'digested', digests: unpacked }, packed);
  assert.equal(matched.state === 'matched' && matched.of, 'image');
});

test('digestNeeded asks for the file first, and for nothing more than the answer needs', () => {
  assert.equal(digestNeeded(UNKNOWN_CHECKSUM, NO_DIGESTS, packed), 'file');
  assert.equal(digestNeeded(UNKNOWN_CHECKSUM, known(A, null), packed), null);
  const expecting = { ...UNKNOWN_CHECKSUM, expected: expectA };
  assert.equal(digestNeeded(expecting, known(A, null), packed), null);
  assert.equal(digestNeeded(expecting, both(B), packed), null);
});

test('a stopped reading keeps the expected value and is unknown', () => {
  const give = { event: 'expected', expected: expectA } as const;
  const read = { event: 'reading', doneBytes: 1, totalBytes: 10 } as const;
  const stopped = after(plain, give, read, { event: 'digest-failed', failure: null });
  assert.deepEqual(stopped, { state: 'unknown', expected: expectA, failure: null });
});

test('late progress does not undo an answer', () => {
  const give = { event: 'expected', expected: expectA } as const;
  const matched = after(plain, give, { event: 'digested', digests: both(A) });
  assert.equal(reduceChecksum(matched, { event: 'reading', doneBytes: 1, totalBytes: 10 }, plain), matched);
  assert.equal(reduceChecksum(matched, { event: 'digest-failed', failure: null }, plain), matched);
});

test('a reading that could not even begin says why', () => {
  const failure = makeFailure(
    'INTERNAL',
    { detail: 'x' },
    { where: { process: 'host', operation: 'o' }, message: 'x' },
  );
  assert.deepEqual(after(plain, { event: 'digest-failed', failure }), { state: 'unknown', expected: null, failure });
});

test('an expected SHA-512 is compared with nothing but the SHA-512, of the file first', () => {
  const expected: Expected = { ...expectA, algorithm: 'sha512', digest: A + A };
  const give = { event: 'expected', expected } as const;
  const open = after(plain, give, { event: 'digested', digests: both(A) });
  assert.equal(open.state, 'unknown');
  assert.equal(digestNeeded(open, both(A), plain), 'file');
  const right = { ...both(A), fileSha512: A + A };
  assert.equal(reduceChecksum(open, { event: 'digested', digests: right }, plain).state, 'matched');
  const wrong = { ...both(A), fileSha512: B + B, imageSha512: B + B };
  assert.equal(reduceChecksum(open, { event: 'digested', digests: wrong }, plain).state, 'mismatched');
});

test('a bad signature is distrust until it is taken away, whatever the digests say', () => {
  const failure = makeFailure(
    'SIGNATURE_INVALID',
    { fileName: 'x.sig', reason: 'wrong' },
    { where: { process: 'host', operation: 'o' }, message: 'x' },
  );
  const bad = after(plain, { event: 'digested', digests: both(A) }, { event: 'distrusted', failure });
  assert.deepEqual(bad, { state: 'distrusted', failure, digests: both(A) });
  assert.equal(reduceChecksum(bad, { event: 'digested', digests: both(A) }, plain).state, 'distrusted');
  assert.equal(reduceChecksum(bad, { event: 'forgotten' }, plain).state, 'computed');
});

test('an image that differs from the checksum in itself is distrust, but what somebody vouches for counts for more', () => {
  const embedded = { expected: 'a'.repeat(32), actual: 'b'.repeat(32) };
  const digests = { ...both(A), embedded };
  const damaged = after(plain, { event: 'digested', digests });
  assert.equal(damaged.state === 'distrusted' && damaged.failure.code, 'EMBEDDED_CHECKSUM_MISMATCH');
  assert.equal(digestNeeded(damaged, digests, plain), null);
  assert.equal(reduceChecksum(damaged, { event: 'digested', digests }, plain).state, 'distrusted');
  const vouched = reduceChecksum(damaged, { event: 'expected', expected: expectA }, plain);
  assert.equal(vouched.state, 'matched');
  assert.equal(reduceChecksum(vouched, { event: 'forgotten' }, plain).state, 'distrusted');
  assert.equal(
    reduceChecksum(damaged, { event: 'expected', expected: { ...expectA, digest: B } }, plain).state,
    'mismatched',
  );
  const equal = { ...both(A), embedded: { ...embedded, actual: embedded.expected } };
  assert.equal(after(plain, { event: 'digested', digests: equal }).state, 'computed');
});
