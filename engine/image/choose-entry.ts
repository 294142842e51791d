import path from 'node:path';
import { fail } from '../errors/app-error.ts';
import { cleanText } from '../text/clean-text.ts';
import { DECODING, type DecodeContext, unsupported } from './decode-context.ts';

/** Names told for an archive with several images. */
const NAMES_MAX = 20;

const COMPANION =
  /\.(?:txt|md|nfo|json|xml|ya?ml|log|html?|url|pdf|rtf|docx?|png|jpe?g|md5(?:sums?)?|sha\d{1,3}(?:sums?)?|sums?|asc|sig|sign|gpg|minisig|bmap|zsync|torrent)$|^(?:readme|license|changelog|md5sums?|sha\d{1,3}sums?)$/iu;
const IMAGE_NAME = /\.(?:iso|img|image|raw|dd|bin|wic|usb|hddimg|sdcard|dmg)(?:\.(?:gz|bz2|xz|zst|lz4))?$/iu;

export interface ArchiveChoice<Entry> {
  /** Files only. */
  readonly entries: readonly Entry[];
  /** `zip` or `7z`, for messages. */
  readonly format: string;
  /** True where its first bytes are those of an image or of something packed. */
  hasImageContent(entry: Entry): Promise<boolean>;
  /** So many files are looked into, at most; where there are more, names alone decide. */
  readonly lookedIntoMax: number;
}

/**
 * The one image inside an archive: a file that is alone, or the only one that is an image by its name or its content.
 * `__MACOSX`, names with a leading dot, checksums and texts do not count. IMAGE_AMBIGUOUS with the names where there are
 * several, IMAGE_UNKNOWN where there is none.
 */
export async function chooseEntry<Entry extends { readonly name: string }>(
  choice: ArchiveChoice<Entry>,
  context: DecodeContext,
): Promise<Entry> {
  const files = choice.entries.filter((entry) => isOrdinaryFile(entry.name));
  const [first] = files;
  if (first !== undefined && files.length === 1) return allowed(first, choice.format, context);
  const images: Entry[] = [];
  for (const entry of files.filter(({ name }) => !COMPANION.test(path.posix.basename(name)))) {
    const isImage =
      IMAGE_NAME.test(entry.name) || (files.length <= choice.lookedIntoMax && (await choice.hasImageContent(entry)));
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
  return allowed(image, choice.format, context);
}

/** A dmg is read from its end, which a packed stream does not offer. */
function allowed<Entry extends { readonly name: string }>(entry: Entry, format: string, context: DecodeContext): Entry {
  if (/\.dmg$/iu.test(entry.name)) throw unsupported(context, `dmg inside ${format}`);
  return entry;
}

function isOrdinaryFile(name: string): boolean {
  if (name.endsWith('/')) return false;
  const parts = name.split('/');
  return !parts.includes('__MACOSX') && !(parts.at(-1) ?? '.').startsWith('.');
}
