import type { CATALOGUE_ARCHITECTURES, CatalogueEntry } from '#contract/catalogue.ts';

export type ArchitectureFilter = (typeof CATALOGUE_ARCHITECTURES)[number] | 'all';

/** Entries that have every word, whatever its width and case, and fit the architecture; those without one always fit. */
export function fittingEntries(
  entries: readonly CatalogueEntry[],
  { words, architecture }: { readonly words: string; readonly architecture: ArchitectureFilter },
): readonly CatalogueEntry[] {
  const wanted = folded(words)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return entries.filter((entry) => {
    const text = folded(`${entry.name} ${entry.id}`);
    const isFor = architecture === 'all' || entry.architecture === null || entry.architecture === architecture;
    return isFor && wanted.every((word) => text.includes(word));
  });
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
