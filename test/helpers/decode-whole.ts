import type { AppFailure } from '#contract/errors.ts';
import { AppError } from '#engine/errors/app-error.ts';
import { BlockPool } from '#engine/image/block-pool.ts';
import { decodeImage } from '#engine/image/decode-image.ts';
import { openImageFile } from '#engine/image/open-image-file.ts';

export interface DecodedWhole {
  readonly layers: readonly string[];
  readonly sizeBytes: number | null;
  readonly entryName: string | null;
  readonly bytes: Buffer;
}

/** Unpacks the image at `path` into memory. */
export async function decodeWhole(path: string): Promise<DecodedWhole> {
  const file = await openImageFile(path);
  try {
    const signal = new AbortController().signal;
    const image = await decodeImage(file, { pool: new BlockPool(4), signal });
    const chunks: Buffer[] = [];
    for await (const chunk of image.chunks) chunks.push(Buffer.from(chunk));
    const { layers, sizeBytes, entryName } = image;
    return { layers, sizeBytes, entryName, bytes: Buffer.concat(chunks) };
  } finally {
    await file.close();
  }
}

/** The failure that `work` ends with; throws where it ends otherwise. */
export async function failureOf(work: Promise<unknown>): Promise<AppFailure> {
  const thrown: unknown = await work.then(
    () => new Error('It did not fail'),
    (cause: unknown) => cause,
  );
  if (thrown instanceof AppError) return thrown.failure;
  throw thrown;
}

/** The error code that `work` fails with, or `done` where it does not fail; other errors are thrown on. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  let isDone = false;
  const noted = work.then(() => {
    isDone = true;
  });
  const failure = await failureOf(noted).catch((cause: unknown) => {
    if (isDone) return null;
    throw cause;
  });
  return failure?.code ?? 'done';
}
