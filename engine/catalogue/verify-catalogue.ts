import { createPublicKey, verify } from 'node:crypto';
import { type Catalogue, catalogueSchema } from '#contract/catalogue.ts';

/** Longer than any list we would sign. */
export const CATALOGUE_MAX_BYTES = 4 * 1024 * 1024;

/** The list, or why it is not used. */
export type Verified =
  | { readonly catalogue: Catalogue }
  /** `signature`: not signed by the project; `format`: not a list this program reads; `older`: than the one in use. */
  | { readonly problem: 'signature' | 'format' | 'older' };

export interface SignedCatalogue {
  readonly text: string;
  /** Base64 of the Ed25519 signature over the bytes of `text`. */
  readonly signature: string;
  /** PEM. */
  readonly publicKey: string;
  /** `issued` of the list in use: an older one may bring back addresses that were taken out for a reason. */
  readonly inUse: string;
}

/** Checks signature, shape and date, in this order: nothing of a list is read before its signature is good. */
export function verifyCatalogue({ text, signature, publicKey, inUse }: SignedCatalogue): Verified {
  const isSigned = verify(null, Buffer.from(text), createPublicKey(publicKey), Buffer.from(signature.trim(), 'base64'));
  if (!isSigned) return { problem: 'signature' };
  const parsed = catalogueSchema.safeParse(parsedJson(text));
  if (!parsed.success) return { problem: 'format' };
  return parsed.data.issued < inUse ? { problem: 'older' } : { catalogue: parsed.data };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // refused by the schema
  }
}
