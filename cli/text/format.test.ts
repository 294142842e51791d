import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bytesText,
  durationText,
  elapsedText,
  percentOf,
  sizeOfText,
  sizeText,
  speedText,
  timeLeftText,
} from './format.ts';

test('sizes read as on the stick: decimal units, three digits, no trailing zeros', () => {
  const table: readonly (readonly [number, string])[] = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [32e9, '32 GB'],
    [32_010_928_128, '32 GB'],
    [1_653_604_352, '1.65 GB'],
    [18_240_000_000, '18.2 GB'],
    [999_600_000, '1 GB'],
    [999_400_000, '999 MB'],
    [1e12, '1 TB'],
    [2_000_398_934_016, '2 TB'],
  ];
  for (const [sizeBytes, text] of table) assert.equal(sizeText(sizeBytes), text);
  assert.equal(bytesText(1_653_604_352), '1,653,604,352 bytes');
  assert.equal(sizeOfText(1.92e9, 3.31e9), '1.92 of 3.31 GB');
  assert.equal(sizeOfText(0, 32e9), '0 of 32 GB');
});

test('speeds have one decimal until three digits are enough', () => {
  assert.equal(speedText(41_200_000), '41.2 MB/s');
  assert.equal(speedText(99_960_000), '100 MB/s');
  assert.equal(speedText(1_016_000_000), '1,016 MB/s');
});

test('time left is in the words of the design: minutes, then steps of ten seconds, then less', () => {
  assert.equal(timeLeftText(9_999), 'less than 10 s');
  assert.equal(timeLeftText(10_000), 'about 10 s');
  assert.equal(timeLeftText(203_000), 'about 3 min 30 s');
  assert.equal(timeLeftText(180_000), 'about 3 min');
  assert.equal(timeLeftText(720_000), 'about 12 min');
  assert.equal(timeLeftText(7_800_000), 'about 2 h 10 min');
});

test('passed time reads as a clock, durations as words', () => {
  assert.equal(elapsedText(252_900), '4:12');
  assert.equal(elapsedText(3_852_000), '1:04:12');
  assert.equal(durationText(900), 'less than 1 s');
  assert.equal(durationText(200_000), '3 min 20 s');
});

test('100 % is said only when all of it is done', () => {
  assert.equal(percentOf(999_999, 1_000_000), 99);
  assert.equal(percentOf(1_000_000, 1_000_000), 100);
  assert.equal(percentOf(0, 0), 100);
});
