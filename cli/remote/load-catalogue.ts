import { readFile } from 'node:fs/promises';
import type { CatalogueEntry } from '#contract/catalogue.ts';
import { CatalogueStore, readOsList, resolveEntry } from '#engine/index.ts';
import type { Session } from '../session.ts';
import { usageError } from '../usage-error.ts';
import { isAddress } from './open-image.ts';

export interface LoadedCatalogue {
  readonly entries: readonly CatalogueEntry[];
  /** null: a list of Raspberry Pi Imager, which has no date. */
  readonly issued: string | null;
  /** It was fetched in the app, and is newer than the one that came with the program. */
  readonly isRefreshed: boolean;
  /** Lists it leads to that were not fetched. */
  readonly furtherLists: number;
}

/**
 * The list that came with the program or a newer one that the app fetched, or one of Raspberry Pi Imager's at `place`, a file or an address. Goes online only
 * for an address. USAGE, DOWNLOAD_FAILED.
 */
export async function loadCatalogue(
  { engine, interruption, stateFolder }: Session,
  place: string | null,
): Promise<LoadedCatalogue> {
  if (place === null) {
    const { catalogue, from } = await new CatalogueStore({ folder: stateFolder }).current();
    return { entries: catalogue.entries, issued: catalogue.issued, isRefreshed: from === 'refreshed', furtherLists: 0 };
  }
  const text = isAddress(place)
    ? await engine.fetchText(place, interruption.signal)
    : await readFile(place, 'utf8').catch(() => '');
  const list = readOsList(parsed(text));
  if (list === null) throw usageError('not-a-list', place);
  return { entries: list.entries, issued: null, isRefreshed: false, furtherLists: list.furtherLists };
}

/** Address and digest of the entry called `name`. Goes online for the vendor's checksum file. USAGE, DOWNLOAD_FAILED. */
export async function findEntry(
  session: Session,
  { name, listPlace }: { readonly name: string; readonly listPlace: string | null },
): Promise<{ readonly url: string; readonly sha256: string | null }> {
  const { engine, interruption } = session;
  const { entries } = await loadCatalogue(session, listPlace);
  const entry = entries.find(({ id }) => id === name.toLowerCase());
  if (entry === undefined) throw usageError('unknown-entry', name);
  const resolved = await resolveEntry(entry, (url) => engine.fetchText(url, interruption.signal));
  if (resolved === null) throw usageError('only-page', entry.page ?? name);
  return resolved;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // said to be no list
  }
}
