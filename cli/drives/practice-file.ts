import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Image } from '#contract/image.ts';
import { fail } from '#engine/index.ts';
import { usageError } from '../usage-error.ts';

/** A practice drive named on the command line: an existing file, or one that is made after confirmation. */
export interface PracticeFile {
  readonly path: string;
  /** null: it exists. */
  readonly newSizeBytes: number | null;
}

export interface PracticeRules {
  /** `--size`, for files that do not exist. */
  readonly sizeBytes: number | null;
  readonly image: Image | null;
  readonly mayCreate: boolean;
}

const SECTOR_BYTES = 512;
const NAME_PATTERN = /\.(img|raw)$/i;

/**
 * Decides whether `file:NAME` may serve as a practice drive. An ordinary document must never be taken for one, so an
 * existing file must be plain, end in .img or .raw, consist of whole sectors and not be the image itself (DRIVE_PROTECTED).
 * Wrong or missing sizes, names and folders of new ones are USAGE; nothing is made here.
 */
export async function checkPracticeFile(
  name: string,
  { sizeBytes, image, mayCreate }: PracticeRules,
): Promise<PracticeFile> {
  const absolute = path.resolve(name);
  const facts = await lstatOrNull(absolute);
  if (facts === null) {
    if (!mayCreate) throw notFound(name);
    if (!NAME_PATTERN.test(absolute)) throw usageError('practice-name', name);
    if (sizeBytes === null) throw usageError('practice-needs-size', name);
    const folder = await realFolder(path.dirname(absolute));
    if (folder === null) throw usageError('practice-no-folder', path.dirname(name));
    return { path: path.join(folder, path.basename(absolute)), newSizeBytes: sizeBytes };
  }
  const real = await realpath(absolute).catch(() => null);
  if (real === null) throw notFound(name);
  const target = await stat(real);
  if (target.isBlockDevice()) throw notPractice(name, 'this is a device. Leave out "file:".');
  if (!target.isFile()) throw notPractice(name, 'only a plain file can be a practice drive.');
  const isImage =
    image !== null &&
    (real === image.path || `${target.dev}:${target.ino}` === `${image.file.device}:${image.file.inode}`);
  if (isImage) {
    throw fail(
      'DRIVE_PROTECTED',
      { drive: name, reasons: ['source'], detail: '' },
      { where, message: `Cannot write to "${name}": it is the image itself` },
    );
  }
  if (!NAME_PATTERN.test(real)) throw notPractice(name, "a practice drive's name ends in .img or .raw.");
  if (target.size === 0 || target.size % SECTOR_BYTES !== 0) {
    throw notPractice(name, 'its size is not a multiple of 512 bytes.');
  }
  if (sizeBytes !== null && sizeBytes !== target.size) throw usageError('size-of-existing', name);
  return { path: real, newSizeBytes: null };
}

const where = { process: 'host', operation: 'cli.practice-file' } as const;

function notPractice(drive: string, detail: string) {
  return fail(
    'DRIVE_PROTECTED',
    { drive, reasons: ['not-a-drive'], detail },
    { where, message: `"${drive}": ${detail}` },
  );
}

function notFound(drive: string) {
  return fail('DRIVE_NOT_FOUND', { drive }, { where, message: `There is no practice drive "${drive}"` });
}

async function lstatOrNull(file: string) {
  try {
    return await lstat(file);
  } catch {
    return null;
  }
}

async function realFolder(folder: string): Promise<string | null> {
  try {
    const real = await realpath(folder);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    return null;
  }
}
