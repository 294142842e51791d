import path from 'node:path';
import { type Image, plainDigest } from '#contract/image.ts';
import type { Expected } from '#contract/trust.ts';
import { AppError, fail } from '../errors/app-error.ts';
import type { DigestOptions, Engine } from '../ports.ts';
import { findBeside } from './find-beside.ts';
import { imageNamesOf } from './image-names.ts';
import { judgeImageSignature, keyUnknown, signatureInvalid } from './judge-image-signature.ts';
import { judgeTrustFiles, type TrustFindings } from './judge-trust-files.ts';
import { readTrustFile } from './read-trust-file.ts';

type Reading = Pick<DigestOptions, 'signal' | 'onProgress'> & {
  /** A publisher's public key; then there must be a signature by a known key. null: not given. */
  readonly keyPath: string | null;
};

/**
 * What files beside the image say that it must be; null where none is for it. A signature over the image itself reads it
 * whole; one by a key nobody knows says nothing. SIGNATURE_INVALID where a signature by a known key is not for its file,
 * CHECKSUM_MISMATCH where a list beside it says otherwise; IMAGE_*, CancelledError.
 */
export async function trustFromBeside(
  engine: Pick<Engine, 'digestImage'>,
  image: Image,
  reading: Reading,
): Promise<Expected | null> {
  const imageNames = imageNamesOf(image);
  const files = await findBeside(image.path, imageNames);
  const keyFiles = reading.keyPath === null ? [] : [await readTrustFile(reading.keyPath)];
  if (files.length === 0 && keyFiles.length === 0) return null;
  const all = [...keyFiles, ...files];
  const findings = await judgeTrustFiles({ files: all, userKeys: [], imageNames, from: 'beside' });
  const { bad, expected, outcomes } = findings;
  if (keyFiles.length > 0 && outcomes[0]?.outcome !== 'key') throw notAKey(keyFiles[0]?.name ?? '');
  if (bad !== null) throw signatureInvalid(bad.fileName, bad.reason);
  const signed = await signedImage(engine, { image, findings, reading });
  // a publisher's signature over the list says as much
  const found = signed !== null && (expected === null || expected.signature === null) ? signed : expected;
  if (reading.keyPath === null || found?.signature != null) return found;
  const unknownKeys = found?.unknownKeys ?? [];
  const fileName = found?.fileName ?? path.basename(image.path);
  throw unknownKeys.length > 0 ? keyUnknown(fileName, unknownKeys) : signatureInvalid(fileName, 'missing');
}

interface SignedImage {
  readonly image: Image;
  readonly findings: TrustFindings;
  readonly reading: Reading;
}

async function signedImage(
  engine: Pick<Engine, 'digestImage'>,
  { image, findings, reading }: SignedImage,
): Promise<Expected | null> {
  const { imageSignature, keys, expected } = findings;
  if (imageSignature === null) return null;
  const listed = expected?.algorithm === 'sha512' ? [plainDigest('sha512')] : [];
  try {
    return await judgeImageSignature(imageSignature, keys, async (digests) => {
      const signed = digests.map(({ algorithm, suffix }) => ({
        ...plainDigest(algorithm),
        suffix: suffix.toString('base64'),
      }));
      const { signal, onProgress } = reading;
      const extraAll = [...signed, ...listed];
      const digest = await engine.digestImage(image, { of: 'file', signal, onProgress, extra: extraAll });
      const { fileSha256, extra } = digest;
      if (fileSha256 === null) return null;
      const actual = extra[signed.length] ?? fileSha256;
      if (expected !== null && expected.digest !== actual) {
        // of a packed image the list may mean what is inside: that is compared before the write
        if (image.layers.length > 0) return null;
        throw otherThanListed(image, expected, actual);
      }
      return { signed: extra.slice(0, signed.length), fileSha256 };
    });
  } catch (thrown) {
    const isUnknown = thrown instanceof AppError && thrown.failure.code === 'SIGNATURE_KEY_UNKNOWN';
    if (isUnknown && reading.keyPath === null) return null;
    throw thrown;
  }
}

/** A list that says otherwise outweighs the signature. */
function otherThanListed(image: Image, expected: Expected, actual: string): AppError {
  const where = { process: 'host', operation: 'trust-from-beside' } as const;
  const message = `"${image.name}" is ${actual}, "${expected.fileName}" says ${expected.digest}`;
  return fail('CHECKSUM_MISMATCH', { expected: expected.digest, actual }, { where, message });
}

function notAKey(fileName: string): AppError {
  const where = { process: 'host', operation: 'trust-from-beside' } as const;
  const message = `"${fileName}" holds no public key`;
  return fail('CHECKSUM_FILE_INVALID', { fileName, reason: 'unreadable', names: [] }, { where, message });
}
