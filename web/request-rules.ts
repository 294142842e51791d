import type { IncomingHttpHeaders } from 'node:http';

/** Where the host can be reached, as browsers write it in `Host`: lower case, with the port. */
export type OwnNames = ReadonlySet<string>;

export interface Refusal {
  readonly status: 403 | 421;
  readonly reason: string;
}

/**
 * Whether a request comes from a page of ours, by its headers alone; null if so. `Host` must be one of our own names: a
 * foreign name that leads here is DNS rebinding. `Origin`, where there is one, must be the origin of that name; with
 * `needsOrigin` there must be one. What another site's page loads is refused, but it may be a link to us.
 *
 * Source: Fetch Standard (Origin), Fetch Metadata Request Headers.
 */
export function refusalOf(headers: IncomingHttpHeaders, names: OwnNames, needsOrigin: boolean): Refusal | null {
  const host = headers.host?.toLowerCase();
  if (host === undefined || !names.has(host)) return { status: 421, reason: 'This is another server' };
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return { status: 403, reason: 'Wrong origin' };
  if (origin === undefined && needsOrigin) return { status: 403, reason: 'Origin is missing' };
  const site = headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeign && headers['sec-fetch-mode'] !== 'navigate') return { status: 403, reason: 'Wrong site' };
  return null;
}

/** Our names for an address we listen on. `others`: further names people gave the computer. */
export function ownNames(address: string, port: number, others: readonly string[]): OwnNames {
  const isLoopback = address === '127.0.0.1' || address === '::1' || address === 'localhost';
  const hosts = isLoopback ? ['127.0.0.1', 'localhost', '[::1]'] : [bracketed(address), ...others.map(bracketed)];
  const names = hosts.map((host) => `${host.toLowerCase()}:${port}`);
  // browsers leave the usual port out
  return new Set(port === 80 ? [...names, ...hosts.map((host) => host.toLowerCase())] : names);
}

/** An IPv6 address as it stands in a URL; anything else unchanged. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Value of one cookie; null where it was not sent. */
export function cookieOf(headers: IncomingHttpHeaders, name: string): string | null {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return value.join('=');
  }
  return null;
}
