import type { AppFailure } from '#contract/errors.ts';
import type { Paint } from '../terminal/paint.ts';
import { displayWidth, wrapToWidth } from './display-width.ts';
import { en } from './en.ts';
import { errorText, mayPromiseNothingWritten } from './error-text.ts';

export interface FailureLayout {
  readonly paint: Paint;
  readonly columns: number;
  /** The failed command writes: only then "Nothing was written." means something. */
  readonly isWriting: boolean;
}

const LABEL_COLUMNS = Math.max(...[en.happened, en.cause, en.todo].map(displayWidth)) + 3;
/** Failures whose details help only us. */
const OUR_FAULT: readonly string[] = ['INTERNAL', 'WORKER_LOST', 'WORKER_PROTOCOL', 'READER_LOST'];

/** A failure as ux.md 4.8 shows it: headline, what happened, likely cause, what to do. */
export function failureLines(failure: AppFailure, { paint, columns, isWriting }: FailureLayout): string[] {
  const text = errorText(failure);
  const lines = [paint('red', `✗ ${text.title}`)];
  if (text.happened !== text.title) lines.push('', ...paragraph(en.happened, [text.happened], columns));
  if (text.cause !== null) lines.push(...paragraph(en.cause, [text.cause], columns));
  if (text.todo.length > 0) lines.push(...paragraph(en.todo, numbered(text.todo), columns));
  if (text.command !== undefined) lines.push('', `    ${text.command}`);
  if (isWriting && mayPromiseNothingWritten(failure)) {
    lines.push('', `  ${failure.code === 'DRIVE_FALSE_CAPACITY' ? en.leftAsItWas : en.nothingWritten}`);
  }
  if (OUR_FAULT.includes(failure.code)) lines.push(...detailLines(failure, paint));
  return lines;
}

function numbered(texts: readonly string[]): readonly string[] {
  return texts.length === 1 ? texts : texts.map((text, index) => `${index + 1}  ${text}`);
}

function paragraph(label: string, texts: readonly string[], columns: number): string[] {
  const indent = ' '.repeat(LABEL_COLUMNS + 2);
  const lines = texts.flatMap((text) => wrapToWidth(text, Math.max(30, columns - LABEL_COLUMNS - 2)));
  return lines.map((line, index) => (index === 0 ? `  ${label.padEnd(LABEL_COLUMNS)}${line}` : `${indent}${line}`));
}

function detailLines(failure: AppFailure, paint: Paint): string[] {
  const cause =
    failure.cause === undefined ? [] : [`    ${failure.cause.name}: ${failure.cause.message.split('\n')[0] ?? ''}`];
  const where = `${failure.where.process}, ${failure.where.operation}`;
  return ['', `  ${en.details}`, `    ${failure.code} (${where}): ${failure.message}`, ...cause].map((line) =>
    paint('dim', line),
  );
}
