import {
  type AppFailure,
  type CauseRecord,
  ERROR_CODES,
  type ErrorCode,
  type ErrorParams,
  type Where,
} from '#contract/errors.ts';
import { isRecord } from '../text/is-record.ts';

/** How deep a chain of causes is kept; deeper ones say nothing new. */
const CAUSE_DEPTH = 4;
/** Longest message or stack kept per cause, in characters, so that a failure always fits a frame. */
const CAUSE_TEXT_MAX = 4000;

/** The one class that is thrown for failures a user can act on; made only by `fail`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly failure: AppFailure;

  constructor(failure: AppFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Thrown when the user stopped something: an outcome, not an error. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor() {
    super('Cancelled');
  }
}

export interface FailOptions {
  readonly where: Where;
  /** What was attempted, quoted values, colon, actual and wanted. English, for logs. */
  readonly message: string;
  readonly cause?: unknown;
  /** False once any byte may have reached the drive. Default true. */
  readonly nothingWritten?: boolean;
}

/** Makes a failure with the remedies and retry rule of its code. */
export function makeFailure<C extends ErrorCode>(code: C, params: ErrorParams[C], options: FailOptions): AppFailure {
  const facts = ERROR_CODES[code];
  return {
    code,
    params,
    where: options.where,
    message: options.message.slice(0, CAUSE_TEXT_MAX),
    ...(options.cause === undefined ? {} : { cause: causeRecord(options.cause) }),
    remedies: facts.remedies,
    retry: facts.retry,
    nothingWritten: options.nothingWritten ?? true,
  } as unknown as AppFailure;
}

/** Makes the error to throw for a failure of the given code. */
export function fail<C extends ErrorCode>(code: C, params: ErrorParams[C], options: FailOptions): AppError {
  return new AppError(makeFailure(code, params, options));
}

/** Keeps name, message, OS code, stack and the chain of causes of any thrown value as plain data. */
export function causeRecord(thrown: unknown, depth = CAUSE_DEPTH): CauseRecord {
  if (!(thrown instanceof Error)) return { name: 'Thrown', message: String(thrown).slice(0, 500) };
  const osCode = osCodeOf(thrown);
  return {
    name: thrown.name,
    message: thrown.message.slice(0, CAUSE_TEXT_MAX),
    ...(osCode === undefined ? {} : { osCode }),
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack.slice(0, CAUSE_TEXT_MAX) }),
    ...(thrown.cause === undefined || depth <= 1 ? {} : { cause: causeRecord(thrown.cause, depth - 1) }),
  };
}

/** Operating-system code such as `EIO` of a thrown value, or undefined. */
export function osCodeOf(thrown: unknown): string | undefined {
  if (!isRecord(thrown)) return undefined;
  return typeof thrown['code'] === 'string' ? thrown['code'] : undefined;
}

/** The failure inside any thrown value; what is not an AppError is a bug and becomes INTERNAL. */
export function failureOf(thrown: unknown, where: Where, nothingWritten = true): AppFailure {
  if (thrown instanceof AppError) return thrown.failure;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return makeFailure(
    'INTERNAL',
    { detail: text.slice(0, 500) },
    { where, message: `Unexpected error in ${where.operation}: ${text}`, cause: thrown, nothingWritten },
  );
}
