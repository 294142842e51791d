import { type AppError, fail } from '#engine/index.ts';
import type { UsageProblem } from './text/en-usage.ts';

/** A command that cannot be carried out as written: exit code 2, one line, nothing touched. */
export function usageError(problem: UsageProblem, value = ''): AppError {
  return fail(
    'USAGE',
    { problem, value },
    { where: { process: 'host', operation: 'cli.args' }, message: `Bad command line: ${problem} "${value}"` },
  );
}
