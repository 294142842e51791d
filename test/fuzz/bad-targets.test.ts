import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { fuzz } from './fuzz.ts';

const RUN = { seed: 1, from: 1, cases: 3, limitMs: 60_000 };
const HOW = { targetsFile: path.join(import.meta.dirname, 'bad-targets.ts'), hangMs: 1500 };

const FOUND = {
  buffer: /asks for \d+ bytes of memory/,
  'many-buffers': /asks for \d+ bytes of memory/,
  array: /asks for \d+ bytes of memory/,
  read: /asks for \d+ bytes of memory/,
  list: /memory/,
  text: /memory/,
  exception: /case 1: TypeError/,
  range: /case 1: RangeError/,
  loop: /case 1 does not end/,
  waits: /ended without a result|does not end/,
} as const;

for (const [name, reason] of Object.entries(FOUND)) {
  test(`fuzzing finds a parser of the kind "${name}"`, async () => {
    await assert.rejects(fuzz(name, RUN, HOW), reason);
  });
}
