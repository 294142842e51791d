import type { ErrorParams } from '#contract/errors.ts';
import type { Expected } from '#contract/trust.ts';
import { type AppError, fail } from '../errors/app-error.ts';
import { cleanText } from '../text/clean-text.ts';
import { readImageSignature, type SignedDigest } from './image-signature.ts';
import type { Judgement } from './judge-signature.ts';
import type { TrustFile } from './trust-file.ts';
import type { TrustKey } from './trust-keys.ts';

const where = { process: 'host', operation: 'check-signature' } as const;

export interface ImageReading {
  /** The asked digests of the file, in their order, lower-case hex. */
  readonly signed: readonly string[];
  /** SHA-256 of the very same bytes. */
  readonly fileSha256: string;
}

/** Reads the image file once; null where that was stopped or failed. */
export type ReadForSignature = (digests: readonly SignedDigest[]) => Promise<ImageReading | null>;

/**
 * Judges a detached signature over the image file. The digest to expect from then on is that of the bytes the signature was
 * judged for. The image is not read where the key is unknown. SIGNATURE_INVALID, SIGNATURE_KEY_UNKNOWN; null: not read.
 */
export async function judgeImageSignature(
  file: TrustFile,
  keys: readonly TrustKey[],
  read: ReadForSignature,
): Promise<Expected | null> {
  const request = await readImageSignature(file);
  if (request === null) throw signatureInvalid(file.name, 'unreadable');
  const zeros = request.digests.map(() => '00');
  const before = await request.judge(zeros, keys);
  if (before.verdict === 'unknown-key') throw keyUnknown(file.name, before.keyIds);
  const reading = await read(request.digests);
  if (reading === null) return null;
  // read anew: a judged signature remembers its digests
  const judgement: Judgement = (await (await readImageSignature(file))?.judge(reading.signed, keys)) ?? before;
  if (judgement.verdict === 'unknown-key') throw keyUnknown(file.name, judgement.keyIds);
  if (judgement.verdict === 'bad') throw signatureInvalid(file.name, judgement.reason);
  return {
    algorithm: 'sha256',
    digest: reading.fileSha256,
    from: 'signature',
    fileName: cleanText(file.name),
    signature: judgement.signature,
    unknownKeys: [],
  };
}

/** A signature by a known key that is not for what it came with. */
export function signatureInvalid(fileName: string, reason: ErrorParams['SIGNATURE_INVALID']['reason']): AppError {
  const name = cleanText(fileName);
  return fail(
    'SIGNATURE_INVALID',
    { fileName: name, reason },
    { where, message: `The signature in "${name}" is ${reason}` },
  );
}

/** A signature by a key nobody gave. */
export function keyUnknown(fileName: string, keyIds: readonly string[]): AppError {
  const name = cleanText(fileName);
  return fail(
    'SIGNATURE_KEY_UNKNOWN',
    { fileName: name, keyIds },
    { where, message: `The signature in "${name}" is by ${keyIds.join(', ')}, a key that is not known` },
  );
}
