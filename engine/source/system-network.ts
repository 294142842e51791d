import type { Network } from '#contract/download.ts';
import { parseAddress } from './address.ts';
import { networkFromEnvironment } from './network-settings.ts';
import { proxyOfPac } from './pac-result.ts';

/** Asks the system how it reaches an origin (`https://host:port`); answers as a PAC script does. */
export type SystemProxy = (origin: string) => Promise<string>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How servers are reached where the system has proxy settings of its own: as the environment says if it names a proxy, else
 * as the system says for this server. Where the way leads on to another server, the same proxies are used.
 */
export async function networkFromSystem(
  environment: Environment,
  { url, systemProxy }: { readonly url: string; readonly systemProxy: SystemProxy },
): Promise<Network> {
  const network = networkFromEnvironment(environment);
  const address = parseAddress(url);
  if (address === null || network.httpProxy !== null || network.httpsProxy !== null) return network;
  const isSecure = address.protocol === 'https:';
  const [own, other] = await Promise.all([
    // neither path nor login: they are nobody's business
    ask(systemProxy, address.origin),
    ask(systemProxy, `${isSecure ? 'http' : 'https'}://${address.hostname}`),
  ]);
  return { ...network, httpsProxy: isSecure ? own : other, httpProxy: isSecure ? other : own };
}

/** A system that cannot tell is taken at its word: no proxy. */
async function ask(systemProxy: SystemProxy, origin: string): Promise<string | null> {
  return proxyOfPac(await systemProxy(origin).catch(() => 'DIRECT'));
}
