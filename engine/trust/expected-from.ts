import type { Expected } from '#contract/trust.ts';

/** An expected SHA-256 or SHA-512, told by its length, that nobody signed. */
export function expectedFrom(from: Expected['from'], digest: string, fileName: string | null): Expected {
  const algorithm = digest.length === 128 ? 'sha512' : 'sha256';
  return { algorithm, digest: digest.toLowerCase(), from, fileName, signature: null, unknownKeys: [] };
}
