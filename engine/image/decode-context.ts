import type { Where } from '#contract/errors.ts';
import { type AppError, fail } from '../errors/app-error.ts';

/** What every decoder needs to know beside its input. */
export interface DecodeContext {
  /** Of the image file, for failures. */
  readonly path: string;
  readonly fileBytes: number;
  /** Aborted: stop at once, end children, free buffers. */
  readonly signal: AbortSignal;
}

export const DECODING: Where = { process: 'reader', operation: 'decode' };

/** More bytes should follow, but the file ends. */
export function cutShort(context: DecodeContext, saidBy: string, cause?: unknown): AppError {
  return fail(
    'IMAGE_TRUNCATED',
    { path: context.path, presentBytes: context.fileBytes, expectedBytes: null, saidBy },
    {
      where: DECODING,
      message: `Cannot unpack "${context.path}": it ends too early, says ${saidBy}`,
      cause,
    },
  );
}

/** The packed bytes are damaged; `offsetBytes` bytes had come out before. */
export function damaged(
  context: DecodeContext,
  at: { readonly format: string; readonly offsetBytes: number },
  cause?: unknown,
): AppError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return fail(
    'DECOMPRESS_FAILED',
    { path: context.path, format: at.format, offsetBytes: at.offsetBytes },
    {
      where: DECODING,
      message: `Cannot unpack "${context.path}" as ${at.format} after ${at.offsetBytes} bytes${reason}`,
      cause,
    },
  );
}

/** A format, or a combination of formats, that cannot be written. */
export function unsupported(context: { readonly path: string }, format: string): AppError {
  return fail(
    'IMAGE_UNSUPPORTED',
    { path: context.path, format },
    { where: DECODING, message: `Cannot write "${context.path}": it is ${format}` },
  );
}
