import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { failureOf, outcomeOf } from '#test/helpers/decode-whole.ts';
import { runIn, sampleBytes, temporaryFolder } from '#test/helpers/image-files.ts';
import { passOverImage } from '../../reader/image-pass.ts';
import { inspectImage } from '../inspect-image.ts';
import { openImageFile } from '../open-image-file.ts';
import { BlockMapProblem, parseBlockMap } from './parse-block-map.ts';

const BLOCK = 4096;
const IMAGE_BYTES = 600 * BLOCK + 100;
const { signal } = new AbortController();

function imageBytes(): Buffer {
  const image = Buffer.alloc(IMAGE_BYTES);
  sampleBytes(20 * BLOCK, 'a').copy(image, 0);
  sampleBytes(300 * BLOCK, 'b').copy(image, 250 * BLOCK);
  sampleBytes(100, 'c').copy(image, 600 * BLOCK);
  return image;
}

const RANGES = [
  [0, 19],
  [250, 549],
  [600, 600],
] as const;

/** A map of the image as the format's versions have it. */
function makeMap(image: Buffer, version: string, blocks = 601): string {
  const isOld = version === '1.3';
  const type = isOld ? 'sha1' : 'sha256';
  const sum = (bytes: Buffer | string) => createHash(type).update(bytes).digest('hex');
  const ranges = RANGES.map(([first, last]) => {
    const checksum = sum(image.subarray(first * BLOCK, (last + 1) * BLOCK));
    const place = first === last ? `${first}` : `${first}-${last}`;
    return `<Range ${isOld ? 'sha1' : 'chksum'}="${checksum}"> ${place} </Range>`;
  });
  const own = isOld ? 'BmapFileSHA1' : 'BmapFileChecksum';
  const text = (checksum: string) => `<?xml version="1.0" ?>
<!-- <Range chksum="no range"> 7 </Range> -->
<bmap version="${version}">
<ImageSize> ${image.length} </ImageSize> <BlockSize> ${BLOCK} </BlockSize>
<BlocksCount> ${blocks} </BlocksCount> <MappedBlocksCount> 321 </MappedBlocksCount>
${isOld ? '' : '<ChecksumType> sha256 </ChecksumType>'} <${own}> ${checksum} </${own}>
<BlockMap>
${ranges.join('\n')}
</BlockMap>
</bmap>`;
  const zeros = '0'.repeat(isOld ? 40 : 64);
  return text(sum(text(zeros)));
}

function beside(t: TestContext, files: Record<string, Buffer | string>): string {
  const folder = temporaryFolder(t);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  return folder;
}

/** As a write does (`onBlock`) and as the digest of a raw image does. */
async function pass(file: string, isWrite: boolean, named: { readonly blockMapPath?: string } = {}): Promise<void> {
  const opened = await openImageFile(file);
  await opened.close();
  const onBlock = isWrite ? { onBlock: () => Promise.resolve() } : {};
  await passOverImage({ path: opened.path, file: opened.identity, signal, ...onBlock, ...named });
}

for (const version of ['1.3', '1.4', '2.0']) {
  test(`a block map of version ${version} is compared: equal passes, a changed mapped byte does not`, async (t) => {
    const image = imageBytes();
    const map = makeMap(image, version);
    const folder = beside(t, { 'a.img': image, 'a.bmap': map, 'b.img.gz': gzipSync(image), 'b.img.bmap': map });
    for (const file of ['a.img', 'b.img.gz'].map((name) => path.join(folder, name))) {
      assert.equal((await inspectImage(file, signal)).blockMap?.endsWith('.bmap'), true);
      for (const isWrite of [true, false]) assert.equal(await outcomeOf(pass(file, isWrite)), 'done');
    }
    const file = path.join(folder, 'a.img');
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.from([1, 2, 3]), 0, 3, 549 * BLOCK);
    closeSync(handle);
    for (const isWrite of [true, false]) {
      const failure = await failureOf(pass(file, isWrite));
      assert.equal(failure.code, 'CHECKSUM_MISMATCH');
      assert.match(failure.message, /bytes 1024000 to 2252800/u);
    }
  });
}

test('the map of bmaptool itself is understood', async (t) => {
  const folder = beside(t, { 'a.img': imageBytes() });
  if (!runIn(folder, 'bmaptool', ['create', '-o', 'a.bmap', 'a.img'])) return t.skip('bmaptool is not installed');
  const map = parseBlockMap(readFileSync(path.join(folder, 'a.bmap'), 'utf8'));
  assert.equal(map?.imageBytes, IMAGE_BYTES);
  assert.ok((map?.ranges.length ?? 0) > 0);
  assert.equal(await outcomeOf(pass(path.join(folder, 'a.img'), true)), 'done');
});

test('a map of a longer or shorter image stops before anything is written', async (t) => {
  const image = imageBytes();
  const folder = beside(t, { 'a.img': image.subarray(0, -512), 'a.bmap': makeMap(image, '2.0') });
  const file = path.join(folder, 'a.img');
  assert.equal(await reasonOf(inspectImage(file, signal)), 'other-image');
  assert.equal(await reasonOf(pass(file, true)), 'other-image');
  writeFileSync(file, Buffer.concat([image, Buffer.alloc(512)]));
  assert.equal(await reasonOf(inspectImage(file, signal)), 'other-image');
});

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const failure = await failureOf(work);
  return failure.code === 'BLOCK_MAP_INVALID' ? failure.params.reason : failure.code;
}

