/** True for a complete http or https address. The host judges again. */
export function isAddress(text: string): boolean {
  const trimmed = text.trim();
  return /^https?:\/\/[^/\s]/iu.test(trimmed) && !/\s/u.test(trimmed) && URL.canParse(trimmed);
}

/** Anyone on the way could change what comes from there. */
export function isPlainHttp(text: string): boolean {
  return /^http:\/\//iu.test(text.trim());
}

/** A pasted SHA-256 as 64 lower-case hex digits (full-width and blanks do not matter); undefined where it is none. */
export function readDigest(text: string): string | undefined {
  const digits = text.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();
  const bare = digits.replace(/^sha(?:256|512):/u, '');
  return /^(?:[0-9a-f]{64}|[0-9a-f]{128})$/.test(bare) ? bare : undefined;
}
