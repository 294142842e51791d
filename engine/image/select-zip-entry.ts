import path from 'node:path';
import { CancelledError, fail } from '../errors/app-error.ts';
import { cleanText } from '../text/clean-text.ts';
import type { BlockPool } from './block-pool.ts';
import { DECODING, type DecodeContext, unsupported } from './decode-context.ts';
import { decodeZipEntry } from './decode-zip-entry.ts';
import { HEAD_BYTES, describeContent } from './describe-content.ts';
import { detectLayer } from './detect-layer.ts';
import type { ImageFile } from './open-image-file.ts';
import { readHead } from './read-head.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

/** Files looked into, at most: each costs up to HEAD_BYTES of decoding. */
const LOOKED_INTO_MAX = 64;
/** Names told for an archive with several images. */
const NAMES_MAX = 20;

const COMPANION =
  /\.(?:txt|md|nfo|json|xml|ya?ml|log|html?|url|pdf|rtf|docx?|png|jpe?g|md5(?:sums?)?|sha\d{1,3}(?:sums?)?|sums?|asc|sig|sign|gpg|minisig|bmap|zsync|torrent)$|^(?:readme|license|changelog|md5sums?|sha\d{1,3}sums?)$/iu;
const IMAGE_NAME = /\.(?:iso|img|image|raw|dd|bin|wic|usb|hddimg|sdcard|dmg)(?:\.(?:gz|bz2|xz|zst|lz4))?$/iu;

/**
 * The one image inside a zip: a file that is alone, or the only one that is an image by its content or, where
 * the content says nothing, by its name. Folders, `__MACOSX`, names with a leading dot, checksums and texts do
 * not count. IMAGE_AMBIGUOUS with the names where there are several, IMAGE_UNKNOWN where there is none.
 */
export async function selectZipEntry(file: ImageFile, pool: BlockPool, context: DecodeContext): Promise<ZipEntry> {
  const files = (await readZipDirectory(file, context)).filter((entry) => isOrdinaryFile(entry.name));
  const [first] = files;
  if (first !== undefined && files.length === 1) return allowed(first, context);
  const images: ZipEntry[] = [];
  for (const entry of files.filter(({ name }) => !COMPANION.test(path.posix.basename(name)))) {
    const isImage =
      IMAGE_NAME.test(entry.name) ||
      (files.length <= LOOKED_INTO_MAX && (await hasImageContent({ file, pool, entry }, context)));
    if (isImage) images.push(entry);
  }
  const [image] = images;
  if (image === undefined) {
    throw fail(
      'IMAGE_UNKNOWN',
      { path: context.path },
      { where: DECODING, message: `Cannot find an image in "${context.path}": ${files.length} files` },
    );
  }
  if (images.length > 1) {
    throw fail(
      'IMAGE_AMBIGUOUS',
      {
        path: context.path,
        names: images.slice(0, NAMES_MAX).map(({ name }) => cleanText(name)),
      },
      {
        where: DECODING,
        message: `Cannot choose an image in "${context.path}": it holds ${images.length}`,
      },
    );
  }
  return allowed(image, context);
}

/** A dmg is read from its end, which a packed stream does not offer. */
function allowed(entry: ZipEntry, context: DecodeContext): ZipEntry {
  if (/\.dmg$/iu.test(entry.name)) throw unsupported(context, 'dmg inside zip');
  return entry;
}

function isOrdinaryFile(name: string): boolean {
  if (name.endsWith('/')) return false;
  const parts = name.split('/');
  return !parts.includes('__MACOSX') && !(parts.at(-1) ?? '.').startsWith('.');
}

async function hasImageContent(
  source: { readonly file: ImageFile; readonly pool: BlockPool; readonly entry: ZipEntry },
  context: DecodeContext,
): Promise<boolean> {
  if (source.entry.isEncrypted || source.entry.sizeBytes < 512) return false;
  try {
    const head = await readHead(decodeZipEntry(source, context), HEAD_BYTES);
    const detected = detectLayer(head);
    if (detected.kind === 'layer') return true;
    return detected.kind === 'content' && describeContent(head).kind !== 'unknown';
  } catch (cause) {
    // A companion that cannot be unpacked does not matter; the image itself is unpacked again, checked.
    if (cause instanceof CancelledError || context.signal.aborted) throw cause;
    return false;
  }
}
