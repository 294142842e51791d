import { cleanText } from '../text/clean-text.ts';

/** Longest address that is taken; browsers and servers agree on less. */
const ADDRESS_MAX = 8000;

/** The address a person typed or pasted, or null where it is not a complete http or https address. */
export function parseAddress(text: string): URL | null {
  const trimmed = text.trim();
  if (trimmed.length > ADDRESS_MAX || !/^https?:\/\//iu.test(trimmed)) return null;
  try {
    const url = new URL(trimmed);
    return url.hostname === '' ? null : url;
  } catch {
    return null; // the parser's message would quote the address, which may carry a password
  }
}

/** An address that may be shown, logged and kept: no user-info, no query, no fragment, on one line. */
export function shownAddress(url: URL): string {
  return cleanText(`${url.protocol}//${url.host}${url.pathname}`);
}
