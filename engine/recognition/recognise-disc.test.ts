import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { systemSchema } from '#contract/system.ts';
import { makeDisc } from '#test/helpers/disc-image.ts';
import { LOOK_ALIKES, PLAIN } from '#test/helpers/look-alikes.ts';
import { OTHER_LOOK_ALIKES } from '#test/helpers/other-look-alikes.ts';
import { recogniseDisc } from './recognise-disc.ts';

const never = new AbortController().signal;

function inMemory(bytes: Buffer) {
  return {
    sizeBytes: bytes.length,
    readAt: (offset: number, length: number) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

for (const recipe of [...LOOK_ALIKES, ...OTHER_LOOK_ALIKES]) {
  test(`recogniseDisc: ${recipe.name}`, async (t) => {
    const file = makeDisc(t, recipe);
    if (file === null) return t.skip('xorriso or genisoimage is not installed');
    const found = await recogniseDisc(inMemory(readFileSync(file)), never);
    assert.deepEqual(found, recipe.expected === null ? null : { ...PLAIN, ...recipe.expected });
    if (found !== null) systemSchema.parse(found);
  });
}
