import { BlockList, isIP } from 'node:net';

const DEFAULT_PORT: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Whether NO_PROXY names this server, in the ways that curl and Go take it: names, which mean those below them too, with a
 * port where only that one is meant; addresses; networks (`10.0.0.0/8`); `*` for all. Separated by commas or blanks. Pure.
 */
export function isWithoutProxy(noProxy: string | null, { protocol, hostname, port }: URL): boolean {
  const host = bare(hostname.toLowerCase());
  const ownPort = port === '' ? (DEFAULT_PORT[protocol] ?? '') : port;
  return (noProxy ?? '')
    .toLowerCase()
    .split(/[,\s]+/u)
    .some((entry) => {
      if (entry === '*') return true;
      if (entry.includes('/')) return isInNetwork(host, entry);
      const [, name = entry, onlyPort = ''] = /^(\[[^\]]+\]|[^:]+):(\d+)$/u.exec(entry) ?? [];
      if (onlyPort !== '' && onlyPort !== ownPort) return false;
      const wanted = bare(name.replace(/^\*?\./u, ''));
      return wanted !== '' && (host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`)));
    });
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/gu, '');
}

function isInNetwork(host: string, entry: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  const family = isIP(bare(network));
  if (family === 0 || family !== isIP(host) || !/^\d{1,3}$/u.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(bare(network), Number(bits), type);
  return list.check(host, type);
}
