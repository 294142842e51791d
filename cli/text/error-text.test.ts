import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CODES, type ErrorCode, PROTECTION_CODES } from '#contract/errors.ts';
import { makeFailure } from '#engine/index.ts';
import { sampleParams } from '#test/helpers/sample-failures.ts';
import { makePaint } from '../terminal/paint.ts';
import { usageTexts } from './en-usage.ts';
import { errorText, mayPromiseNothingWritten } from './error-text.ts';
import { failureLines } from './failure-lines.ts';

const where = { process: 'worker', operation: 'test' } as const;
const codes = Object.keys(ERROR_CODES).filter((code): code is ErrorCode => code in ERROR_CODES);
const sample = (code: ErrorCode, nothingWritten = true) =>
  makeFailure(code, sampleParams[code], { where, message: 'in a test', nothingWritten });

for (const code of codes) {
  test(`${code} is told in sentences made from its own facts`, () => {
    const text = errorText(sample(code));
    for (const sentence of [text.title, text.happened, text.cause ?? 'ok', ...text.todo]) {
      assert.match(sentence, /\S/);
      assert.doesNotMatch(sentence, /undefined|\[object|NaN|\bnull\b/);
    }
    assert.doesNotMatch(text.title, /\.$/, 'a title is no sentence');
    // the promise is given in one place only, by mayPromiseNothingWritten
    assert.doesNotMatch([text.title, text.happened, ...text.todo].join(' '), /Nothing was written/);
  });
}

test('"Nothing was written." is promised only when the worker never opened the drive for writing', () => {
  const layout = { paint: makePaint(false), columns: 80, isWriting: true };
  assert.ok(failureLines(sample('WRITE_IO', true), layout).join('\n').includes('Nothing was written.'));
  assert.ok(!failureLines(sample('WRITE_IO', false), layout).join('\n').includes('Nothing was written.'));
  assert.ok(
    !failureLines(sample('WRITE_IO', true), { ...layout, isWriting: false })
      .join('\n')
      .includes('Nothing was'),
  );
  assert.equal(mayPromiseNothingWritten(sample('USAGE')), false);
});

test('control characters in names do not reach the terminal', () => {
  const failure = makeFailure('IMAGE_NOT_FOUND', { path: '/a\u001b[2J\nb\u202ec' }, { where, message: '' });
  assert.match(errorText(failure).happened, /^There is no file \/a \[2J b c\.$/);
});

test('a long path is not cut off in a sentence that tells where the problem is', () => {
  const path = `/${Array.from({ length: 20 }, (_, index) => `some folder ${index}`).join('/')}/a.iso`;
  assert.ok(errorText(makeFailure('IMAGE_NOT_FOUND', { path }, { where, message: '' })).happened.endsWith('a.iso.'));
});

test('every reason for a locked drive has a sentence', () => {
  for (const reason of PROTECTION_CODES) {
    const params = { drive: '/dev/sda', reasons: [reason], detail: '1000' } as const;
    assert.match(
      errorText(makeFailure('DRIVE_PROTECTED', params, { where, message: '' })).happened,
      /^[A-Z].*\.$|1000/,
    );
  }
});

test('a wrong command is one line that names what is wrong', () => {
  for (const [problem, sentence] of Object.entries(usageTexts)) {
    const text = errorText(makeFailure('USAGE', { problem, value: 'VALUE' }, { where, message: '' }));
    assert.equal(text.happened, sentence('VALUE'));
  }
});
