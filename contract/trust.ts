import { z } from './zod.ts';

/** Digests that prove something. MD5 and SHA-1 are known and refused: both can be forged. */
export const PROOF_ALGORITHMS = ['sha256', 'sha512'] as const;
export type ProofAlgorithm = (typeof PROOF_ALGORITHMS)[number];

/** A good OpenPGP signature. Texts are cleaned. */
export const signatureSchema = z.strictObject({
  /** User id of the key, as its owner wrote it. */
  signer: z.string(),
  /** Of the primary key, 40 or 64 upper-case hex digits. */
  fingerprint: z.string(),
  /** `vendor`: a key that comes with this program. `user`: one the user gave, whoever it belongs to. */
  keyFrom: z.enum(['vendor', 'user']),
  /** Whose images the key signs, where it comes with this program. */
  vendor: z.string().nullable(),
  /** ISO 8601, as the signer's clock said. */
  signedAt: z.string(),
  /** File the signature was in. */
  fileName: z.string(),
});
export type Signature = Readonly<z.infer<typeof signatureSchema>>;

/** The digest an image must have, of the file or of the unpacked bytes, and why that is believed. */
export const expectedSchema = z.strictObject({
  algorithm: z.enum(PROOF_ALGORITHMS),
  /** Lower-case hex. */
  digest: z.string().regex(/^(?:[0-9a-f]{64}|[0-9a-f]{128})$/),
  /** `beside`: a checksum file found in the image's folder. `signature`: the digest of a file that a signature was checked for. */
  from: z.enum(['pasted', 'file', 'beside', 'signature', 'catalogue']),
  /** Name of the checksum file, or of the entry in the catalogue, cleaned; null when pasted. */
  fileName: z.string().nullable(),
  /** Of the checksum file, or of the image itself. */
  signature: signatureSchema.nullable(),
  /** Ids of the keys of a signature that could not be checked, because nobody gave these keys. */
  unknownKeys: z.array(z.string()).readonly(),
});
export type Expected = Readonly<z.infer<typeof expectedSchema>>;

/** Why a text gives no digest for an image. */
export const CHECKSUM_REFUSALS = [
  'empty',
  'not-a-checksum',
  /** Digests are there, but none is a SHA-256 or SHA-512. */
  'other-algorithm',
  /** Only MD5 or SHA-1, which prove nothing. */
  'weak-algorithm',
  /** None is for this image. */
  'other-files',
  /** Several different ones are for this image. */
  'ambiguous',
] as const;
export type ChecksumRefusal = (typeof CHECKSUM_REFUSALS)[number];

/** What became of one file that was given for checking. */
export type TrustOutcome =
  | { readonly fileName: string; readonly outcome: 'used' }
  | { readonly fileName: string; readonly outcome: 'key'; readonly owners: readonly string[] }
  | {
      readonly fileName: string;
      readonly outcome: 'refused';
      /** `unknown-key`: a signature of a key nobody gave; `unreadable`: damaged, or neither of all these. */
      readonly reason: ChecksumRefusal | 'unknown-key' | 'unreadable';
      /** Names the file has lines for, or ids of keys; at most 10, cleaned. */
      readonly names: readonly string[];
    }
  /** The checksum state says so: nothing is written then. */
  | { readonly fileName: string; readonly outcome: 'bad-signature' };
