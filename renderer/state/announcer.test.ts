import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobSnapshot } from '#contract/job-view.ts';
import { failure } from '../gallery/sample-failures.ts';
import { SANDISK } from '../gallery/sample-drives.ts';
import { job, jobDrive, result } from '../gallery/sample-jobs.ts';
import { makeTranslator } from '../i18n/translate.ts';
import { announce, type AnnouncerState, QUIET_MS, SILENT } from './announcer.ts';

const { say } = makeTranslator('en');
type Phase = Parameters<typeof jobDrive>[0]['phase'];

const at = (phase: Phase, percent: number, elapsedMs: number): JobSnapshot =>
  job({ drives: [jobDrive({ drive: SANDISK, phase, percent, writeSpeed: 10 })], elapsedMs });

/** A job second by second, as the page hears it; what was spoken, with its time. */
function listen(snapshotAt: (atMs: number) => JobSnapshot, lengthMs: number) {
  const spoken: { readonly atMs: number; readonly text: string }[] = [];
  let state: AnnouncerState = SILENT;
  for (let atMs = 0; atMs <= lengthMs; atMs += 250) {
    const next = announce(state, snapshotAt(atMs), atMs);
    if (next.polite !== null && next.polite !== state.polite) spoken.push({ atMs, text: say(next.polite) });
    state = next;
  }
  return { spoken, alert: state.alert };
}

/** Four minutes: write to 130 s, store to 145 s, verify to 230 s, eject. */
function fourMinutes(atMs: number): JobSnapshot {
  if (atMs < 5000) return at('preparing', 0, atMs);
  if (atMs < 130_000) return at('writing', ((atMs - 5000) / 125_000) * 100, atMs);
  if (atMs < 145_000) return at('flushing', 100, atMs);
  if (atMs < 230_000) return at('verifying', ((atMs - 145_000) / 85_000) * 100, atMs);
  return at('releasing', 100, atMs);
}

test('a job of four minutes is told in 6 to 14 announcements, 10 s apart, each phase once, no alarm', () => {
  const { spoken, alert } = listen(fourMinutes, 240_000);
  assert.ok(spoken.length >= 6 && spoken.length <= 14, JSON.stringify(spoken));
  for (const [index, { atMs }] of spoken.entries()) {
    const before = spoken[index - 1];
    if (before !== undefined) assert.ok(atMs - before.atMs >= QUIET_MS);
  }
  for (const phase of ['Writing.', 'Storing.', 'Verifying.', 'Ejecting.']) {
    assert.equal(spoken.filter(({ text }) => text === phase).length, 1, phase);
  }
  assert.ok(spoken.some(({ text }) => text === '50 percent, Writing.'));
  assert.equal(alert, null);
});

test('a short job has no quarters', () => {
  const { spoken } = listen((atMs) => at('writing', Math.min(100, atMs / 600), atMs), 60_000);
  assert.deepEqual(
    spoken.map(({ text }) => text),
    ['Writing.'],
  );
});

test('a stall and its end are told', () => {
  const snapshot = (atMs: number) => {
    const stalledMs = atMs >= 30_000 && atMs < 60_000 ? atMs - 20_000 : undefined;
    const drive = jobDrive({
      drive: SANDISK,
      phase: 'writing',
      percent: 3,
      writeSpeed: 10,
      ...(stalledMs === undefined ? {} : { stalledMs }),
    });
    return job({ drives: [drive], elapsedMs: atMs });
  };
  const texts = listen(snapshot, 80_000).spoken.map(({ text }) => text);
  assert.deepEqual(texts, ['Writing.', 'Waiting for SanDisk Ultra Fit.', 'SanDisk Ultra Fit accepts data again.']);
});

test('an image that does not come is told, and that it comes again', () => {
  const snapshot = (atMs: number): JobSnapshot => {
    const silentMs = atMs >= 30_000 && atMs < 60_000 ? atMs - 20_000 : null;
    const source = { doneBytes: 0, totalBytes: null, isWaiting: silentMs !== null, isLimit: false, silentMs };
    return { ...at('writing', 3, atMs), source };
  };
  const texts = listen(snapshot, 80_000).spoken.map(({ text }) => text);
  assert.deepEqual(texts, ['Writing.', 'Waiting for the image.', 'The image comes again.']);
});

test('a drive that is let go of because no image came does not say that it comes again', () => {
  const source = { doneBytes: 0, totalBytes: null, isWaiting: true, isLimit: false, silentMs: 60_000 };
  const snapshot = (atMs: number): JobSnapshot =>
    atMs < 30_000
      ? { ...at('writing', 3, atMs), source }
      : { ...at('releasing', 3, atMs), source: { ...source, isWaiting: false, silentMs: null } };
  const texts = listen(snapshot, 60_000).spoken.map(({ text }) => text);
  assert.ok(!texts.includes('The image comes again.'), JSON.stringify(texts));
});

test('failures are told at once in the assertive region', () => {
  const gone = result(SANDISK, { outcome: 'failed', failure: failure('DRIVE_GONE') });
  const drive = jobDrive({ drive: SANDISK, phase: 'ended', percent: 58, writeSpeed: 10, result: gone });
  const state = announce(announce(SILENT, at('writing', 50, 0), 0), job({ drives: [drive] }), 250);
  assert.equal(state.alert === null ? '' : say(state.alert), 'SanDisk Ultra Fit was unplugged');
});

test('a new job starts silent', () => {
  const failed = announce(SILENT, null, 0);
  assert.equal(failed, SILENT);
  const first = announce(SILENT, at('writing', 10, 0), 0);
  const second = announce(first, { ...at('preparing', 0, 0), jobId: 'job-2' }, 60_000);
  assert.deepEqual([second.jobId, second.alert], ['job-2', null]);
});
