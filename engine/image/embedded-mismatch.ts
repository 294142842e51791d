import type { EmbeddedResult } from '#contract/image.ts';
import { type AppError, fail } from '../errors/app-error.ts';

const where = { process: 'host', operation: 'embedded-checksum' } as const;

/** EMBEDDED_CHECKSUM_MISMATCH for an image at `path`. */
export function embeddedMismatch(path: string, { expected, actual }: EmbeddedResult, nothingWritten = true): AppError {
  const message = `The checksum inside "${path}" is ${expected}, that of its bytes ${actual}`;
  return fail('EMBEDDED_CHECKSUM_MISMATCH', { expected, actual }, { where, message, nothingWritten });
}
