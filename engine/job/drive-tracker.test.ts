import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppFailure } from '#contract/errors.ts';
import type { Outcome } from '#contract/job.ts';
import { sampleDrive } from '#test/helpers/sample-drive.ts';
import { makeFailure } from '../errors/app-error.ts';
import { DriveTracker } from './drive-tracker.ts';

const OPTIONS = { where: { process: 'worker', operation: 'write' }, message: 'x', nothingWritten: false } as const;
const STORED_BYTES = 3e9;

function continuesFrom(outcome: Outcome, failure: AppFailure | null): number {
  const tracker = new DriveTracker(sampleDrive());
  tracker.enter('writing');
  tracker.storedBytes = STORED_BYTES;
  return tracker.end({ outcome, failure, stats: null, warnings: [] }).continueBytes;
}

test('a cancelled write, and one whose drive went away, can be continued', () => {
  assert.equal(continuesFrom('cancelled', null), STORED_BYTES);
  assert.equal(continuesFrom('failed', makeFailure('DRIVE_GONE', { drive: 'Stick' }, OPTIONS)), STORED_BYTES);
});

test('a finished write cannot', () => {
  assert.equal(continuesFrom('verified', null), 0);
});

test('where the image turned out damaged or not genuine, going on with it is not offered', () => {
  const path = '/x.iso.xz';
  for (const failure of [
    makeFailure('DECOMPRESS_FAILED', { path, format: 'xz', offsetBytes: 5 }, OPTIONS),
    makeFailure('IMAGE_TRUNCATED', { path, presentBytes: 5, expectedBytes: null, saidBy: 'xz' }, OPTIONS),
    makeFailure('CHECKSUM_MISMATCH', { expected: 'a', actual: 'b' }, OPTIONS),
  ]) {
    assert.equal(continuesFrom('failed', failure), 0, failure.code);
  }
});
