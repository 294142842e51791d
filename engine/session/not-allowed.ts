import { type AppError, fail } from '../errors/app-error.ts';

/** The refusal of a request that makes no sense now, or at all; `reason` is a constant for logs and tests. */
export function notAllowed(reason: string, detail = ''): AppError {
  const message = `Request refused: ${reason}${detail === '' ? '' : ` (${detail})`}`;
  return fail('NOT_ALLOWED', { reason }, { where: { process: 'host', operation: 'session' }, message });
}
