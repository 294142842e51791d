import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Progress } from '#contract/job.ts';
import { sampleDrive } from '#test/helpers/sample-drive.ts';
import { makePaint } from '../terminal/paint.ts';
import { displayWidth } from '../text/display-width.ts';
import { progressLine } from './progress-line.ts';
import type { DriveProgress } from './progress-state.ts';

const plain = makePaint(false);
const figures: Progress = {
  driveId: 'sdb#1a2b3c4d',
  phase: 'writing',
  doneBytes: 1.92e9,
  totalBytes: 3.31e9,
  speedBytesPerSec: 49.3e6,
  averageBytesPerSec: 40e6,
  etaMs: 203_000,
  stalledMs: null,
  retries: 0,
  elapsedMs: 40_000,
};
const row = (changes: Partial<Progress> = {}, name = 'SanDisk Ultra Fit'): DriveProgress => ({
  drive: sampleDrive({ name }),
  phase: changes.phase ?? 'writing',
  figures: { ...figures, ...changes },
  result: null,
});

test('a line tells name, phase, percent, amount, speed and time left', () => {
  const line = progressLine(row(), { columns: 120, paint: plain });
  assert.match(
    line,
    /SanDisk Ultra Fit …4F21 +Writing +58 % {2}█+░+ +1\.92 of 3\.31 GB +49\.3 MB\/s {2}about 3 min 30 s left$/,
  );
});

test('at any width, in any state and with any name a line fits, and the code is never cut', () => {
  const states = [
    row(),
    row({ totalBytes: null }),
    row({ stalledMs: 12_000 }),
    row({ phase: 'flushing' }),
    row({}, 'メモリ'.repeat(20)),
  ];
  for (let columns = 60; columns <= 200; columns += 1) {
    for (const state of states) {
      const line = progressLine(state, { columns, paint: plain });
      assert.ok(displayWidth(line) <= columns, `${columns}: ${line}`);
      assert.match(line, /…4F21/);
    }
  }
});

test('without a known total no percentage is invented', () => {
  const line = progressLine(row({ totalBytes: null, etaMs: null }), { columns: 120, paint: plain });
  assert.doesNotMatch(line, /%|█|left/);
  assert.match(line, /1\.92 GB/);
});

test('a stalled drive says so from ten seconds on, instead of speed and time left', () => {
  const line = progressLine(row({ stalledMs: 12_900 }), { columns: 79, paint: plain });
  assert.match(line, /Waiting for the drive \(12 s\)/);
  assert.doesNotMatch(line, /MB\/s|about/);
  // 79: the last column of a terminal stays free
  assert.match(
    progressLine(row({ stalledMs: 9_000 }), { columns: 79, paint: plain }),
    /49\.3 MB\/s {2}about 3 min 30 s$/,
  );
});
