import type { CatalogueEntry } from '#contract/catalogue.ts';
import { z } from '#contract/zod.ts';
import { cleanText } from '../text/clean-text.ts';

/** Deeper nesting, or more items, is no list of systems but an attack. */
const DEPTH_MAX = 6;
const ITEMS_MAX = 2000;
const NAME_MAX = 120;

const sha256 = z.string().regex(/^[0-9a-fA-F]{64}$/);
const size = z.number().int().nonnegative();
/** One item of Raspberry Pi Imager's list, version 4; what is not read here may be anything. */
const itemSchema = z.looseObject({
  name: z.string(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  image_download_size: size.optional(),
  image_download_sha256: sha256.optional(),
  devices: z.array(z.string()).optional(),
  subitems: z.array(z.unknown()).optional(),
});
const listSchema = z.looseObject({ os_list: z.array(z.unknown()) });

export interface OsList {
  readonly entries: readonly CatalogueEntry[];
  /** Items that lead to a further list somewhere else; those are not fetched without asking. */
  readonly furtherLists: number;
  /** Items that could not be read. */
  readonly skipped: number;
}

/**
 * The images in a list of Raspberry Pi Imager (`os_list`, version 4), nested items put flat; icons are ignored. null where
 * the text is no such list; single damaged items are left out and counted.
 */
export function readOsList(value: unknown): OsList | null {
  const list = listSchema.safeParse(value);
  if (!list.success) return null;
  const found = { entries: new Map<string, CatalogueEntry>(), furtherLists: 0, skipped: 0 };
  collect(list.data.os_list, { depth: 0, path: [] }, found);
  return { ...found, entries: [...found.entries.values()] };
}

interface Found {
  readonly entries: Map<string, CatalogueEntry>;
  furtherLists: number;
  skipped: number;
}

function collect(items: readonly unknown[], at: { depth: number; path: readonly string[] }, found: Found): void {
  for (const item of items) {
    if (found.entries.size >= ITEMS_MAX) return;
    const parsed = itemSchema.safeParse(item);
    if (!parsed.success) {
      found.skipped += 1;
      continue;
    }
    const { name, url, subitems } = parsed.data;
    if (subitems !== undefined && at.depth < DEPTH_MAX) {
      collect(subitems, { depth: at.depth + 1, path: [...at.path, name] }, found);
    } else if ('subitems_url' in parsed.data) found.furtherLists += 1;
    else if (url === undefined) found.skipped += 1;
    else add({ ...parsed.data, url }, found);
  }
}

type Item = z.infer<typeof itemSchema> & { readonly url: string };

function add(item: Item, { entries }: Found): void {
  const name = cleanText(item.name).slice(0, NAME_MAX);
  const id = freeId(name, entries);
  if (name === '' || id === null) return;
  entries.set(id, {
    id,
    group: 'boards',
    name,
    architecture: architectureOf(item),
    get: {
      kind: 'file',
      url: item.url,
      fileSha256: item.image_download_sha256?.toLowerCase() ?? null,
      sizeBytes: item.image_download_size ?? null,
    },
    page: null,
    evidence: 'As the list says.',
  });
}

/** By the file's own name: lists name no architecture. */
function architectureOf({ url, devices = [] }: Item): CatalogueEntry['architecture'] {
  if (/arm64|aarch64/iu.test(url)) return 'arm64';
  if (/armhf|armv7/iu.test(url)) return 'arm';
  return devices.length > 0 && devices.every((device) => device.endsWith('-64bit')) ? 'arm64' : null;
}

function freeId(name: string, taken: ReadonlyMap<string, unknown>): string | null {
  const base = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/gu, '-')
    .replace(/^[-.]+|-+$/gu, '')
    .slice(0, 70);
  if (base === '') return null;
  for (let number = 1; number < 1000; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
  return null;
}
