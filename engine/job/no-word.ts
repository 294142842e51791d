import type { AppFailure } from '#contract/errors.ts';
import { makeFailure } from '../errors/app-error.ts';

/** The failure of a drive the worker said nothing about to the end. */
export function noWord(): AppFailure {
  return makeFailure(
    'WORKER_LOST',
    { signal: null, exitCode: null },
    {
      where: { process: 'host', operation: 'run-job' },
      message: 'The writing process ended without a word about this drive',
      nothingWritten: false,
    },
  );
}
