import { PROTECTION_CODES, type AppFailure, type ProtectionCode } from '#contract/errors.ts';
import { cleanText } from '#engine/index.ts';
import { errorSentences, type ErrorSentences } from './en-errors.ts';
import { protectionTexts } from './en-protections.ts';
import { isUsageProblem, usageTexts } from './en-usage.ts';

/**
 * The sentences for a failure: title, what happened, likely cause (null if nothing is known), what to do.
 * Names inside are cleaned for display. "Nothing was written." is not part of it: see `isPromiseKept`.
 */
export function errorText(failure: AppFailure): ErrorSentences {
  const sentences = sentencesOf(failure);
  return {
    title: cleanLong(sentences.title),
    happened: cleanLong(sentences.happened),
    cause: sentences.cause === null ? null : cleanLong(sentences.cause),
    todo: sentences.todo.map(cleanLong),
    ...(sentences.command === undefined ? {} : { command: sentences.command }),
  };
}

/** Whether "Nothing was written." may be promised and means something for this failure. */
export function mayPromiseNothingWritten(failure: AppFailure): boolean {
  const isAboutWriting = failure.code !== 'USAGE' && failure.code !== 'HOST_LOST';
  return failure.nothingWritten && isAboutWriting;
}

/** One sentence for a reason why a drive is locked, with its fact. */
export function protectionText(code: ProtectionCode, detail: string): { reason: string; todo: string | null } {
  const text = protectionTexts[code];
  return { reason: cleanText(text.reason(detail)), todo: text.todo };
}

export function isProtectionCode(code: string): code is ProtectionCode {
  return PROTECTION_CODES.some((known) => known === code);
}

/** The union is taken apart code by code, so that each gets exactly its own parameters. */
function sentencesOf(failure: AppFailure): ErrorSentences {
  if (failure.code === 'USAGE' && isUsageProblem(failure.params.problem)) {
    const text = usageTexts[failure.params.problem](failure.params.value);
    return { ...errorSentences.USAGE(failure.params), happened: text };
  }
  // `code` and `params` belong together in AppFailure; the compiler cannot follow that through an index
  const build = errorSentences[failure.code] as (params: AppFailure['params']) => ErrorSentences;
  return build(failure.params);
}

/** `cleanText` cuts at 200 characters, which is meant for names; a sentence is cleaned piece by piece. */
function cleanLong(text: string): string {
  return text
    .split(' ')
    .map((word) => (word.length === 0 ? '' : cleanText(word)))
    .filter((word) => word !== '')
    .join(' ');
}
