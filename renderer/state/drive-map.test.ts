import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DriveResult } from '#contract/job.ts';
import { SANDISK } from '../gallery/sample-drives.ts';
import { failure } from '../gallery/sample-failures.ts';
import { result } from '../gallery/sample-jobs.ts';
import { driveMap, MAP_CELLS } from './drive-map.ts';

const SIZE = 100_000;
const make = (part: Partial<DriveResult>) => driveMap(result(SANDISK, { verifiedBytes: SIZE, ...part }), SIZE);

test('driveMap draws nothing for a drive that read back as written', () => {
  assert.equal(make({}), null);
});

test('driveMap shows the worst state of each part of the image', () => {
  const map = make({
    badSpots: [
      { offsetBytes: 5000, lengthBytes: 2500, rewrites: 1, isGood: true },
      { offsetBytes: 7000, lengthBytes: 10, rewrites: 3, isGood: false },
    ],
  });
  assert.deepEqual(
    map?.cells.flatMap((state, cell) => (state === 'good' ? [] : [[cell, state]])),
    [
      [5, 'rewritten'],
      [6, 'rewritten'],
      [7, 'bad'],
    ],
  );
});

test('driveMap lists a differing range once, and what was not compared by itself', () => {
  const map = make({
    verifiedBytes: 50_000,
    outcome: 'failed',
    failure: {
      ...failure('VERIFY_MISMATCH'),
      code: 'VERIFY_MISMATCH',
      params: {
        drive: 'x',
        ranges: [
          { offsetBytes: 0, lengthBytes: 1 },
          { offsetBytes: 7001, lengthBytes: 2 },
        ],
        rangeCount: 2,
        differingBytes: 3,
      },
    },
    badSpots: [{ offsetBytes: 7000, lengthBytes: 10, rewrites: 3, isGood: false }],
  });
  assert.deepEqual(
    map?.places.map(({ offsetBytes, rewrites }) => [offsetBytes, rewrites]),
    [
      [0, 0],
      [7000, 3],
    ],
  );
  assert.equal(map?.cells.filter((state) => state === 'unchecked').length, MAP_CELLS / 2);
});
