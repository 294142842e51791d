import type { CatalogueEntry } from '#contract/catalogue.ts';
import { downloadFailed } from '../source/download-failed.ts';

export interface ResolvedEntry {
  readonly url: string;
  /** Published digest of the file; null where there is none. */
  readonly sha256: string | null;
}

/** Gives the text at an address; goes online. */
export type FetchText = (url: string) => Promise<string>;

/**
 * Where an entry's image is now, and its published digest: read from the vendor's checksum file at this moment. null for
 * entries that only have a page. DOWNLOAD_FAILED `changed` where the checksum file names no such image any more.
 */
export async function resolveEntry({ get }: CatalogueEntry, fetchText: FetchText): Promise<ResolvedEntry | null> {
  if (get.kind === 'page') return null;
  if (get.kind === 'file') return { url: get.url, sha256: get.fileSha256 };
  const newest = newestLine(await fetchText(get.sums), get.file);
  if (newest === null) throw downloadFailed('changed', { address: get.sums });
  return { url: new URL(encodeURIComponent(newest.name), get.sums).href, sha256: newest.sha256 };
}

interface SumLine {
  readonly name: string;
  readonly sha256: string;
}

/** GNU (`digest  name`, `digest *name`) and BSD (`SHA256 (name) = digest`) lines of a checksum file. */
export function newestLine(text: string, glob: string): SumLine | null {
  const order = new Intl.Collator('en', { numeric: true });
  const lines = text.split(/\r?\n/u).flatMap((line) => sumLine(line) ?? []);
  const fitting = lines.filter(({ name }) => fits(name, glob)).sort((a, b) => order.compare(a.name, b.name));
  return fitting.at(-1) ?? null;
}

function sumLine(line: string): SumLine | null {
  const gnu = /^\\?([0-9a-fA-F]{64}) [ *](?:\.\/)?(.+)$/u.exec(line);
  if (gnu?.[1] !== undefined && gnu[2] !== undefined) return { sha256: gnu[1].toLowerCase(), name: gnu[2].trim() };
  const bsd = /^SHA256 \((.+)\) = ([0-9a-fA-F]{64})\s*$/u.exec(line);
  if (bsd?.[1] !== undefined && bsd[2] !== undefined) return { sha256: bsd[2].toLowerCase(), name: bsd[1] };
  return null;
}

/** `*` stands for any characters but a slash; no other sign is special. Takes time in proportion to the name. */
export function fits(name: string, glob: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (name.includes('/') || !name.startsWith(first)) return false;
  if (last === undefined) return name === first;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.endsWith(last) && name.length - last.length >= at;
}
