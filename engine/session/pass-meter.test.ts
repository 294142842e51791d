import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRAPH_BINS } from '#contract/job-view.ts';
import { meterPass, type PassMeter, startPass } from './pass-meter.ts';

const TOTAL = 200_000;

/** Values added by a run of samples. */
function run(start: PassMeter, samples: readonly (readonly [doneBytes: number, atMs: number])[], isEnd = false) {
  let meter = start;
  const values: number[] = [];
  let resets = 0;
  samples.forEach(([doneBytes, atMs], index) => {
    const step = meterPass(meter, { doneBytes, atMs }, isEnd && index === samples.length - 1);
    meter = step.meter;
    if (step.points?.isReset === true) {
      resets += 1;
      values.length = 0;
    }
    values.push(...(step.points?.values ?? []));
  });
  return { meter, values, resets };
}

test('even speed gives 200 equal points, whatever the samples are', () => {
  for (const count of [3, 37, 1000]) {
    const samples = Array.from({ length: count }, (_none, index) => {
      const share = (index + 1) / count;
      return [Math.round(TOTAL * share), Math.round(10_000 * share)] as const;
    });
    const { values } = run(startPass('write', TOTAL, 0), samples, true);
    assert.equal(values.length, GRAPH_BINS);
    for (const value of values) assert.ok(Math.abs(value - 20_000) < 20_000 * 0.2, String(value));
  }
});

test('a point is its bytes by its own time, a pause included', () => {
  const start = startPass('write', TOTAL, 0);
  const { values } = run(start, [
    [1000, 100],
    [1500, 150],
    [1500, 1050],
    [2000, 1100],
  ]);
  assert.deepEqual(values, [10_000, 1000]);
});

test('points that were added are never changed', () => {
  let meter = startPass('write', TOTAL, 0);
  let seen: readonly number[] = [];
  for (let step = 1; step <= 100; step += 1) {
    meter = meterPass(meter, { doneBytes: step * 2000, atMs: step * step }).meter;
    assert.deepEqual(meter.bins.slice(0, seen.length), seen);
    seen = meter.bins;
  }
  assert.equal(seen.length, GRAPH_BINS);
});

test('an image that does not divide evenly ends with one shorter point', () => {
  const start = startPass('write', 1001, 0);
  const { values, meter } = run(start, [[1001, 1001]], true);
  assert.equal(meter.binBytes, 6);
  assert.equal(values.length, Math.ceil(1001 / 6));
  assert.equal(values.at(-1), 1000);
});

test('an image smaller than the number of points has a point for each byte', () => {
  const { values } = run(startPass('write', 3, 0), [[3, 3]], true);
  assert.deepEqual(values, [1000, 1000, 1000]);
});

test('without a known size the points become coarser and never more than 200', () => {
  const samples = Array.from({ length: 2000 }, (_none, index) => [(index + 1) * 5e6, (index + 1) * 100] as const);
  const { values, meter, resets } = run(startPass('write', null, 0), samples);
  assert.ok(resets > 3);
  assert.deepEqual(values, meter.bins);
  assert.ok(values.length <= GRAPH_BINS && values.length > GRAPH_BINS / 2 - 2);
  for (const value of values.slice(0, -1)) assert.ok(Math.abs(value - 50e6) < 1e6, String(value));
});

test('bytes that took no measurable time repeat the speed before, never infinity', () => {
  const { values } = run(startPass('write', TOTAL, 0), [
    [1000, 100],
    [3000, 100],
  ]);
  assert.deepEqual(values, [10_000, 10_000, 10_000]);
});

test('figures that go back are ignored', () => {
  const { values } = run(startPass('write', TOTAL, 0), [
    [1000, 100],
    [500, 50],
    [2000, 200],
  ]);
  assert.deepEqual(values, [10_000, 10_000]);
});
