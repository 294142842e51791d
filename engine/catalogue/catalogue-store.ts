import { join } from 'node:path';
import bundledJson from '../../assets/catalogue/catalogue.json' with { type: 'json' };
import publicKeyJson from '../../assets/catalogue/public-key.json' with { type: 'json' };
import { type Catalogue, type CatalogueEntry, catalogueSchema } from '#contract/catalogue.ts';
import { z } from '#contract/zod.ts';
import { fail } from '../errors/app-error.ts';
import { readJson, writeJson } from '../session/json-file.ts';
import type { FetchText } from './resolve-entry.ts';
import { type Verified, verifyCatalogue } from './verify-catalogue.ts';

const where = { process: 'host', operation: 'catalogue' } as const;
const keptSchema = z.strictObject({ text: z.string(), signature: z.string() });

export interface CatalogueInUse {
  readonly catalogue: Catalogue;
  readonly from: 'bundled' | 'refreshed';
}

export interface CatalogueStoreOptions {
  /** Folder of the user's own, where a refreshed list is kept. */
  readonly folder: string;
  /** PEM; default: the project's key that comes with the program. */
  readonly publicKey?: string;
}

/** The list of images: the one that came with the program, or a newer one that was fetched and is signed. */
export class CatalogueStore {
  readonly #path: string;
  readonly #publicKey: string;

  constructor({ folder, publicKey = publicKeyJson.pem }: CatalogueStoreOptions) {
    this.#path = join(folder, 'catalogue.json');
    this.#publicKey = publicKey;
  }

  /** The newest good one; a kept list is verified again at every use. */
  async current(): Promise<CatalogueInUse> {
    const bundled = catalogueSchema.parse(bundledJson);
    const kept = keptSchema.safeParse(await readJson(this.#path).catch(() => null));
    const verified = kept.success ? this.#verify(kept.data, bundled.issued) : null;
    return verified !== null && 'catalogue' in verified
      ? { catalogue: verified.catalogue, from: 'refreshed' }
      : { catalogue: bundled, from: 'bundled' };
  }

  async find(id: string): Promise<CatalogueEntry | null> {
    return (await this.current()).catalogue.entries.find((entry) => entry.id === id) ?? null;
  }

  /** Goes online: the list at `url` and its signature at `url`.sig. CATALOGUE_REFUSED, DOWNLOAD_FAILED. */
  async refresh(url: string, fetchText: FetchText): Promise<CatalogueInUse> {
    const inUse = (await this.current()).catalogue.issued;
    const [text, signature] = [await fetchText(url), await fetchText(signatureAddress(url))];
    const verified = this.#verify({ text, signature }, inUse);
    if ('problem' in verified) {
      const { problem } = verified;
      throw fail('CATALOGUE_REFUSED', { reason: problem }, { where, message: `The new list is refused: ${problem}` });
    }
    await writeJson(this.#path, { text, signature });
    return { catalogue: verified.catalogue, from: 'refreshed' };
  }

  #verify(signed: { readonly text: string; readonly signature: string }, inUse: string): Verified {
    return verifyCatalogue({ ...signed, publicKey: this.#publicKey, inUse });
  }
}

function signatureAddress(url: string): string {
  const address = new URL(url);
  address.pathname += '.sig';
  return address.href;
}
