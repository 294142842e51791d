const USABLE: Readonly<Record<string, { readonly scheme: 'http' | 'https'; readonly port: number }>> = {
  PROXY: { scheme: 'http', port: 80 },
  HTTP: { scheme: 'http', port: 80 },
  HTTPS: { scheme: 'https', port: 443 },
};
const OTHER_KIND = /^(?:SOCKS[45]?|QUIC)$/u;
const PORT_MAX = 65_535;

/**
 * The proxy that an answer of a PAC script names (`PROXY a:8080; SOCKS5 b:1080; DIRECT`), as the address of one; null: none.
 * The first http or https one is taken. Where the only ones are of another kind, one of those is given back, for the one
 * who connects to refuse in words: going around a proxy that was wished for is not for us to decide. What is no such answer
 * counts as none, as in browsers. Pure.
 */
export function proxyOfPac(answer: string): string | null {
  let otherKind: string | null = null;
  for (const part of answer.split(';')) {
    const [keyword = '', place = '', ...more] = part.trim().split(/\s+/u);
    const kind = keyword.toUpperCase();
    if (kind === 'DIRECT') return otherKind;
    const usable = USABLE[kind];
    if (more.length > 0 || (usable === undefined && !OTHER_KIND.test(kind))) continue;
    const address = addressOf(place, usable?.port ?? 1080);
    if (address === null) continue;
    if (usable !== undefined) return `${usable.scheme}://${address}`;
    otherKind ??= `${kind.toLowerCase()}://${address}`;
  }
  return otherKind;
}

/** `host:port` with its port, null where it is none. */
function addressOf(place: string, defaultPort: number): string | null {
  const found = /^(\[[0-9a-f:.]+\]|[^\s:@/?#\\[\]]+)(?::(\d{1,5}))?$/iu.exec(place);
  if (found?.[1] === undefined) return null;
  const port = found[2] === undefined ? defaultPort : Number(found[2]);
  return port >= 1 && port <= PORT_MAX ? `${found[1]}:${port}` : null;
}
