import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, hostname } from 'node:os';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import {
  ENTER_PATH,
  KEY_HEADER,
  SESSION_PATH,
  SOCKET_KEY_PREFIX,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
  UPLOAD_PATH,
} from '#contract/socket.ts';
import type { Session } from '#engine/index.ts';
import { Access } from './access.ts';
import { answer, type Answer, readBody } from './answer.ts';
import type { PageFiles } from '#host/page-files.ts';
import { bracketed, cookieOf, type OwnNames, ownNames, refusalOf } from './request-rules.ts';
import { LINE_LIMITS, type LineLimits, SocketLine } from './socket-line.ts';
import { receiveUpload } from './receive-upload.ts';

export interface WebHostOptions {
  readonly session: Session;
  /** Address to listen on; `127.0.0.1` unless the user says otherwise. */
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  readonly files: PageFiles;
  /** Further requests, below this path; only demos have them. They need no token: nothing real is behind them. */
  readonly control: { readonly path: string; readonly answer: (request: IncomingMessage) => Promise<Answer> } | null;
  /** An address was used: here is the one for another browser. */
  readonly onEntered: (url: string) => void;
  /** A request failed for a reason that no page needs to know. */
  readonly onFault: (cause: unknown) => void;
  readonly limits?: Partial<HostLimits>;
}

export interface HostLimits {
  /** Connections of any kind; more are closed at once. */
  readonly connectionsMax: number;
  /** Pages that hold a line. */
  readonly linesMax: number;
  /** A connection must have sent its request's head by then. */
  readonly headMs: number;
  /** Longest message of a page: a checksum file, with room. */
  readonly messageMaxBytes: number;
  readonly line: LineLimits;
}

const LIMITS: HostLimits = {
  connectionsMax: 256,
  linesMax: 32,
  headMs: 5000,
  messageMaxBytes: 2 * 1024 * 1024,
  line: LINE_LIMITS,
};
const ENTER_BODY_MAX_BYTES = 4096;

export interface WebHost {
  /** The address for the first browser, with its token. */
  readonly url: string;
  readonly origin: string;
  readonly cookieName: string;
  /** Pages that hold a line now. */
  readonly lineCount: number;
  /** Ends all connections; resolves when the port is free. */
  close(): Promise<void>;
}

