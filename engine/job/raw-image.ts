import { open, type FileHandle } from 'node:fs/promises';
import type { AppFailure } from '#contract/errors.ts';
import type { Image } from '#contract/image.ts';
import { type AppError, fail } from '../errors/app-error.ts';

const where = { process: 'host', operation: 'run-job' } as const;

/** Opens the file of an image to be handed on, if it is still the one inspected. IMAGE_UNREADABLE, IMAGE_CHANGED. */
export async function openRawImage({ path, file }: Image): Promise<FileHandle> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw fail('IMAGE_UNREADABLE', { path, offsetBytes: null }, { where, message: `Cannot open "${path}"`, cause });
  });
  const stats = await handle.stat({ bigint: true });
  if (String(stats.ino) === file.inode && String(stats.dev) === file.device) return handle;
  await handle.close();
  throw fail('IMAGE_CHANGED', { path }, { where, message: `"${path}" is another file than the one inspected` });
}

/** The worker knows the image by its descriptor only; the path is put in here. */
export function withPath(failure: AppFailure | null, path: string): AppFailure | null {
  if (failure?.code === 'IMAGE_CHANGED') return { ...failure, params: { ...failure.params, path } };
  if (failure?.code === 'IMAGE_UNREADABLE') return { ...failure, params: { ...failure.params, path } };
  return failure;
}

/** The failure of a drive that was written while its image changed. */
export function imageChanged(path: string): AppError {
  return fail(
    'IMAGE_CHANGED',
    { path },
    { where, message: `"${path}" changed while it was being written`, nothingWritten: false },
  );
}
