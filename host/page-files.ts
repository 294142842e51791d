import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

export interface PageFile {
  readonly mediaType: string;
  read(): Promise<Buffer>;
}

/** The files of the page: path in the URL → file. What is not listed does not exist, whatever a path may spell. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Where the built page lies, seen from the built hosts (`out/<host>/`, `out/chunks/`) and from the sources. */
const PLACES = ['../renderer', '../out/renderer'];

/** Folder of the built page; null where it is not built. */
export function pageFolder(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  return PLACES.map((place) => join(here, place)).find((folder) => existsSync(join(folder, 'index.html'))) ?? null;
}

/** Lists the built page once, at the start; contents are read on first use and kept. */
export async function listPageFiles(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = new Map<string, PageFile>();
  for (const entry of entries) {
    const mediaType = MEDIA_TYPES[extname(entry.name)];
    if (!entry.isFile() || mediaType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, path).split(sep).join('/')}`, pageFile(path, mediaType));
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}

function pageFile(path: string, mediaType: string): PageFile {
  let content: Promise<Buffer> | null = null;
  return {
    mediaType,
    read: () => {
      content ??= readFile(path);
      return content;
    },
  };
}