test('a map that was named is used wherever it lies, and must be one', async (t) => {
  const image = imageBytes();
  const folder = beside(t, { 'a.img': image, 'b.img.gz': gzipSync(image) });
  const maps = beside(t, { 'right.xml': makeMap(image, '2.0'), 'text.bmap': 'x', 'empty.bmap': '' });
  const changed = Buffer.from(image);
  changed[300 * BLOCK] = 1 + (changed[300 * BLOCK] ?? 0);
  writeFileSync(path.join(folder, 'bad.img'), changed);
  const named = (name: string) => ({ blockMapPath: path.join(maps, name) });
  for (const name of ['a.img', 'b.img.gz', 'bad.img']) {
    const file = path.join(folder, name);
    const inspected = await inspectImage(file, signal, named('right.xml'));
    assert.deepEqual([inspected.blockMap, inspected.blockMapPath], ['right.xml', path.join(maps, 'right.xml')]);
    for (const isWrite of [true, false]) {
      const outcome = await outcomeOf(pass(file, isWrite, named('right.xml')));
      assert.equal(outcome, name === 'bad.img' ? 'CHECKSUM_MISMATCH' : 'done', name);
    }
  }
  const file = path.join(folder, 'a.img');
  assert.equal(await reasonOf(inspectImage(file, signal, named('gone.bmap'))), 'unreadable');
  for (const name of ['text.bmap', 'empty.bmap']) {
    assert.equal(await reasonOf(inspectImage(file, signal, named(name))), 'damaged');
  }
});

test('a map of a newer writer: other attributes, other kinds of checksums', () => {
  const image = imageBytes();
  const right = makeMap(image, '2.0').replace(/<BmapFileChecksum>.*<\/BmapFileChecksum>/u, '');
  const sha512 = right.replace('> sha256 <', '> SHA512 <');
  const more = sha512
    .replace('<bmap version', '<bmap xmlns:x="http://x" version')
    .replace('2.0">', '2.0" creator="y">');
  assert.equal(parseBlockMap(`\ufeff${more}`)?.algorithm, 'sha512');
});

test('a damaged map and one of an unknown version are told with their path; other files of this name do not count', async (t) => {
  const image = imageBytes();
  const good = makeMap(image, '2.0');
  const folder = beside(t, { 'a.img': image, 'a.bmap': good.replace('250-549', '250-548') });
  const file = path.join(folder, 'a.img');
  const damaged = await failureOf(inspectImage(file, signal));
  assert.deepEqual(
    [damaged.code, 'fileName' in damaged.params && damaged.params.fileName],
    ['BLOCK_MAP_INVALID', 'a.bmap'],
  );
  assert.equal(await reasonOf(inspectImage(file, signal)), 'own-checksum');
  writeFileSync(path.join(folder, 'a.bmap'), good.replace('</Range>', '</Rang>'));
  assert.equal(await reasonOf(inspectImage(file, signal)), 'own-checksum');
  writeFileSync(
    path.join(folder, 'a.bmap'),
    good.replace(/<BmapFileChecksum>.*<\/BmapFileChecksum>/u, '').slice(0, -60),
  );
  assert.equal(await reasonOf(inspectImage(file, signal)), 'damaged');
  writeFileSync(path.join(folder, 'a.bmap'), good.replace('version="2.0"', 'version="3.1"'));
  assert.equal(await reasonOf(inspectImage(file, signal)), 'version');
  writeFileSync(path.join(folder, 'a.bmap'), 'windows bitmap, by mistake');
  assert.equal((await inspectImage(file, signal)).blockMap, undefined);
  renameSync(path.join(folder, 'a.bmap'), path.join(folder, 'other.bmap'));
  assert.equal((await inspectImage(file, signal)).blockMap, undefined);
});

test('spoiled maps are refused or read, never a crash; hostile ones are read in a moment', () => {
  const good = makeMap(imageBytes(), '1.4').replace(/<BmapFileChecksum>.*<\/BmapFileChecksum>/u, '');
  for (let round = 0; round < 400; round += 1) {
    const digest = createHash('sha256').update(`map ${round}`).digest();
    const at = digest.readUInt32LE(0) % good.length;
    const text =
      good.slice(0, at) + String.fromCharCode((digest[4] ?? 0) % 128) + good.slice(at + ((digest[5] ?? 0) % 3));
    try {
      parseBlockMap(text);
    } catch (cause) {
      assert.ok(cause instanceof BlockMapProblem, `round ${round}: ${cause}`);
    }
  }
  for (const part of ['<!--', '<Range ', '<Range>1-', '<ImageSize> ']) {
    const startMs = performance.now();
    const text = `<bmap version="2.0"><ChecksumType>sha256</ChecksumType>${part.repeat(500_000)}`;
    assert.throws(() => parseBlockMap(text), BlockMapProblem);
    assert.ok(performance.now() - startMs < 5000, part);
  }
});
