import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import type { FaultServer } from './fault-server.ts';
import { isErrorOf } from './is-error-of.ts';

const run = promisify(execFile);

export interface VendorProxyOptions {
  /** Answers in the vendors' place. */
  readonly server: FaultServer;
  /** Names of the vendors' servers. */
  readonly hosts: readonly string[];
  /** For the certificate. */
  readonly folder: string;
}

/** Why there can be none here, or null. */
export async function vendorProxyMissing(): Promise<string | null> {
  return await run('openssl', ['version']).then(
    () => null,
    (cause: unknown) => (isErrorOf(cause, 'ENOENT') ? 'needs openssl' : String(cause)),
  );
}

/**
 * A proxy for https that leads every name to a server of the test, which shows a certificate for the vendors' names: so the
 * addresses of the catalogue that is shipped are asked as they are, through a proxy and TLS, and nothing leaves this
 * computer. Close it in `after`.
 */
export class VendorProxy {
  /** `host:port` as they were asked for. */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #open = new Set<Duplex>();
  /** PEM file of the authority to trust. */
  readonly caFile: string;

  static async start({ server, hosts, folder }: VendorProxyOptions): Promise<VendorProxy> {
    const [keyFile, caFile] = [join(folder, 'vendors.key'), join(folder, 'vendors.pem')];
    const names = hosts.map((host) => `DNS:${host}`).join(',');
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const about = ['-subj', '/CN=Vendors of the test', '-addext', `subjectAltName=${names}`, '-days', '2'];
    await run('openssl', ['req', '-x509', ...curve, ...about, '-keyout', keyFile, '-out', caFile]);
    const secureContext = createSecureContext({ key: await readFile(keyFile), cert: await readFile(caFile) });
    const proxy = new VendorProxy(caFile);
    proxy.#server.on('connect', ({ url = '' }, socket) => {
      proxy.asked.push(url);
      proxy.#open.add(socket);
      socket.on('error', () => {}).on('close', () => proxy.#open.delete(socket));
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on('error', () => socket.destroy());
      server.adopt(secure);
    });
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  private constructor(caFile: string) {
    this.caFile = caFile;
    this.#server = createServer((_request, response) => response.writeHead(403).end('This proxy knows https only'));
  }

  /** As in HTTPS_PROXY. */
  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has ended');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
