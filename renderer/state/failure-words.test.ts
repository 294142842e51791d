import assert from 'node:assert/strict';
import { test } from 'node:test';
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
    assert.equal(words.todo.length, ERROR_CODES[code].remedies.length, code);
  }
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
