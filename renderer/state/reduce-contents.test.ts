import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KINGSTON, SANDISK } from '../gallery/sample-drives.ts';
import { failure } from '../gallery/sample-failures.ts';
import { job, jobDrive } from '../gallery/sample-jobs.ts';
import { MANY_CONTENTS } from '../gallery/scenes-contents.ts';
import type { AppEvent } from './app-event.ts';
import { INITIAL_STATE } from './app-state.ts';
import { reduce } from './reduce.ts';

const driveId = SANDISK.id;
const asked: AppEvent = { type: 'contents.asked', driveId };
const arrived: AppEvent = { type: 'contents.arrived', driveId, contents: MANY_CONTENTS };
const after = (...events: readonly AppEvent[]) => events.reduce(reduce, INITIAL_STATE).contents[driveId]?.state;

test('what is on a drive is shown only after it was asked for, until it is hidden', () => {
  assert.equal(after(arrived), undefined);
  assert.equal(after(asked), 'looking');
  assert.equal(after(asked, arrived), 'shown');
  assert.equal(after(asked, arrived, { type: 'contents.hidden', driveId }), undefined);
});

test('a look that was stopped shows nothing, one that failed says why and can be asked for again', () => {
  const failed: AppEvent = { type: 'contents.failed', driveId, failure: failure('ELEVATION_DENIED') };
  assert.equal(after(asked, { type: 'contents.arrived', driveId, contents: null }), undefined);
  assert.equal(after(asked, failed), 'failed');
  assert.equal(after(asked, failed, asked, arrived), 'shown');
});

test('what is shown of a drive goes with the drive, and with the job that writes it', () => {
  const without: AppEvent = { type: 'drives.changed', drives: { state: 'listed', drives: [KINGSTON] }, atMs: 1 };
  assert.equal(after(asked, arrived, without), undefined);
  const begun = job({ drives: [jobDrive({ drive: SANDISK, phase: 'writing', percent: 1, writeSpeed: 40 })] });
  assert.equal(after(asked, arrived, { type: 'job.told', events: [{ kind: 'snapshot', job: begun }] }), undefined);
});
