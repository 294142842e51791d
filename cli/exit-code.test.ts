import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '#contract/errors.ts';
import type { DriveResult, Receipt } from '#contract/job.ts';
import { makeFailure } from '#engine/index.ts';
import { sampleParams } from '#test/helpers/sample-failures.ts';
import { exitCodeOfReceipt } from './exit-code.ts';

const failureOf = (code: ErrorCode) =>
  makeFailure(code, sampleParams[code], { where: { process: 'worker', operation: 'test' }, message: '' });

function result(outcome: DriveResult['outcome'], code: ErrorCode | null = null): DriveResult {
  return {
    driveId: 'sdb#00000000',
    devicePath: '/dev/sdb',
    name: 'Stick',
    maskedSerial: null,
    portPath: null,
    driveSizeBytes: 0,
    outcome,
    failure: code === null ? null : failureOf(code),
    isTouched: true,
    isDirect: true,
    writtenBytes: 0,
    verifiedBytes: 0,
    writeMs: 0,
    flushMs: 0,
    verifyMs: 0,
    writeBytesPerSec: 0,
    verifyBytesPerSec: 0,
    stalledMs: 0,
    badSpots: [],
    keptBytes: 0,
    continueBytes: 0,
    retries: 0,
    ejected: false,
    warnings: [],
  };
}

function receipt(
  outcome: Receipt['outcome'],
  drives: readonly DriveResult[],
  failure: ErrorCode | null = null,
): Receipt {
  return {
    receiptVersion: 1,
    blocks: null,
    recheckOf: null,
    jobId: 'job',
    program: { name: 'stickwright', version: '0' },
    system: 'test',
    mode: 'write',
    startedAt: '',
    endedAt: '',
    outcome,
    image: {
      path: '/a',
      name: 'a',
      entryName: null,
      layers: [],
      fileSizeBytes: 0,
      sizeBytes: 0,
      sha256: null,
      fileSha256: null,
      system: null,
      checkedBy: 'none',
      check: null,
    },
    drives,
    failure: failure === null ? null : failureOf(failure),
  };
}

const table: readonly (readonly [string, Receipt, number])[] = [
  ['all verified is 0', receipt('verified', [result('verified'), result('verified')]), 0],
  ['one written but not verified is 1', receipt('unverified', [result('verified'), result('unverified')]), 1],
  [
    'an eject that failed keeps 0',
    receipt('verified', [{ ...result('verified'), warnings: [failureOf('EJECT_FAILED')] }]),
    0,
  ],
  [
    'the first failed drive decides',
    receipt('partial', [result('verified'), result('failed', 'VERIFY_MISMATCH'), result('failed', 'WRITE_IO')]),
    4,
  ],
  ['an unplugged drive is 7', receipt('partial', [result('verified'), result('failed', 'DRIVE_GONE')]), 7],
  ["the job's own failure comes first", receipt('failed', [result('failed', 'WRITE_IO')], 'IMAGE_TRUNCATED'), 6],
  ['a changed drive is 3', receipt('failed', [result('failed', 'DRIVE_CHANGED')]), 3],
  ['a stopped job is 130', receipt('cancelled', [result('cancelled')]), 130],
  ['one stopped drive among good ones is 130', receipt('partial', [result('verified'), result('cancelled')]), 130],
];
for (const [name, given, code] of table) test(name, () => assert.equal(exitCodeOfReceipt(given), code));
