import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { decodeWhole, failureOf, outcomeOf } from '#test/helpers/decode-whole.ts';
import { packWith, sampleBytes, temporaryFile } from '#test/helpers/image-files.ts';

interface Packer {
  readonly layer: 'gz' | 'bz2' | 'xz' | 'zst';
  /** Null where the program is not installed. */
  readonly pack: (bytes: Buffer) => Buffer | null;
  readonly knowsSize: boolean;
}

const PACKERS: readonly Packer[] = [
  { layer: 'gz', pack: (bytes) => gzipSync(bytes), knowsSize: false },
  { layer: 'bz2', pack: (bytes) => packWith('bzip2', ['-1', '-c'], bytes), knowsSize: false },
  { layer: 'xz', pack: (bytes) => packWith('xz', ['-1', '-c'], bytes), knowsSize: true },
  { layer: 'zst', pack: (bytes) => packWith('zstd', ['-1', '-c', '-q'], bytes), knowsSize: false },
];
const READ_BYTES = 1024 * 1024;
const SIZES = [1, 511, 65_536, 1_048_575, 1_048_576, 3_333_333];

/** Packs, or skips the test. */
function packed(t: TestContext, packer: Packer, bytes: Buffer): Buffer | null {
  const result = packer.pack(bytes);
  if (result === null) t.skip(`the program for ${packer.layer} is not installed`);
  return result;
}

for (const packer of PACKERS) {
  const { layer, knowsSize } = packer;

  test(`${layer}: images of odd sizes come out byte by byte`, async (t) => {
    for (const size of SIZES) {
      const bytes = sampleBytes(size);
      const file = packed(t, packer, bytes);
      if (file === null) return;
      const image = await decodeWhole(temporaryFile(t, 'no extension', file));
      assert.deepEqual(image.layers, [layer]);
      assert.ok(image.bytes.equals(bytes), `${size} bytes differ`);
      assert.equal(image.sizeBytes, knowsSize ? size : null);
    }
  });

  test(`${layer}: streams one behind the other are one image`, async (t) => {
    const [one, two] = [sampleBytes(1_500_000, 'one'), sampleBytes(700_001, 'two')];
    const first = packed(t, packer, one);
    const second = packed(t, packer, two);
    const none = packed(t, packer, Buffer.alloc(0));
    if (first === null || second === null || none === null) return;
    const file = temporaryFile(t, 'a.img', Buffer.concat([first, none, second]));
    assert.ok((await decodeWhole(file)).bytes.equals(Buffer.concat([one, two])));
  });

  test(`${layer}: a cut file is IMAGE_TRUNCATED wherever it is cut`, async (t) => {
    const file = packed(t, packer, sampleBytes(2_000_000));
    if (file === null) return;
    const cuts = [40, 100, 1000, file.length >> 2, file.length >> 1, file.length - 9, file.length - 1];
    for (const cut of cuts) {
      const path = temporaryFile(t, 'a.img', file.subarray(0, cut));
      assert.equal(await outcomeOf(decodeWhole(path)), 'IMAGE_TRUNCATED', `cut to ${cut} bytes`);
    }
  });

  test(`${layer}: a second stream that is cut is never half a success`, async (t) => {
    const stream = packed(t, packer, sampleBytes(400_000));
    if (stream === null) return;
    for (const kept of [12, stream.length >> 1, stream.length - 1]) {
      const file = Buffer.concat([stream, stream.subarray(0, kept)]);
      const outcome = await outcomeOf(decodeWhole(temporaryFile(t, 'a.img', file)));
      assert.match(outcome, /^(?:IMAGE_TRUNCATED|DECOMPRESS_FAILED)$/u, `second stream cut to ${kept}`);
    }
  });

  test(`${layer}: one changed byte is DECOMPRESS_FAILED`, async (t) => {
    const file = packed(t, packer, sampleBytes(2_000_000));
    if (file === null) return;
    for (const part of [0.2, 0.5, 0.8]) {
      const damagedFile = Buffer.from(file);
      const at = Math.floor(file.length * part);
      damagedFile[at] = (damagedFile[at] ?? 0) ^ 0x55;
      const outcome = await outcomeOf(decodeWhole(temporaryFile(t, 'a.img', damagedFile)));
      assert.match(outcome, /^(?:IMAGE_TRUNCATED|DECOMPRESS_FAILED)$/u, `changed at ${at}`);
    }
  });

  test(`${layer}: foreign bytes behind the end are DECOMPRESS_FAILED`, async (t) => {
    const file = packed(t, packer, sampleBytes(300_000));
    if (file === null) return;
    const path = temporaryFile(t, 'a.img', Buffer.concat([file, Buffer.from('0123456789abcdef')]));
    assert.equal(await outcomeOf(decodeWhole(path)), 'DECOMPRESS_FAILED');
  });

  test(`${layer}: an image of no bytes is IMAGE_EMPTY`, async (t) => {
    const file = packed(t, packer, Buffer.alloc(0));
    if (file === null) return;
    assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a.img', file))), 'IMAGE_EMPTY');
  });
}

