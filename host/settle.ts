import type { AppFailure } from '#contract/errors.ts';
import type { Settled } from '#contract/ipc.ts';
import { AppError, makeFailure } from '#engine/index.ts';

/** What `work` came to: its result, or the failure to be shown; never rejects. */
export async function settle<R>(operation: string, work: () => Promise<R>): Promise<Settled<R>> {
  try {
    return { isOk: true, result: await work() };
  } catch (thrown) {
    return { isOk: false, failure: failureIn(thrown, operation) };
  }
}

function failureIn(thrown: unknown, operation: string): AppFailure {
  if (thrown instanceof AppError) return thrown.failure;
  const where = { process: 'host', operation } as const;
  return makeFailure('INTERNAL', { detail: String(thrown) }, { where, message: String(thrown), cause: thrown });
}
