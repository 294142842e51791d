import type { Network } from '#contract/download.ts';

/** Only silence is limited: a slow server may take as long as it needs. */
const SILENCE_MS = 30_000;
/** About two minutes: a router that restarts, a laptop that changes networks. */
const RETRY_DELAYS_MS = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];

type Environment = Readonly<Record<string, string | undefined>>;

/** Proxies and authorities as programs on the command line take them from the environment; lower case goes first. */
export function networkFromEnvironment(environment: Environment): Network {
  const given = (name: string) => environment[name.toLowerCase()] || environment[name] || null;
  const forAll = given('ALL_PROXY');
  return {
    httpProxy: given('HTTP_PROXY') ?? forAll,
    httpsProxy: given('HTTPS_PROXY') ?? forAll,
    noProxy: given('NO_PROXY'),
    caFile: environment['NODE_EXTRA_CA_CERTS'] || environment['SSL_CERT_FILE'] || null,
    silenceMs: SILENCE_MS,
    retryDelaysMs: RETRY_DELAYS_MS,
  };
}
