import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '#contract/image.ts';
import type { ChecksumState, Expected } from '#contract/session.ts';
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
const expectA: Expected = { sha256: A, from: 'pasted', fileName: null };
const both = (sha256: string) => ({ fileSha256: sha256, imageSha256: sha256 });

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
  const asFile = { fileSha256: B, imageSha256: null };
  const open = after(packed, give, { event: 'digested', digests: asFile });
  assert.equal(open.state, 'unknown');
  assert.equal(digestNeeded(open, asFile, packed), 'image');
  const unpacked = mergeDigests(asFile, { fileSha256: null, imageSha256: A });
  const matched = reduceChecksum(open, { event: 'digested', digests: unpacked }, packed);
  assert.equal(matched.state === 'matched' && matched.of, 'image');
});

test('digestNeeded asks for the file first, and for nothing more than the answer needs', () => {
  assert.equal(digestNeeded(UNKNOWN_CHECKSUM, NO_DIGESTS, packed), 'file');
  assert.equal(digestNeeded(UNKNOWN_CHECKSUM, { fileSha256: A, imageSha256: null }, packed), null);
  const expecting = { ...UNKNOWN_CHECKSUM, expected: expectA };
  assert.equal(digestNeeded(expecting, { fileSha256: A, imageSha256: null }, packed), null);
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
