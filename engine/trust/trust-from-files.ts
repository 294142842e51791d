import { plainDigest, type Image } from '#contract/image.ts';
import type { Expected } from '#contract/trust.ts';
import { type AppError, fail } from '../errors/app-error.ts';
import type { DigestOptions, Engine } from '../ports.ts';
import { imageNamesOf } from './image-names.ts';
import { judgeImageSignature, keyUnknown, signatureInvalid } from './judge-image-signature.ts';
import { judgeTrustFiles, type TrustFindings } from './judge-trust-files.ts';
import { readTrustFile } from './read-trust-file.ts';

/** Files a person named; null: not given. */
export interface TrustPaths {
  readonly checksums: string | null;
  /** Over the checksum file where one is given, else over the image. */
  readonly signature: string | null;
  readonly key: string | null;
}

const where = { process: 'host', operation: 'trust-from-files' } as const;

/**
 * What named files say the image must be. Everything that was asked for must hold: CHECKSUM_FILE_INVALID without a line for
 * the image, SIGNATURE_INVALID, SIGNATURE_KEY_UNKNOWN. A signature over the image reads it whole: IMAGE_*, CancelledError.
 */
export async function trustFromFiles(
  engine: Pick<Engine, 'digestImage'>,
  image: Image,
  request: TrustPaths & Pick<DigestOptions, 'signal' | 'onProgress'>,
): Promise<Expected> {
  const paths = [request.checksums, request.signature, request.key].filter((path) => path !== null);
  const files = await Promise.all(paths.map(readTrustFile));
  const imageNames = imageNamesOf(image);
  const findings = await judgeTrustFiles({ files, userKeys: [], imageNames, from: 'file' });
  refuseFirst(findings);
  if (findings.imageSignature === null) {
    const { expected } = findings;
    // who names a key wants a signature, and one by it
    if (expected !== null && expected.signature === null && request.key !== null) {
      const fileName = expected.fileName ?? '';
      throw expected.unknownKeys.length > 0
        ? keyUnknown(fileName, expected.unknownKeys)
        : signatureInvalid(fileName, 'missing');
    }
    if (expected !== null) return expected;
    throw invalid(files[0]?.name ?? '', 'empty');
  }
  const { signal, onProgress } = request;
  const signed = await judgeImageSignature(findings.imageSignature, findings.keys, async (digests) => {
    const extra = digests.map(({ algorithm, suffix }) => ({
      ...plainDigest(algorithm),
      suffix: suffix.toString('base64'),
    }));
    const digest = await engine.digestImage(image, { of: 'file', signal, onProgress, extra });
    return digest.fileSha256 === null ? null : { signed: digest.extra, fileSha256: digest.fileSha256 };
  });
  if (signed === null) throw invalid(findings.imageSignature.name, 'unreadable');
  const listed = findings.expected;
  if (listed?.algorithm === 'sha256' && listed.digest !== signed.digest) {
    throw fail(
      'CHECKSUM_MISMATCH',
      { expected: listed.digest, actual: signed.digest },
      { where, message: `SHA-256 of "${image.name}" is ${signed.digest}, expected ${listed.digest}` },
    );
  }
  return signed;
}

function refuseFirst({ bad, outcomes }: TrustFindings): void {
  if (bad !== null) throw signatureInvalid(bad.fileName, bad.reason);
  for (const outcome of outcomes) {
    if (outcome.outcome !== 'refused') continue;
    if (outcome.reason === 'unknown-key') throw keyUnknown(outcome.fileName, outcome.names);
    throw invalid(outcome.fileName, outcome.reason, outcome.names);
  }
}

function invalid(
  fileName: string,
  reason: Parameters<typeof fail<'CHECKSUM_FILE_INVALID'>>[1]['reason'],
  names: readonly string[] = [],
): AppError {
  const message = `Cannot use "${fileName}": ${reason}`;
  return fail('CHECKSUM_FILE_INVALID', { fileName, reason, names }, { where, message });
}
