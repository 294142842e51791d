import assert from 'node:assert/strict';
import test from 'node:test';
import type { Image } from '#contract/image.ts';
import { sampleDrive } from '#test/helpers/sample-drive.ts';
import { AppError } from '../errors/app-error.ts';
import { fakeBoot } from '../platform/fake/fake-boot.ts';
import { fakeImages } from '../platform/fake/fake-images.ts';
import type { PlanRequest } from '../ports.ts';
import { makePlan } from './make-plan.ts';

const [hybrid] = fakeImages;

function requestFor(boot: Image['boot'], changes: Partial<PlanRequest> = {}): PlanRequest {
  if (hybrid === undefined) throw new Error('No fake image');
  const image = { ...hybrid, sizeBytes: 512, boot };
  return {
    mode: 'write',
    image,
    drives: [sampleDrive({})],
    verify: true,
    eject: false,
    expectedSha256: null,
    codes: new Map(),
    ...changes,
  };
}

test('makePlan refuses a raw copy of a disc that few computers would start, and says whose it is', () => {
  assert.throws(
    () => makePlan(requestFor(fakeBoot.disc)),
    (error) =>
      error instanceof AppError &&
      error.failure.code === 'IMAGE_NOT_RAW_WRITABLE' &&
      error.failure.params.system === 'windows' &&
      error.failure.nothingWritten,
  );
});

test('makePlan makes that plan for who insists, and for comparing', () => {
  assert.equal(makePlan(requestFor(fakeBoot.disc, { isRawAllowed: true })).mode, 'write');
  assert.equal(makePlan(requestFor(fakeBoot.disc, { mode: 'verify' })).mode, 'verify');
});

test('makePlan takes what is merely unknown', () => {
  assert.equal(makePlan(requestFor(fakeBoot.nothing)).mode, 'write');
});
