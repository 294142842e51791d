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
  const failure = decisiveFailure(receipt);
  if (failure !== null) return exitCodeOfFailure(failure);
  if (receipt.drives.some(({ outcome }) => outcome === 'failed')) return ERROR_CODES.INTERNAL.exitCode;
  if (receipt.drives.some(({ outcome }) => outcome === 'cancelled')) return EXIT_CANCELLED;
  return receipt.drives.every(({ outcome }) => outcome === 'verified') ? EXIT_DONE : EXIT_UNVERIFIED;
}

/** The failure that gives the exit code: the job's own, else the first failed drive's; null where none failed. */
export function decisiveFailure(receipt: Receipt): AppFailure | null {
  if (receipt.outcome === 'cancelled') return null;
  if (receipt.failure !== null) return receipt.failure;
  return receipt.drives.find(({ failure, outcome }) => outcome === 'failed' && failure !== null)?.failure ?? null;
}
