import type { Image } from '#contract/image.ts';
import type { Expected, ProofAlgorithm } from '#contract/trust.ts';
import { trustFromBeside, trustFromFiles } from '#engine/index.ts';
import type { TrustOptions } from '../args.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { usageError } from '../usage-error.ts';

/**
 * What the image must be: as the command line says, else as files beside the image say; null where nothing does.
 * A signature over the image reads it whole. CHECKSUM_FILE_INVALID, SIGNATURE_INVALID, SIGNATURE_KEY_UNKNOWN.
 */
export async function imageCheck(session: Session, image: Image, options: TrustOptions): Promise<Expected | null> {
  const { expectedSha256, expectedSha512, checksumsPath, signaturePath, keyPath } = options;
  if (expectedSha256 !== null) return pasted('sha256', expectedSha256);
  if (expectedSha512 !== null) return pasted('sha512', expectedSha512);
  const { interruption, engine, emit } = session;
  const isOnServer = image.remote !== undefined;
  if (isOnServer && signaturePath !== null && checksumsPath === null) throw usageError('signature-of-address');
  if (checksumsPath !== null || signaturePath !== null) {
    const trusted = trustFromFiles(engine, image, {
      checksums: checksumsPath,
      signature: signaturePath,
      key: keyPath,
      signal: interruption.signal,
      onProgress: (doneBytes, totalBytes) => emit({ event: 'checking', doneBytes, totalBytes }),
    });
    return await untilInterrupted(trusted, interruption);
  }
  if (!options.isBesideUsed || isOnServer) return null;
  const beside = trustFromBeside(engine, image, {
    keyPath,
    signal: interruption.signal,
    onProgress: (doneBytes, totalBytes) => emit({ event: 'checking', doneBytes, totalBytes }),
  });
  return await untilInterrupted(beside, interruption);
}

function pasted(algorithm: ProofAlgorithm, digest: string): Expected {
  return { algorithm, digest, from: 'pasted', fileName: null, signature: null, unknownKeys: [] };
}
