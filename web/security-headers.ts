import { PAGE_HEADERS, pagePolicy } from '#host/page-policy.ts';

/**
 * Headers of every response; `host` is its own name, for the WebSocket in browsers whose 'self' does not cover it.
 */
export function securityHeaders(host: string): Readonly<Record<string, string>> {
  return { 'content-security-policy': pagePolicy(["'self'", `ws://${host}`]), ...PAGE_HEADERS };
}
