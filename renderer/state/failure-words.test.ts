import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DownloadReason } from '#contract/download.ts';
import { ERROR_CODES, type ErrorCode } from '#contract/errors.ts';
import { ALL_CODES, failure } from '../gallery/sample-failures.ts';
import { makeTranslator } from '../i18n/translate.ts';
import { failureWords } from './failure-words.ts';

const en = makeTranslator('en');
const ja = makeTranslator('ja');

test('every code of the contract has title, what happened, likely cause and what to do, in both languages', () => {
  assert.deepEqual([...ALL_CODES].sort(), Object.keys(ERROR_CODES).sort());
  for (const code of ALL_CODES) {
    const words = failureWords(failure(code), { drive: 'Kingston …99A0', sizeBytes: 1_653_604_352, percent: 58 });
    for (const { say } of [en, ja]) {
      for (const sentence of [words.title, words.happened, words.cause, ...words.todo].map(say)) {
        assert.notEqual(sentence, '', code);
        assert.doesNotMatch(sentence, /undefined|null|NaN|\[object|[{}]/u, code);
      }
    }
    if (code !== 'DOWNLOAD_FAILED') assert.equal(words.todo.length, ERROR_CODES[code].remedies.length, code);
    else assert.ok(words.todo.length > 0);
  }
});

test('a failed download is tried again only where that can help', () => {
  const download = failure('DOWNLOAD_FAILED');
  assert.ok(download.code === 'DOWNLOAD_FAILED');
  const first = (reason: DownloadReason, httpStatus: number | null = null) =>
    failureWords({ ...download, params: { ...download.params, reason, httpStatus } }).todo[0]?.[0];
  for (const status of [429, 500, 503]) assert.equal(first('status', status), 'remedy.retry-download');
  for (const status of [401, 404, 410]) assert.equal(first('status', status), 'download.todo.look-there');
  assert.equal(first('broken'), 'remedy.retry-download');
  assert.equal(first('error-page'), 'download.todo.look-there');
  assert.equal(first('proxy'), 'download.todo.proxy');
});

test('no two codes say the same', () => {
  const said = ALL_CODES.map((code) => en.say(failureWords(failure(code)).happened));
  assert.equal(new Set(said).size, said.length);
});

test('a mismatch says how many places, where the first is, and the retries as evidence', () => {
  const words = failureWords(failure('VERIFY_MISMATCH'), { sizeBytes: 1_653_604_352, retries: 2 });
  assert.equal(
    en.say(words.happened),
    'What was read back differs from the image in 3 places, first at 734,003,200 bytes (44 %).',
  );
  assert.equal(en.say(words.cause), 'The stick is failing: it was written again 2 times, and still differs.');
});

test('without a known cause the operating system’s code is shown', () => {
  assert.match(en.say(failureWords(failure('DRIVE_OPEN_FAILED')).cause), /EIO/u);
  const bare = { ...failure('DRIVE_OPEN_FAILED'), cause: undefined };
  assert.equal(en.say(failureWords(bare).cause), 'The system gave no reason.');
});

test('where rights cannot be had, the command to run is there', () => {
  assert.match(failureWords(failure('ELEVATION_UNAVAILABLE')).command ?? '', /^sudo /u);
  const others: readonly ErrorCode[] = ['ELEVATION_DENIED', 'WRITE_IO'];
  for (const code of others) assert.equal(failureWords(failure(code)).command, null);
});
