import { type AppFailure, ERROR_CODES } from '#contract/errors.ts';
import type { Receipt } from '#contract/job.ts';

export const EXIT_DONE = 0;
export const EXIT_UNVERIFIED = 1;
export const EXIT_USAGE = 2;
export const EXIT_CANCELLED = 130;

export function exitCodeOfFailure(failure: AppFailure): number {
  return ERROR_CODES[failure.code].exitCode;
}

/**
 * Exit code of a finished job: 130 cancelled; the code of the job's own failure; the code of the first failed drive in
 * the order they were named; 1 where something is written but not verified; 0 all verified.
 */
export function exitCodeOfReceipt(receipt: Receipt): number {
  if (receipt.outcome === 'cancelled') return EXIT_CANCELLED;
  if (receipt.failure !== null) return exitCodeOfFailure(receipt.failure);
  const failed = receipt.drives.find(({ failure, outcome }) => outcome === 'failed' && failure !== null);
  if (failed !== undefined && failed.failure !== null) return exitCodeOfFailure(failed.failure);
  if (receipt.drives.some(({ outcome }) => outcome === 'failed')) return ERROR_CODES.INTERNAL.exitCode;
  if (receipt.drives.some(({ outcome }) => outcome === 'cancelled')) return EXIT_CANCELLED;
  return receipt.drives.every(({ outcome }) => outcome === 'verified') ? EXIT_DONE : EXIT_UNVERIFIED;
}
