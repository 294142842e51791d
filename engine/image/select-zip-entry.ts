import { CancelledError } from '../errors/app-error.ts';
import type { BlockPool } from './block-pool.ts';
import { chooseEntry } from './choose-entry.ts';
import type { DecodeContext } from './decode-context.ts';
import { decodeZipEntry } from './decode-zip-entry.ts';
import { HEAD_BYTES } from './describe-content.ts';
import { isImageHead } from './is-image-head.ts';
import type { ImageFile } from './open-image-file.ts';
import { readHead } from './read-head.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

/** Files looked into, at most: each costs up to HEAD_BYTES of decoding. */
const LOOKED_INTO_MAX = 64;

/** The one image inside a zip; how it is chosen and its failures: `chooseEntry`. */
export async function selectZipEntry(file: ImageFile, pool: BlockPool, context: DecodeContext): Promise<ZipEntry> {
  const choice = {
    entries: await readZipDirectory(file, context),
    format: 'zip',
    lookedIntoMax: LOOKED_INTO_MAX,
    hasImageContent: (entry: ZipEntry) => hasImageContent({ file, pool, entry }, context),
  };
  return await chooseEntry(choice, context);
}

async function hasImageContent(
  source: { readonly file: ImageFile; readonly pool: BlockPool; readonly entry: ZipEntry },
  context: DecodeContext,
): Promise<boolean> {
  if (source.entry.isEncrypted || source.entry.sizeBytes < 512) return false;
  try {
    return isImageHead(await readHead(decodeZipEntry(source, context), HEAD_BYTES));
  } catch (cause) {
    // A companion that cannot be unpacked does not matter; the image itself is unpacked again, checked.
    if (cause instanceof CancelledError || context.signal.aborted) throw cause;
    return false;
  }
}
