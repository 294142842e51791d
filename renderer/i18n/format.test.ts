import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBinarySize,
  formatDuration,
  formatElapsed,
  formatExactBytes,
  formatNames,
  formatPercent,
  formatSize,
  formatSpeed,
} from './format.ts';
import { chooseLanguage, makeTranslator } from './translate.ts';

test('sizes are decimal, with three significant digits, as printed on drives', () => {
  const sizes = [0, 999, 1000, 1_653_604_352, 32e9, 31.9e9, 999_999_999_999, 1000.2e9, 790e6];
  assert.deepEqual(
    sizes.map((size) => formatSize(size, 'en')),
    ['0 B', '999 B', '1 kB', '1.65 GB', '32 GB', '31.9 GB', '1 TB', '1 TB', '790 MB'],
  );
});

test('binary sizes have their own units', () => {
  assert.equal(formatBinarySize(1_653_604_352, 'en'), '1.54 GiB');
});

test('exact counts have separators and the word of the language', () => {
  assert.equal(formatExactBytes(1_653_604_352, 'en'), '1,653,604,352 bytes');
  assert.equal(formatExactBytes(1, 'en'), '1 byte');
  assert.equal(formatExactBytes(1_653_604_352, 'ja'), '1,653,604,352 バイト');
});

test('speeds stay in MB/s with one decimal until they are large', () => {
  assert.deepEqual(
    [0, 8_400_000, 41_249_000, 512e6].map((speed) => formatSpeed(speed, 'en')),
    ['0.0 MB/s', '8.4 MB/s', '41.2 MB/s', '512 MB/s'],
  );
});

test('percent is rounded down: 100 % only when all is done', () => {
  assert.equal(formatPercent(99.99, 'en'), '99 %');
  assert.equal(formatPercent(100, 'ja'), '100 %');
});

test('durations come in seconds, steps of ten seconds, whole minutes, hours', () => {
  const times = [0, 400, 9000, 59_000, 61_000, 206_000, 599_000, 720_000, 3_600_000, 5_400_000];
  assert.deepEqual(
    times.map((time) => formatDuration(time, 'en')),
    ['1 s', '1 s', '9 s', '59 s', '1 min', '3 min 30 s', '10 min', '12 min', '1 h', '1 h 30 min'],
  );
  assert.equal(formatDuration(206_000, 'ja'), '3 分 30 秒');
  assert.equal(formatDuration(5_400_000, 'ja'), '1 時間 30 分');
});

test('the running clock shows hours only when there are some', () => {
  assert.deepEqual([0, 252_999, 3_852_000].map(formatElapsed), ['0:00', '4:12', '1:04:12']);
});

test('names stand side by side in the way of the language', () => {
  assert.equal(formatNames(['Photos', 'EFI'], 'en'), 'Photos, EFI');
  assert.equal(formatNames(['Photos', 'EFI'], 'ja'), 'Photos、EFI');
});

test('plural forms follow the count', () => {
  const { t } = makeTranslator('en');
  assert.equal(t('review.eraseMany', { count: 1 }), 'Erase 1 drive and write');
  assert.equal(t('review.eraseMany', { count: 2 }), 'Erase 2 drives and write');
  assert.equal(makeTranslator('ja').t('review.eraseMany', { count: 2 }), '2 台を消去して書き込む');
});

test('a message can stand in another one, in the same language', () => {
  const { say } = makeTranslator('ja');
  assert.equal(say(['live.phase', { phase: ['phase.verifying'] }]), '検証中。');
});

test('text of a drive that looks like a placeholder is only text', () => {
  const { t } = makeTranslator('en');
  assert.equal(t('review.eraseOne', { name: '{count} {name}' }), 'Erase {count} {name} and write');
});

test('the language is the first preferred one that there is', () => {
  assert.equal(chooseLanguage(['de-DE', 'ja-JP', 'en-US']), 'ja');
  assert.equal(chooseLanguage(['de-DE', 'en-GB']), 'en');
  assert.equal(chooseLanguage(['fr']), 'en');
});
