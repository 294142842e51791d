import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { outcomeOf } from '#test/helpers/decode-whole.ts';
import { gptDisk, isoHead } from '#test/helpers/image-heads.ts';
import { packWith, runIn, sampleBytes, temporaryFile } from '#test/helpers/image-files.ts';
import { makeDmg } from '#test/helpers/make-dmg.ts';
import type { DecodeContext } from './decode-context.ts';
import { describeContent } from './describe-content.ts';
import { detectLayer } from './detect-layer.ts';
import { openDmg } from './open-dmg.ts';
import type { SeekableBytes } from './seekable-bytes.ts';
import { xzFacts } from './xz-size.ts';
import { readZipDirectory } from './zip-directory.ts';
import { zstSize } from './zst-size.ts';

const ROUNDS = 400;
const ALLOWED = /^(?:done|IMAGE_TRUNCATED|DECOMPRESS_FAILED|IMAGE_UNSUPPORTED)$/u;

/** The same "random" numbers in every run. */
function numbers(seed: string): Uint32Array {
  const bytes = createHash('shake256', { outputLength: 4 * 8 })
    .update(seed)
    .digest();
  return new Uint32Array(bytes.buffer, bytes.byteOffset, 8);
}

/** A copy with one to four bytes changed, near the end where structures are, or cut short. */
function spoiled(bytes: Buffer, round: number): Buffer {
  const [choice = 0, cut = 0, ...places] = numbers(`round ${round}`);
  const copy = Buffer.from(bytes);
  const spanBytes = choice % 2 === 0 ? bytes.length : Math.min(bytes.length, 600);
  for (const place of places.slice(0, 1 + (choice % 4))) {
    copy[bytes.length - 1 - (place % spanBytes)] = place >>> 24;
  }
  return choice % 7 === 0 ? copy.subarray(0, cut % bytes.length) : copy;
}

function inMemory(bytes: Buffer): SeekableBytes {
  return {
    sizeBytes: bytes.length,
    readAt: async (offset, length) => {
      const start = Math.min(Math.max(0, offset), bytes.length);
      return Buffer.from(bytes.subarray(start, start + Math.max(0, length)));
    },
  };
}

const PARSERS = {
  xz: xzFacts,
  zst: zstSize,
  zip: readZipDirectory,
  dmg: openDmg,
} satisfies Record<string, (bytes: SeekableBytes, context: DecodeContext) => Promise<unknown>>;

for (const [format, parse] of Object.entries(PARSERS)) {
  test(`${format}: spoiled files give a failure or a result, never a crash`, async (t) => {
    const bytes = sampleFile(t, format);
    if (bytes === null) return t.skip(`the program for ${format} is not installed`);
    const signal = new AbortController().signal;
    const parsed = async (file: Buffer) => parse(inMemory(file), { path: '/a', fileBytes: file.length, signal });
    assert.equal(await outcomeOf(parsed(bytes)), 'done');
    for (let round = 0; round < ROUNDS; round += 1) {
      const file = spoiled(bytes, round);
      if (format === 'dmg' && file.length < 512) continue; // no dmg: its trailer was seen before
      assert.match(await outcomeOf(parsed(file)), ALLOWED, `round ${round}`);
    }
  });
}

test('heads of spoiled disks and ISOs are judged without a crash', () => {
  const disk = gptDisk({ sectorSizeBytes: 512, diskSectors: 100, partitions: [] });
  const iso = isoHead({ volumeId: 'X', blocks: 20 });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const head of [spoiled(disk, round), spoiled(iso, round)]) {
      assert.ok(describeContent(head).kind.length > 0);
      assert.ok(detectLayer(head).kind.length > 0);
    }
  }
});

/** A good file of this format, or null where its program is not installed. */
function sampleFile(t: TestContext, format: string): Buffer | null {
  const content = sampleBytes(300_000);
  if (format === 'xz') return packWith('xz', ['-0', '-c', '--block-size=64KiB'], content);
  if (format === 'zst') return packWith('zstd', ['-q', '-c'], content);
  if (format === 'dmg') {
    return makeDmg({ blocks: [{ kind: 'zlib', bytes: content.subarray(0, 51_200) }] });
  }
  const folder = path.dirname(temporaryFile(t, 'a.img', content));
  if (!runIn(folder, 'zip', ['-q', '-fz', 'a.zip', 'a.img'])) return null;
  return readFileSync(path.join(folder, 'a.zip'));
}
