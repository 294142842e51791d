import type { Message, PublicKey, Signature as PgpSignature, VerifyMessageResult } from 'openpgp';
import type { Signature } from '#contract/trust.ts';
import { cleanText } from '../text/clean-text.ts';
import { armouredBlocks, loadOpenPgp } from './openpgp.ts';
import type { TrustFile } from './trust-file.ts';
import { ownerOf, type TrustKey } from './trust-keys.ts';

/** What a signature says about what it is for. */
export type Judgement =
  | { readonly verdict: 'good'; readonly signature: Signature }
  /** By a known key and not for these bytes, or no valid signature at all. */
  | { readonly verdict: 'bad'; readonly reason: 'wrong' | 'weak' | 'unreadable' }
  /** Ids of the keys it was made with, upper-case hex. */
  | { readonly verdict: 'unknown-key'; readonly keyIds: readonly string[] };

type VerificationResult = VerifyMessageResult['signatures'][number];

const SIGNATURES_MAX = 8;

/** Signatures of a file, armoured or binary; null where they cannot be read. */
export async function readSignatures({ bytes }: TrustFile): Promise<PgpSignature | null> {
  const { readSignature } = await loadOpenPgp();
  const [armoredSignature] = armouredBlocks(bytes.toString('utf8'), 'SIGNATURE', 1);
  try {
    const signature = await (armoredSignature === undefined
      ? readSignature({ binarySignature: new Uint8Array(bytes) })
      : readSignature({ armoredSignature }));
    return signature.packets.length > 0 && signature.packets.length <= SIGNATURES_MAX ? signature : null;
  } catch {
    return null;
  }
}

/** Judges a detached signature over bytes that are here. */
export async function judgeDetached(file: TrustFile, content: Buffer, keys: readonly TrustKey[]): Promise<Judgement> {
  const signature = await readSignatures(file);
  if (signature === null) return { verdict: 'bad', reason: 'unreadable' };
  const { createMessage } = await loadOpenPgp();
  const message = await createMessage({ binary: new Uint8Array(content) });
  return await judge(signature, message, { fileName: file.name, keys });
}

/** Judges the signature around a text and gives the signed text alone; null where the frame is damaged. */
export async function judgeSignedText(
  file: TrustFile,
  keys: readonly TrustKey[],
): Promise<{ readonly judgement: Judgement; readonly text: string } | null> {
  const { readCleartextMessage, verify } = await loadOpenPgp();
  try {
    const message = await readCleartextMessage({ cleartextMessage: file.bytes.toString('utf8') });
    const verificationKeys = keys.map(({ key }) => key);
    const { signatures } = await verify({ message, verificationKeys });
    const judgement = await verdictOf(signatures, { fileName: file.name, keys });
    return { judgement, text: message.getText() };
  } catch {
    return null;
  }
}

interface Against {
  readonly fileName: string;
  readonly keys: readonly TrustKey[];
}

/** Judges read signatures over a message. */
export async function judge(
  signature: PgpSignature,
  message: Message<Uint8Array>,
  against: Against,
): Promise<Judgement> {
  const { verify } = await loadOpenPgp();
  const verificationKeys = against.keys.map(({ key }) => key);
  try {
    const { signatures } = await verify({ message, signature, verificationKeys });
    return await verdictOf(signatures, against);
  } catch {
    return { verdict: 'bad', reason: 'unreadable' };
  }
}

/** A bad one by a known key outweighs a good one; one by an unknown key says nothing. */
async function verdictOf(results: readonly VerificationResult[], { fileName, keys }: Against): Promise<Judgement> {
  const unknown: string[] = [];
  let good: Signature | null = null;
  for (const { keyID, verified, signature } of results.slice(0, SIGNATURES_MAX)) {
    const known = keys.find(({ key }) => hasKey(key, keyID));
    const failure = await verified.then(
      () => null,
      (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
    );
    if (known === undefined) {
      unknown.push(keyID.toHex().toUpperCase());
    } else if (failure !== null) {
      return { verdict: 'bad', reason: failure.includes('Insecure') ? 'weak' : 'wrong' };
    } else {
      const created = (await signature).packets[0]?.created ?? null;
      good ??= {
        signer: ownerOf(known.key),
        fingerprint: known.key.getFingerprint().toUpperCase(),
        keyFrom: known.from,
        vendor: known.vendor,
        signedAt: (created ?? new Date(0)).toISOString(),
        fileName: cleanText(fileName),
      };
    }
  }
  if (good !== null) return { verdict: 'good', signature: good };
  return unknown.length > 0 ? { verdict: 'unknown-key', keyIds: unknown } : { verdict: 'bad', reason: 'unreadable' };
}

function hasKey(key: PublicKey, keyId: VerificationResult['keyID']): boolean {
  return key.getKeys(keyId).length > 0;
}