/** Starts to listen. Rejects with the system's error where the port cannot be had. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const host = new Host(options);
  return host.listen();
}

class Host {
  readonly #options: WebHostOptions;
  readonly #limits: HostLimits;
  readonly #access = new Access();
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  #names: OwnNames = new Set();
  #origin = '';
  #cookieName = '';

  constructor(options: WebHostOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    const { headMs, connectionsMax, messageMaxBytes } = this.#limits;
    this.#server = createServer(
      // an upload may take hours: bodies have limits of their own
      { headersTimeout: headMs, requestTimeout: 0, keepAliveTimeout: headMs, connectionsCheckingInterval: headMs / 2 },
      (request, response) => void this.#request(request, response),
    );
    this.#server.maxConnections = connectionsMax;
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('clientError', (_cause, socket) => socket.destroy());
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: true,
      maxPayload: messageMaxBytes,
      perMessageDeflate: false,
      handleProtocols: () => SOCKET_PROTOCOL,
    });
  }

  async listen(): Promise<WebHost> {
    const { address, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: address, port }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const bound = this.#server.address() as AddressInfo; // listening on a host and port
    this.#names = ownNames(address, bound.port, otherNames(address));
    this.#origin = `http://${bracketed(shownAddress(address))}:${bound.port}`;
    this.#cookieName = `stickwright-${bound.port}`; // cookies are shared by all ports of a computer
    const lines = this.#sockets.clients;
    return {
      url: this.#newAddress(),
      origin: this.#origin,
      cookieName: this.#cookieName,
      get lineCount() {
        return lines.size;
      },
      close: () => this.#close(),
    };
  }

  #newAddress(): string {
    return `${this.#origin}/#token=${this.#access.newToken()}`;
  }

  async #close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const named = request.headers.host?.toLowerCase() ?? '';
    // a name that is none of ours must not reach the policy
    const host = this.#names.has(named) ? named : new URL(this.#origin).host;
    try {
      answer(response, host, await this.#answerTo(request));
    } catch (cause) {
      this.#options.onFault(cause);
      answer(response, host, { status: 500, text: 'Something went wrong' });
    }
    if (!request.complete) request.destroy(); // an unread body is not worth reading
  }

  async #answerTo(request: IncomingMessage): Promise<Answer> {
    const { method = '', headers } = request;
    const isRead = method === 'GET' || method === 'HEAD';
    const refusal = refusalOf(headers, this.#names, !isRead);
    if (refusal !== null) return { status: refusal.status, text: refusal.reason };
    const target = request.url ?? '/';
    if (!URL.canParse(target, this.#origin)) return { status: 400, text: 'Not an address' };
    const { pathname, searchParams } = new URL(target, this.#origin);
    const { control, files, session } = this.#options;
    if (control !== null && pathname.startsWith(control.path)) return control.answer(request);
    switch (pathname) {
      case ENTER_PATH:
        return method === 'POST' ? this.#enter(request) : notAllowed('POST');
      case SESSION_PATH:
        if (!isRead) return notAllowed('GET, HEAD');
        return this.#isKnown(request) ? { status: 204 } : { status: 403, text: 'Not known' };
      case UPLOAD_PATH:
        if (method !== 'PUT') return notAllowed('PUT');
        if (!this.#isKnown(request)) return { status: 403, text: 'Not known' };
        return receiveUpload(request, session, searchParams.get('name') ?? '');
      default: {
        if (!isRead) return files.has(pathname) ? notAllowed('GET, HEAD') : { status: 404, text: 'Not found' };
        const file = files.get(pathname);
        if (file !== undefined) return { status: 200, mediaType: file.mediaType, bytes: await file.read() };
        if (pathname === '/') return { status: 503, text: 'The page is not built. Run "npm run build".' };
        return { status: 404, text: 'Not found' };
      }
    }
  }

  async #enter(request: IncomingMessage): Promise<Answer> {
    if (request.headers['content-type'] !== 'application/json') return { status: 415, text: 'JSON is needed' };
    const body = await readBody(request, ENTER_BODY_MAX_BYTES);
    if (body === null) return { status: 413, text: 'Too long' };
    const token = tokenIn(body);
    const entry = token === null ? null : this.#access.enter(token);
    if (entry === null) return { status: 403, text: 'This address was used or is wrong' };
    this.#options.onEntered(this.#newAddress());
    const cookie = `${this.#cookieName}=${entry.cookie}; HttpOnly; SameSite=Strict; Path=/`;
    return { status: 200, json: { key: entry.key }, headers: { 'set-cookie': cookie } };
  }

  #isKnown({ headers }: IncomingMessage, key: string | null = headerOf(headers[KEY_HEADER])): boolean {
    return this.#access.isKnown(key, cookieOf(headers, this.#cookieName));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const status = this.#upgradeRefusal(request);
    if (status !== null) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const client = { isRemote: isRemote(request) };
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      new SocketLine(webSocket, this.#options.session, { client, limits: this.#limits.line });
    });
  }

  #upgradeRefusal(request: IncomingMessage): number | null {
    const refusal = refusalOf(request.headers, this.#names, true);
    if (refusal !== null) return refusal.status;
    if (request.method !== 'GET' || request.url !== SOCKET_PATH) return 404;
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const key = protocols.find((name) => name.startsWith(SOCKET_KEY_PREFIX))?.slice(SOCKET_KEY_PREFIX.length) ?? null;
    if (!protocols.includes(SOCKET_PROTOCOL) || !this.#isKnown(request, key)) return 403;
    return this.#sockets.clients.size >= this.#limits.linesMax ? 503 : null;
  }
}

function notAllowed(allow: string): Answer {
  return { status: 405, text: 'Method not allowed', headers: { allow } };
}

function tokenIn(body: string): string | null {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null && 'token' in value;
    return isObject && typeof value.token === 'string' ? value.token : null;
  } catch {
    return null; // not JSON: as good as a wrong token
  }
}

function headerOf(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** On another computer, as far as the line tells; through a tunnel everything looks local. */
function isRemote({ socket }: IncomingMessage): boolean {
  const { remoteAddress, localAddress } = socket;
  return remoteAddress !== localAddress;
}

/** Listening everywhere has no address of its own: the first real one is shown. */
function shownAddress(address: string): string {
  if (address !== '0.0.0.0' && address !== '::') return address;
  return otherNames(address)[1] ?? '127.0.0.1';
}

/** Names and addresses under which people may reach this computer when it listens on `address`. */
function otherNames(address: string): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const isAnywhere = address === '0.0.0.0' || address === '::';
  const outside = all.filter(({ internal }) => !internal).map((entry) => entry.address);
  return [hostname(), ...(isAnywhere ? [...outside, '127.0.0.1', 'localhost', '::1'] : [])];
}
