import { z } from './zod.ts';

/** Where an entry's image comes from. */
export const catalogueGetSchema = z.discriminatedUnion('kind', [
  /**
   * The newest file (by name, in natural order) whose name fits `file`, of those a checksum file of the vendor lists. The
   * image lies beside the checksum file. `*` stands for any run of characters.
   */
  z.strictObject({ kind: z.literal('sums'), sums: z.url(), file: z.string().min(1).max(200) }),
  /** A file of its own; the digests are as published, null where the list has none. */
  z.strictObject({
    kind: z.literal('file'),
    url: z.url(),
    fileSha256: z.string().nullable(),
    sizeBytes: z.number().int().nonnegative().nullable(),
  }),
  /** Only from the vendor's own page: a login or a licence is needed, or no stable address is known. */
  z.strictObject({ kind: z.literal('page') }),
]);
export type CatalogueGet = Readonly<z.infer<typeof catalogueGetSchema>>;

export const CATALOGUE_GROUPS = ['proxmox', 'hosts', 'boards', 'vendor'] as const;
export const CATALOGUE_ARCHITECTURES = ['x86-64', 'arm64', 'arm'] as const;

export const catalogueEntrySchema = z.strictObject({
  /** What `stickwright download` takes; lower-case letters, digits, `-` and `.`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/),
  group: z.enum(CATALOGUE_GROUPS),
  name: z.string().min(1).max(120),
  architecture: z.enum(CATALOGUE_ARCHITECTURES).nullable(),
  get: catalogueGetSchema,
  /** The vendor's page for people. */
  page: z.url().nullable(),
  /** How the makers of this list know its addresses, in English. */
  evidence: z.string().max(300),
});
export type CatalogueEntry = Readonly<z.infer<typeof catalogueEntrySchema>>;

export const catalogueSchema = z.strictObject({
  format: z.literal('stickwright-catalogue'),
  version: z.literal(1),
  /** Day it was signed off, `2026-11-25`. */
  issued: z.iso.date(),
  entries: z.array(catalogueEntrySchema).max(2000),
});
export type Catalogue = Readonly<z.infer<typeof catalogueSchema>>;

/** The list as it is used now. */
export interface CatalogueView {
  readonly issued: string;
  /** `bundled`: came with this program. */
  readonly from: 'bundled' | 'refreshed';
  readonly entries: readonly CatalogueEntry[];
  /** An address to refresh from is set. */
  readonly canRefresh: boolean;
}
