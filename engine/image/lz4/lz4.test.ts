import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { decodeWhole, failureOf, outcomeOf } from '#test/helpers/decode-whole.ts';
import { packWith, sampleBytes, temporaryFile } from '#test/helpers/image-files.ts';

const SKIP = 'lz4 is not installed';
const WHOLE = sampleBytes(5 * 1024 * 1024 + 777);

const KINDS = {
  'as the program makes them': [],
  'with linked small blocks': ['-B4', '-BD'],
  'with a checksum of every block': ['-B5', '-BX'],
  'packed well, with their size': ['-9', '--content-size'],
  'without any checksum': ['--no-frame-crc'],
} as const;

for (const [kind, args] of Object.entries(KINDS)) {
  test(`lz4 files ${kind} are unpacked`, async (t) => {
    const packed = packWith('lz4', ['-q', '-c', ...args], WHOLE);
    if (packed === null) return t.skip(SKIP);
    const image = await decodeWhole(temporaryFile(t, 'a.iso', packed));
    assert.deepEqual(image.layers, ['lz4']);
    assert.ok(image.bytes.equals(WHOLE));
  });
}

test('lz4: the size is known before unpacking where the file tells it', async (t) => {
  const file = temporaryFile(t, 'a.img', WHOLE);
  const packed = packWith('lz4', ['-q', '-c', '--content-size', file], Buffer.alloc(0));
  if (packed === null) return t.skip(SKIP);
  assert.equal((await decodeWhole(temporaryFile(t, 'a', packed))).sizeBytes, WHOLE.length);
  const twice = Buffer.concat([packed, packed]);
  const image = await decodeWhole(temporaryFile(t, 'b', twice));
  assert.deepEqual([image.sizeBytes, image.bytes.length], [null, 2 * WHOLE.length]);
});

test('lz4: frames in a row, skippable ones between them, and inside gz', async (t) => {
  const [one, two] = [sampleBytes(300_000, 'one'), sampleBytes(70_000, 'two')].map((part) =>
    packWith('lz4', ['-q', '-c'], part),
  );
  if (one === null || two === null || one === undefined || two === undefined) return t.skip(SKIP);
  const skippable = Buffer.from('5e2a4d1803000000616263', 'hex');
  const packed = Buffer.concat([one, skippable, two]);
  const wanted = Buffer.concat([sampleBytes(300_000, 'one'), sampleBytes(70_000, 'two')]);
  assert.ok((await decodeWhole(temporaryFile(t, 'a', packed))).bytes.equals(wanted));
  const inGz = await decodeWhole(temporaryFile(t, 'b', gzipSync(packed)));
  assert.deepEqual(inGz.layers, ['gz', 'lz4']);
  assert.ok(inGz.bytes.equals(wanted));
});

test('lz4: a cut is IMAGE_TRUNCATED, foreign bytes behind it and any changed byte are damage', async (t) => {
  const whole = WHOLE.subarray(0, 400_000);
  const packed = packWith('lz4', ['-q', '-c', '-B4', '-BX'], whole);
  if (packed === null) return t.skip(SKIP);
  for (const lengthBytes of [5, 9, 500, packed.length - 8, packed.length - 1]) {
    const cut = packed.subarray(0, lengthBytes);
    assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a', cut))), 'IMAGE_TRUNCATED', `${lengthBytes}`);
  }
  const foreign = Buffer.concat([packed, Buffer.alloc(100, 7)]);
  assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a', foreign))), 'DECOMPRESS_FAILED');
  for (let round = 0; round < 150; round += 1) {
    const digest = createHash('sha256').update(`lz4 ${round}`).digest();
    const copy = Buffer.from(packed);
    const at = round < 40 ? 4 + round : 4 + (digest.readUInt32LE(0) % (packed.length - 4));
    copy[at] = (copy[at] ?? 0) ^ ((digest[5] ?? 0) | 1);
    const outcome = await outcomeOf(decodeWhole(temporaryFile(t, 'a', copy)));
    assert.match(outcome, /^(?:DECOMPRESS_FAILED|IMAGE_TRUNCATED|IMAGE_UNSUPPORTED)$/u, `byte ${at}`);
  }
});

test('lz4: spoiled blocks without checksums give a failure or other bytes, never a crash', async (t) => {
  const packed = packWith('lz4', ['-q', '-c', '-B4', '-BD', '--no-frame-crc'], WHOLE.subarray(0, 300_000));
  if (packed === null) return t.skip(SKIP);
  for (let round = 0; round < 150; round += 1) {
    const digest = createHash('sha256').update(`plain ${round}`).digest();
    const copy = Buffer.from(packed);
    for (const index of [0, 1, 2]) {
      const at = 11 + (digest.readUInt32LE(index * 8) % (packed.length - 11));
      copy[at] = digest[index * 8 + 5] ?? 0;
    }
    const outcome = await outcomeOf(decodeWhole(temporaryFile(t, 'a', copy)));
    assert.match(outcome, /^(?:done|DECOMPRESS_FAILED|IMAGE_TRUNCATED|IMAGE_UNSUPPORTED)$/u, `round ${round}`);
  }
});

test('lz4 of the legacy kind, as kernels have it, is refused by its name', async (t) => {
  const packed = packWith('lz4', ['-q', '-c', '-l'], WHOLE.subarray(0, 10_000));
  if (packed === null) return t.skip(SKIP);
  const failure = await failureOf(decodeWhole(temporaryFile(t, 'a', packed)));
  assert.deepEqual(
    [failure.code, 'format' in failure.params && failure.params.format],
    ['IMAGE_UNSUPPORTED', 'lz4 legacy'],
  );
});
