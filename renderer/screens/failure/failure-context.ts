import type { DriveResult } from '#contract/job.ts';
import type { FailureContext } from '../../state/failure-words.ts';

/** What a drive's result adds to the words of its failure. */
export function failureContext(result: DriveResult, drive: string, sizeBytes: number | null): FailureContext {
  const context = { drive, sizeBytes, retries: result.retries };
  if (sizeBytes === null || sizeBytes === 0) return context;
  const doneBytes = result.verifiedBytes > 0 ? result.verifiedBytes : result.writtenBytes;
  return { ...context, percent: Math.min(100, (doneBytes / sizeBytes) * 100) };
}
