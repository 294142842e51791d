import { type EmbeddedResult, type Image, plainDigest } from '#contract/image.ts';
import type { Expected } from '#contract/trust.ts';
import { embeddedMismatch, fail } from '#engine/index.ts';
import type { Session } from '../session.ts';

export interface Compared {
  /** Of the file as it lies there. */
  readonly sha256: string | null;
  /** What it was found equal to; null where there was nothing to compare with. */
  readonly check: Expected | null;
  /** Of the checksum the image carries in itself; null where it has none, or was not unpacked. */
  readonly embedded: EmbeddedResult | null;
}

/**
 * Reads the image whole and compares it with what it must be and, where nothing says that, with the checksum in itself.
 * CHECKSUM_MISMATCH, EMBEDDED_CHECKSUM_MISMATCH, IMAGE_*, CancelledError.
 */
export async function compareImage(session: Session, image: Image, check: Expected | null): Promise<Compared> {
  const { engine, interruption, emit } = session;
  const isSha512 = check?.algorithm === 'sha512';
  const options = {
    signal: interruption.signal,
    onProgress: (doneBytes: number, totalBytes: number) => emit({ event: 'checking', doneBytes, totalBytes }),
    extra: isSha512 ? [plainDigest('sha512')] : [],
  };
  const file = await engine.digestImage(image, { ...options, of: 'file' });
  const actual = isSha512 ? file.extra[0] : file.fileSha256;
  const compared = { sha256: file.fileSha256, check };
  if (check !== null && actual === check.digest) return { ...compared, embedded: file.embedded ?? null };
  if (check === null) {
    const isPackedAround = image.embedded !== undefined && file.embedded === undefined;
    const { embedded } = isPackedAround ? await engine.digestImage(image, { ...options, of: 'image' }) : file;
    if (embedded !== undefined && embedded.expected !== embedded.actual) throw embeddedMismatch(image.path, embedded);
    return { ...compared, embedded: embedded ?? null };
  }
  if (image.layers.length > 0) {
    const unpacked = await engine.digestImage(image, { ...options, of: 'image' });
    const ofImage = isSha512 ? unpacked.extra[0] : unpacked.imageSha256;
    if (ofImage === check.digest) return { ...compared, embedded: unpacked.embedded ?? null };
  }
  throw fail(
    'CHECKSUM_MISMATCH',
    { expected: check.digest, actual: actual ?? '' },
    {
      where: { process: 'host', operation: 'cli.inspect' },
      message: `${check.algorithm} of "${image.name}" is ${actual}, expected ${check.digest}`,
    },
  );
}
