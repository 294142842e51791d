import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import tls from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { Network } from '#contract/download.ts';
import { CancelledError } from '../errors/app-error.ts';
import { parseAddress, shownAddress } from './address.ts';
import { downloadFailed, reasonOf } from './download-failed.ts';
import { isWithoutProxy } from './no-proxy.ts';

/** As browsers do; more is a loop or an attack. */
const REDIRECTS_MAX = 10;
const REDIRECT_STATUS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Longest wait for a connection: a server that is there answers in far less. */
const CONNECT_MS = 15_000;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Where the answer came from, after all redirects. */
  readonly url: URL;
  /** Every step on the way was https. */
  readonly isSecure: boolean;
  /** Read it to its end, or destroy it. */
  readonly body: Readable;
}

export interface HttpRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Asks servers, through proxies where there are some. Only GET, only http and https. Close it in a `finally`. */
export class HttpClient {
  readonly #network: Network;
  /** By proxy, empty without one. */
  readonly #dispatchers = new Map<string, Promise<Dispatcher>>();

  constructor(network: Network) {
    this.#network = network;
  }

  get network(): Network {
    return this.#network;
  }

  /**
   * The answer, whatever its status, after at most 10 redirects. A password in the address goes to its own server only.
   * DOWNLOAD_FAILED where there is no answer, or a redirect leads from https to http; CancelledError after an abort.
   */
  async get(address: URL, { headers = {}, signal }: HttpRequest): Promise<HttpAnswer> {
    const login = loginOf(address);
    let url = withoutLogin(address);
    let isSecure = url.protocol === 'https:';
    for (let hops = 0; hops <= REDIRECTS_MAX; hops += 1) {
      const mayLogIn = login !== null && url.origin === address.origin;
      const all = { ...headers, ...(mayLogIn ? { authorization: login } : {}) };
      const answer = await this.#ask(url, { headers: all, signal });
      answer.body.on('error', () => {}); // whoever reads it is told; nobody may be reading yet
      if (!REDIRECT_STATUS.has(answer.statusCode)) {
        return { status: answer.statusCode, headers: answer.headers, url, isSecure, body: answer.body };
      }
      answer.body.destroy();
      const next = redirectedTo(headerOf(answer.headers, 'location'), url);
      const facts = { address: shownAddress(url), httpStatus: answer.statusCode };
      if (next === null) throw downloadFailed('bad-answer', facts);
      if (next === 'unsafe') throw downloadFailed('unsafe-redirect', facts);
      if (isSecure && next.protocol !== 'https:') throw downloadFailed('unsafe-redirect', facts);
      isSecure &&= next.protocol === 'https:';
      url = next;
    }
    throw downloadFailed('too-many-redirects', { address: shownAddress(url) });
  }

  async close(): Promise<void> {
    const made = await Promise.allSettled(this.#dispatchers.values());
    await Promise.allSettled(made.map((one) => (one.status === 'fulfilled' ? one.value.destroy() : null)));
  }

  async #ask(url: URL, request: Required<HttpRequest>): Promise<Dispatcher.ResponseData> {
    const { headers, signal } = request;
    const address = shownAddress(url);
    const proxy = this.#proxyFor(url);
    if (!/^(?:https?:|$)/iu.test(proxy)) throw downloadFailed('proxy-kind', { address });
    const dispatcher = await this.#dispatcherFor(proxy).catch((cause: unknown) => {
      throw downloadFailed('proxy', { address }, cause); // its address makes no sense
    });
    try {
      signal.throwIfAborted();
      return await dispatcher.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'GET',
        // an image must arrive as it lies there: its checksum is that of the file
        headers: { 'user-agent': 'stickwright', accept: '*/*', 'accept-encoding': 'identity', ...headers },
        signal,
        headersTimeout: this.#network.silenceMs,
        bodyTimeout: this.#network.silenceMs,
      });
    } catch (cause) {
      if (signal.aborted) throw new CancelledError();
      const reason = reasonOf(cause);
      // what cannot be found or does not answer is then the proxy itself
      const isProxy = proxy !== '' && (reason === 'no-connection' || reason === 'name-not-found');
      throw downloadFailed(isProxy ? 'proxy' : reason, { address }, cause);
    }
  }

  /** Empty: none. */
  #proxyFor(url: URL): string {
    const { httpProxy, httpsProxy, noProxy } = this.#network;
    return isWithoutProxy(noProxy, url) ? '' : proxyAddress(url.protocol === 'https:' ? httpsProxy : httpProxy);
  }

  #dispatcherFor(proxy: string): Promise<Dispatcher> {
    const known = this.#dispatchers.get(proxy);
    if (known !== undefined) return known;
    const made = this.#makeDispatcher(proxy);
    this.#dispatchers.set(proxy, made);
    return made;
  }

  async #makeDispatcher(proxy: string): Promise<Dispatcher> {
    const { caFile, silenceMs } = this.#network;
    const ca = await authorities(caFile);
    const connect = { ...(ca === null ? {} : { ca }), timeout: Math.min(CONNECT_MS, silenceMs) };
    if (proxy === '') return new Agent({ connect });
    return new ProxyAgent({
      uri: proxy,
      connect,
      requestTls: connect,
      proxyTls: connect,
      proxyTunnel: false, // plain http goes to the proxy as it is: many allow CONNECT for https only
    });
  }
}

/** One header's text; the first where it came several times. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined || text === '' ? null : text;
}

function redirectedTo(location: string | null, from: URL): URL | 'unsafe' | null {
  if (location === null || !URL.canParse(location, from.href)) return null;
  const next = parseAddress(new URL(location, from.href).href);
  return next === null ? 'unsafe' : withoutLogin(next);
}

function loginOf({ username, password }: URL): string | null {
  if (username === '' && password === '') return null;
  const text = `${unescaped(username)}:${unescaped(password)}`;
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % stands for itself
  }
}

function withoutLogin(address: URL): URL {
  const url = new URL(address.href);
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

/** `host:port` means an http proxy, as everywhere. Empty: none. */
function proxyAddress(proxy: string | null): string {
  if (proxy === null || proxy === '') return '';
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** Those Node brings, those of the system, and those of the user's own file; null: only those Node brings. */
async function authorities(caFile: string | null): Promise<string[] | null> {
  const own =
    caFile === null
      ? []
      : await readFile(caFile, 'utf8').then(
          (text) => [text],
          () => [],
        ); // gone: not trusted
  const known = 'getCACertificates' in tls ? [...tls.getCACertificates('default'), ...systemAuthorities()] : null;
  if (known === null) return own.length === 0 ? null : [...tls.rootCertificates, ...own];
  return [...new Set([...known, ...own])];
}

function systemAuthorities(): readonly string[] {
  try {
    return tls.getCACertificates('system');
  } catch {
    return []; // a system store that cannot be read adds none
  }
}
