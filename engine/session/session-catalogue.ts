import type { CatalogueView } from '#contract/catalogue.ts';
import type { CatalogueInUse } from '../catalogue/catalogue-store.ts';
import { resolveEntry } from '../catalogue/resolve-entry.ts';
import { cleanText } from '../text/clean-text.ts';
import type { DownloadTarget } from './image-download.ts';
import { notAllowed } from './not-allowed.ts';
import type { SessionParts } from './session-parts.ts';
import { expectedFrom } from '../trust/expected-from.ts';

/** The list as it is used now; goes nowhere. */
export async function catalogueView(parts: SessionParts): Promise<CatalogueView> {
  return viewOf(parts, await parts.catalogue.current());
}

/** Goes online. NOT_ALLOWED where no address is set. */
export async function refreshCatalogue(parts: SessionParts): Promise<CatalogueView> {
  const { catalogueUrl } = parts.settings.current;
  if (catalogueUrl === null) throw notAllowed('no-catalogue-address');
  return viewOf(parts, await parts.catalogue.refresh(catalogueUrl, (url) => parts.engine.fetchText(url)));
}

/** What to look at for an entry: its address and digest turn out when it is looked at. NOT_ALLOWED. */
export async function catalogueTarget(parts: SessionParts, id: string): Promise<DownloadTarget> {
  const entry = await parts.catalogue.find(id);
  if (entry === null || entry.get.kind === 'page') throw notAllowed('no-such-entry');
  const name = cleanText(entry.name);
  return {
    name,
    find: async (signal) => {
      const resolved = await resolveEntry(entry, (address) => parts.engine.fetchText(address, signal));
      if (resolved === null) throw notAllowed('no-such-entry');
      const { url, sha256 } = resolved;
      return { url, expected: sha256 === null ? null : expectedFrom('catalogue', sha256, name) };
    },
  };
}

function viewOf({ settings }: SessionParts, { catalogue, from }: CatalogueInUse): CatalogueView {
  const { issued, entries } = catalogue;
  return { issued, from, entries, canRefresh: settings.current.catalogueUrl !== null };
}
