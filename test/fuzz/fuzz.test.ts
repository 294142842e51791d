import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './fuzz.ts';
import { TARGETS } from './targets.ts';

/** Always the same cases, as many as fit into little time on a slow machine; `npm run fuzz` goes on from there. */
const RUN = { seed: 1, from: 1, cases: 1500, limitMs: 4000 };

for (const name of Object.keys(TARGETS)) {
  test(`${name}: damaged input gives a reason, ends, and takes little memory`, async (t) => {
    const done = await fuzz(name, RUN);
    if (done === 0) return t.skip('the tool that makes its input is not installed');
    assert.ok(done > 50, `${done} cases`);
  });
}
