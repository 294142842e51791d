import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure } from '../gallery/sample-failures.ts';
import { KINGSTON, SANDISK } from '../gallery/sample-drives.ts';
import { IMAGE_BYTES } from '../gallery/sample-image.ts';
import { job, jobDrive, result } from '../gallery/sample-jobs.ts';
import { makeTranslator } from '../i18n/translate.ts';
import { drivePercent, jobFigures, namedStallMs } from './job-figures.ts';
import { isSlower, leftWords } from './left-words.ts';
import { stopWords } from './stop-words.ts';

const { say } = makeTranslator('en');
const fast = jobDrive({ drive: SANDISK, phase: 'writing', percent: 82, writeSpeed: 40 });
const slow = jobDrive({ drive: KINGSTON, phase: 'writing', percent: 30, writeSpeed: 8 });
const near = (value: number | null, wanted: number) =>
  assert.ok(Math.abs((value ?? -1) - wanted) < 1, `${value}, ${wanted}`);

test('percent and bytes are those of all drives together', () => {
  const figures = jobFigures(job({ drives: [fast, slow] }), null);
  near(figures.percent, 56);
  assert.equal(figures.totalBytes, 2 * IMAGE_BYTES);
});

test('the phase is the slowest drive’s; a drive that is ahead has done its share', () => {
  const ahead = jobDrive({ drive: SANDISK, phase: 'verifying', percent: 10, writeSpeed: 40 });
  const figures = jobFigures(job({ drives: [ahead, slow] }), null);
  assert.equal(figures.phase, 'writing');
  near(figures.percent, 65);
});

test('a drive that failed takes no part in the figures', () => {
  const failed = jobDrive({
    drive: SANDISK,
    phase: 'ended',
    percent: 58,
    writeSpeed: 40,
    result: result(SANDISK, { outcome: 'failed', failure: failure('DRIVE_GONE') }),
  });
  near(jobFigures(job({ drives: [failed, slow] }), null).percent, 30);
});

test('an unknown size gives no percent', () => {
  const unknown = jobDrive({ drive: SANDISK, phase: 'writing', percent: 40, writeSpeed: 30, sizeUnknown: true });
  const made = job({ drives: [unknown] });
  const figures = jobFigures({ ...made, image: { ...made.image, sizeBytes: null } }, null);
  assert.deepEqual([figures.percent, figures.totalBytes], [null, null]);
});

test('time left is that of the slowest drive, and hidden while one is waited for', () => {
  const left = jobFigures(job({ drives: [fast, slow] }), null).leftMs;
  assert.equal(left, Math.max(fast.progress?.etaMs ?? 0, slow.progress?.etaMs ?? 0));
  const stalled = jobDrive({ drive: KINGSTON, phase: 'writing', percent: 30, writeSpeed: 8, stalledMs: 11_000 });
  const figures = jobFigures(job({ drives: [fast, stalled] }), null);
  assert.deepEqual([figures.leftMs, figures.stalled?.stalledMs], [null, 11_000]);
});

test('an image that does not come hides the time left', () => {
  const source = { doneBytes: 0, totalBytes: null, isWaiting: true, isLimit: false, silentMs: 12_000 };
  const figures = jobFigures(job({ drives: [fast], source }), null);
  assert.deepEqual([figures.leftMs, figures.waitsForImage], [null, { silentMs: 12_000 }]);
  assert.equal(jobFigures(job({ drives: [fast] }), null).waitsForImage, null);
});

test('a wait is named after 10 s while writing and after 20 s while storing', () => {
  const waiting = (phase: 'writing' | 'flushing', stalledMs: number) =>
    namedStallMs(jobDrive({ drive: SANDISK, phase, percent: 50, writeSpeed: 9, stalledMs }));
  assert.deepEqual(
    [waiting('writing', 9999), waiting('writing', 10_000), waiting('flushing', 19_999), waiting('flushing', 20_000)],
    [null, 10_000, null, 20_000],
  );
});

test('checking is told separately while writing', () => {
  const estimate = { writeMs: 1, verifyMs: 118_000, basis: 'typical' } as const;
  const figures = jobFigures(job({ drives: [slow] }), estimate);
  assert.equal(figures.checkMs, 118_000);
  assert.equal(
    say(leftWords({ leftMs: 62_000, checkMs: 118_000 }) ?? ['progress.leftShort']),
    'about 1 min, then about 2 min checking',
  );
  assert.equal(jobFigures(job({ drives: [slow], verify: false }), estimate).checkMs, null);
});

test('time left is told in steps, or not at all', () => {
  const words = (leftMs: number | null) => {
    const found = leftWords({ leftMs, checkMs: null });
    return found === null ? null : say(found);
  };
  assert.deepEqual([null, 9999, 206_000, 725_000].map(words), [
    null,
    'less than 10 s',
    'about 3 min 30 s',
    'about 12 min',
  ]);
});

test('only a rise by more than half is worth a word', () => {
  assert.deepEqual(
    [isSlower(60_000, 91_000), isSlower(60_000, 89_000), isSlower(null, 90_000), isSlower(5000, 15_000)],
    [true, false, false, false],
  );
});

test('a drive that ended well is at 100 %, one that failed where it failed', () => {
  const ended = (outcome: 'verified' | 'failed') =>
    drivePercent(
      jobDrive({
        drive: SANDISK,
        phase: 'ended',
        percent: 100,
        writeSpeed: 9,
        result: result(SANDISK, { outcome, writtenBytes: Math.floor(IMAGE_BYTES * 0.58) }),
      }),
      IMAGE_BYTES,
    );
  assert.equal(ended('verified'), 100);
  near(ended('failed'), 58);
});

test('stopping means what the phase says', () => {
  const title = (...drives: Parameters<typeof job>[0]['drives']) => stopWords(job({ drives }), null);
  const checking = jobDrive({ drive: SANDISK, phase: 'verifying', percent: 10, writeSpeed: 40 });
  assert.deepEqual([title(slow)?.title[0], title(slow)?.how], ['stop.writingTitle', 'cancel']);
  assert.deepEqual([title(checking)?.title[0], title(checking)?.how], ['stop.checkingTitle', 'skipVerify']);
  assert.deepEqual([title(checking, slow)?.text[0], title(checking, slow)?.how], ['stop.mixedText', 'cancel']);
  const early = stopWords(job({ drives: [slow], hasBegun: false, stage: 'checking' }), null);
  assert.equal(early?.title[0], 'stop.earlyTitle');
  assert.equal(stopWords(job({ drives: [fast, slow] }), KINGSTON.id)?.title[0], 'stop.driveTitle');
  assert.equal(stopWords(job({ drives: [slow], stage: 'ended' }), null), null);
});
