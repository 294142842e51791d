import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'out/gallery');
const BUILD =
  "import('./scripts/build-renderer.mjs').then((m) => m.buildRenderer({ html: 'gallery.html', to: 'gallery' }))";
const MEDIA: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page of all screens and states (renderer/gallery), on a port of its own. Close it in `after`. */
export interface Gallery {
  /** Address of one scene; without a name that of the list. */
  address(scene?: string, language?: string): string;
  close(): Promise<void>;
}

/** Builds the gallery from the sources as they are and serves it. */
export async function openGallery(): Promise<Gallery> {
  await run(process.execPath, ['--input-type=module', '--eval', BUILD], { cwd: ROOT });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const mediaType = MEDIA[extname(pathname)];
    readFile(join(FOLDER, normalize(pathname))).then(
      (bytes) => response.writeHead(200, { 'content-type': mediaType }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on a host and port
  return {
    address: (scene, language = 'en') => {
      const query = scene === undefined ? '' : `?scene=${scene}&lang=${language}`;
      return `http://127.0.0.1:${port}/gallery.html${query}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
