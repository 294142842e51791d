import type { Expected } from '#contract/trust.ts';

/** An expected SHA-256 that nobody signed. */
export function sha256From(from: Expected['from'], sha256: string, fileName: string | null): Expected {
  return { algorithm: 'sha256', digest: sha256.toLowerCase(), from, fileName, signature: null, unknownKeys: [] };
}
