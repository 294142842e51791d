import { usageError } from './usage-error.ts';

const BINARY = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;
const DECIMAL = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 } as const;
const FACTORS: Readonly<Record<string, number>> = {
  ...BINARY,
  ...DECIMAL,
  KIB: BINARY.K,
  MIB: BINARY.M,
  GIB: BINARY.G,
  TIB: BINARY.T,
};
const SECTOR_BYTES = 512;

/**
 * Bytes of a size such as `8G`. K, M, G, T (also KiB …) count in 1024, as in `truncate`; KB, MB, GB, TB in 1000, as
 * printed on drives; a bare number is bytes. Throws USAGE for anything else and for what is not a multiple of 512.
 */
export function parseSize(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim());
  const factor = FACTORS[parts?.[2]?.toUpperCase() ?? '?'];
  const sizeBytes = Number(parts?.[1]) * (factor ?? Number.NaN);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes <= 0) throw usageError('bad-size', text);
  if (sizeBytes % SECTOR_BYTES !== 0) throw usageError('size-not-whole-sectors', text);
  return sizeBytes;
}