test('gz: zero bytes behind the end are padding, a member behind them is not lost in silence', async (t) => {
  const bytes = sampleBytes(1_200_000);
  const member = gzipSync(bytes);
  const padded = Buffer.concat([member, Buffer.alloc(3_000_000)]);
  assert.ok((await decodeWhole(temporaryFile(t, 'a.gz', padded))).bytes.equals(bytes));
  const hidden = temporaryFile(t, 'a.gz', Buffer.concat([padded, member]));
  assert.equal(await outcomeOf(decodeWhole(hidden)), 'DECOMPRESS_FAILED');
});

test('gz: members that end exactly where a read ends are all found', async (t) => {
  const member = gzipSync(sampleBytes(600_000));
  // A file name in the header (flag 8) makes the member as long as one read.
  const name = Buffer.alloc(READ_BYTES - member.length, 'n');
  name[name.length - 1] = 0;
  const header = Buffer.from(member.subarray(0, 10));
  header[3] = 8;
  const padded = Buffer.concat([header, name, member.subarray(10)]);
  assert.equal(padded.length, READ_BYTES);
  const file = Buffer.concat([padded, padded, gzipSync(Buffer.from('last member'))]);
  const image = await decodeWhole(temporaryFile(t, 'a.gz', file));
  assert.equal(image.bytes.length, 1_200_011);
  assert.equal(image.bytes.subarray(-11).toString(), 'last member');
});

test('xz: many blocks, padding and every check are read; padding of an odd length is damage', async (t) => {
  const bytes = sampleBytes(5_000_003);
  const blocks = packWith('xz', ['-1', '-T2', '--block-size=1MiB', '-c'], bytes);
  const unchecked = packWith('xz', ['-1', '--check=none', '-c'], bytes);
  if (blocks === null || unchecked === null) return t.skip('xz is not installed');
  const zeros = Buffer.alloc(64);
  const file = temporaryFile(t, 'a', Buffer.concat([blocks, zeros, unchecked, zeros]));
  const image = await decodeWhole(file);
  assert.equal(image.sizeBytes, 2 * bytes.length);
  assert.ok(image.bytes.equals(Buffer.concat([bytes, bytes])));
  writeFileSync(file, Buffer.concat([blocks, Buffer.alloc(6)]));
  assert.equal(await outcomeOf(decodeWhole(file)), 'DECOMPRESS_FAILED');
});

test('zst: skippable frames are stepped over, stored sizes are summed', async (t) => {
  const bytes = sampleBytes(900_000);
  const path = temporaryFile(t, 'raw', bytes);
  const frame = packWith('zstd', ['-1', '-c', '-q', path], Buffer.alloc(0));
  if (frame === null) return t.skip('zstd is not installed');
  const skippable = Buffer.from('5a2a4d1804000000abcdef01', 'hex');
  const file = temporaryFile(t, 'a', Buffer.concat([skippable, frame, skippable, frame]));
  const image = await decodeWhole(file);
  assert.equal(image.sizeBytes, 1_800_000);
  assert.ok(image.bytes.equals(Buffer.concat([bytes, bytes])));
});

test('layers inside layers are unpacked, up to four', async (t) => {
  const bytes = sampleBytes(700_000);
  const xz = packWith('xz', ['-1', '-c'], bytes);
  if (xz === null) return t.skip('xz is not installed');
  const image = await decodeWhole(temporaryFile(t, 'a', gzipSync(gzipSync(xz))));
  assert.deepEqual(image.layers, ['gz', 'gz', 'xz']);
  assert.equal(image.sizeBytes, null);
  assert.ok(image.bytes.equals(bytes));
  const four = gzipSync(gzipSync(gzipSync(xz)));
  assert.ok((await decodeWhole(temporaryFile(t, 'a', four))).bytes.equals(bytes));
  const failure = await failureOf(decodeWhole(temporaryFile(t, 'a', gzipSync(four))));
  assert.equal(failure.code, 'IMAGE_UNSUPPORTED');
});

test('damage in an outer layer shows although the inner one has ended well', async (t) => {
  const file = gzipSync(gzipSync(sampleBytes(100_000)));
  file[file.length - 6] = (file[file.length - 6] ?? 0) ^ 1; // the outer CRC
  assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a', file))), 'DECOMPRESS_FAILED');
});

test('archives and other files inside a packed one are named', async (t) => {
  const tar = Buffer.alloc(2048);
  tar.write('ustar', 257);
  const failure = await failureOf(decodeWhole(temporaryFile(t, 'a.tar.gz', gzipSync(tar))));
  assert.deepEqual(
    [failure.code, failure.params],
    ['IMAGE_UNSUPPORTED', { path: 'path' in failure.params ? failure.params.path : '', format: 'tar inside gz' }],
  );
  const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(500)]);
  const inner = await failureOf(decodeWhole(temporaryFile(t, 'a.gz', gzipSync(zip))));
  assert.equal('format' in inner.params ? inner.params.format : '', 'zip inside gz');
});
