import path from 'node:path';
import type { BlockMapReason } from '#contract/errors.ts';
import { type AppError, fail } from '../../errors/app-error.ts';
import { cleanText } from '../../text/clean-text.ts';
import { DECODING } from '../decode-context.ts';

export interface BlockMapSizes {
  readonly imageBytes: number | null;
  readonly mapBytes: number | null;
}

/** BLOCK_MAP_INVALID for the map at `mapPath`. */
export function blockMapInvalid(
  mapPath: string,
  reason: BlockMapReason,
  detail: { readonly sizes?: BlockMapSizes; readonly cause?: unknown } = {},
): AppError {
  const { sizes = { imageBytes: null, mapBytes: null }, cause } = detail;
  const said = cause instanceof Error ? `: ${cause.message}` : '';
  return fail(
    'BLOCK_MAP_INVALID',
    { fileName: cleanText(path.basename(mapPath)), reason, ...sizes },
    { where: DECODING, message: `Cannot use the block map "${mapPath}": ${reason}${said}`, cause },
  );
}
