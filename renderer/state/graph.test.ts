import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaPath, axisTicks, axisTop, graphPoints, linePath, markedPoints, summarise, tenths } from './graph.ts';

const scale = { width: 800, height: 100, top: 50, sizeBytes: 1000 };

test('the axis grows in steps and never shrinks', () => {
  assert.deepEqual(
    [0, 10e6, 10.1e6, 49e6, 51e6, 480e6].map((speed) => axisTop(speed)),
    [10, 10, 20, 50, 100, 500],
  );
  assert.equal(axisTop(5e6, 100), 100);
  assert.equal(axisTop(60_000e6), 60_000);
});

test('ticks of the axis go from nothing to the top in whole numbers', () => {
  for (const top of [10, 20, 50, 100, 200, 500, 1000]) {
    const ticks = axisTicks(top);
    assert.deepEqual([ticks[0], ticks.at(-1)], [0, top]);
    assert.ok(ticks.every(Number.isInteger), String(ticks));
  }
});

test('a bin stands in the middle of the part of the image it covers', () => {
  const points = graphPoints({ binBytes: 100, bins: [25e6, 50e6, 99e6] }, scale);
  assert.deepEqual(points, [
    { x: 40, y: 50 },
    { x: 120, y: 0 },
    { x: 200, y: 0 },
  ]);
});

test('a last bin that covers less stays inside the picture', () => {
  const points = graphPoints({ binBytes: 400, bins: [1e6, 1e6, 1e6] }, scale);
  assert.ok(points.every(({ x }) => x <= 800));
});

test('lines need no second point to be seen', () => {
  assert.equal(linePath([]), '');
  assert.equal(linePath([{ x: 4, y: 5 }]), 'M3 5h2');
  assert.equal(
    linePath([
      { x: 4, y: 5 },
      { x: 8, y: 6 },
    ]),
    'M4 5L8 6',
  );
  assert.equal(
    areaPath(
      [
        { x: 4, y: 5 },
        { x: 8, y: 6 },
      ],
      10,
    ),
    'M4 5L8 6L8 10L4 10Z',
  );
});

test('each tenth of the width has one marker', () => {
  const points = graphPoints({ binBytes: 5, bins: Array.from({ length: 200 }, () => 10e6) }, scale);
  assert.equal(markedPoints(points, 800).length, 10);
});

test('the summary names average, slowest place and fastest', () => {
  const summary = summarise({ binBytes: 250, bins: [40e6, 10e6, 40e6, 40e6] }, 1000);
  assert.deepEqual(summary, {
    averageBytesPerSec: 4 / (3 / 40e6 + 1 / 10e6),
    slowestBytesPerSec: 10e6,
    slowestAtPercent: 25,
    fastestBytesPerSec: 40e6,
  });
  assert.equal(summarise({ binBytes: 1, bins: [] }, 1000), null);
});

test('the table has a value for each complete tenth', () => {
  const values = tenths({ binBytes: 50, bins: [10e6, 10e6, 20e6] }, 1000);
  assert.deepEqual(values.slice(0, 3), [10e6, null, null]);
});
