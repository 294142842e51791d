import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request a server got. */
export interface ServedRequest {
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
}

/** What a test may change of the next answer. */
export interface Served {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** First byte wanted, 0 without a range. */
  readonly startBytes: number;
  /** Number of requests for this path so far, from 1. */
  readonly count: number;
}

/** Answers as a test wants; returns false to let the server answer as a good one. */
export type Fault = (served: Served) => boolean | Promise<boolean>;

export interface FaultServerOptions {
  /** Whole files by path. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly fault?: Fault;
  /** Default: a strong tag made of path and length. null: none. */
  readonly etag?: string | null;
  readonly hasRanges?: boolean;
}

/** A web server of files on this computer's own address that can misbehave. Close it in `t.after`. */
export class FaultServer {
  readonly requests: ServedRequest[] = [];
  readonly #server: Server;
  readonly #options: FaultServerOptions;
  readonly #counts = new Map<string, number>();

  private constructor(options: FaultServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      response.on('error', () => {});
      void this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: FaultServerOptions): Promise<FaultServer> {
    const server = new FaultServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has ended');
    return address.port;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Answers on a connection that someone else has made. */
  adopt(connection: Duplex): void {
    this.#server.emit('connection', connection);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const range = request.headers.range ?? null;
    const ifRange = request.headers['if-range'];
    this.requests.push({ path, range, ifRange: typeof ifRange === 'string' ? ifRange : null });
    const count = (this.#counts.get(path) ?? 0) + 1;
    this.#counts.set(path, count);
    const wanted = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
    const startBytes = Number(wanted?.[1] ?? 0);
    if (this.#options.fault !== undefined && (await this.#options.fault({ request, response, startBytes, count })))
      return;
    const file = this.#options.files.get(path);
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
      return;
    }
    await this.#serveFile({
      response,
      file,
      path,
      wanted,
      isSame: ifRange === undefined || ifRange === this.etag(path),
    });
  }

  /** The strong tag of a file. */
  etag(path: string): string {
    const { etag, files } = this.#options;
    return etag ?? `"${path}-${files.get(path)?.length}"`;
  }

  async #serveFile(to: {
    readonly response: ServerResponse;
    readonly file: Buffer;
    readonly path: string;
    readonly wanted: RegExpExecArray | null;
    readonly isSame: boolean;
  }): Promise<void> {
    const { response, file, path, wanted, isSame } = to;
    const { hasRanges = true, etag } = this.#options;
    const tag = etag === null ? {} : { etag: this.etag(path) };
    if (!hasRanges || wanted === null || !isSame) {
      response.writeHead(200, { ...tag, 'content-length': file.length });
      await send(response, file);
      return;
    }
    const start = Number(wanted[1]);
    const end = wanted[2] === '' ? file.length : Math.min(file.length, Number(wanted[2]) + 1);
    if (start >= file.length) {
      response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
      return;
    }
    response.writeHead(206, {
      ...tag,
      'content-length': end - start,
      'content-range': `bytes ${start}-${end - 1}/${file.length}`,
    });
    await send(response, file.subarray(start, end));
  }
}

/** Sends bytes at the pace of the receiver and ends the answer; `last` goes out in one piece. */
export async function send(response: ServerResponse, bytes: Buffer, more: { last?: Buffer } = {}): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += 65_536) {
    if (!response.write(bytes.subarray(at, at + 65_536))) await drained(response);
  }
  response.end(more.last);
}

/** Settles when more can be sent, or nothing ever again. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}

/** Sends the bytes, waits until they have left, then breaks the connection. */
export async function sendAndBreak(response: ServerResponse, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => response.write(bytes, () => resolve()));
  await sleep(30); // the bytes must arrive before the break does
  response.destroy();
}
