import { opendir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { AppError } from '../errors/app-error.ts';
import type { BrowsedFile, Folder, FolderListing } from '#contract/methods.ts';
import { fail, osCodeOf } from '../errors/app-error.ts';
import { cleanText } from '../text/clean-text.ts';

/** More than this no one reads; the answer stays under 2 MB. */
const ENTRIES_MAX = 5000;
/** Files looked at at the same time. */
const AT_ONCE = 64;
const IMAGE_NAME =
  /\.(iso|img|raw|bin|dd|dmg|wic|sdcard|usb|qcow2|vhdx?|vmdk)(\.(gz|bz2|xz|zst|lz4|zip|7z))?$|\.(gz|bz2|xz|zst|lz4|zip|7z)$/i;
const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * What is in a folder of this computer: folders first, files with their sizes, names in natural order. Names that begin
 * with a dot, links that lead nowhere and whatever is neither file nor folder are left out. At most 5000 entries.
 * IMAGE_NOT_FOUND, IMAGE_UNREADABLE with the folder's path.
 */
export async function browseFolder(path: string): Promise<FolderListing> {
  const real = await resolved(path);
  const found: string[] = [];
  let isCut = false;
  try {
    for await (const { name } of await opendir(real)) {
      if (name.startsWith('.')) continue;
      if (found.length >= ENTRIES_MAX) {
        isCut = true;
        break;
      }
      found.push(name);
    }
  } catch (cause) {
    throw folderFailure(path, cause);
  }
  const folders: Folder[] = [];
  const files: BrowsedFile[] = [];
  for (let start = 0; start < found.length; start += AT_ONCE) {
    const some = found.slice(start, start + AT_ONCE);
    for (const entry of await Promise.all(some.map((name) => look(join(real, name), name)))) {
      if (entry === null) continue;
      if ('sizeBytes' in entry) files.push(entry);
      else folders.push(entry);
    }
  }
  const byName = (a: Folder, b: Folder) => names.compare(a.name, b.name);
  return {
    folder: folderOf(real),
    parent: dirname(real) === real ? null : dirname(real),
    folders: folders.sort(byName),
    files: files.sort(byName),
    isCut,
  };
}

/** A folder with its name for display. */
export function folderOf(path: string): Folder {
  return { path, name: cleanText(basename(path)) || path };
}

export function isLikelyImage(name: string): boolean {
  return IMAGE_NAME.test(name);
}

async function look(path: string, name: string): Promise<Folder | BrowsedFile | null> {
  const facts = await stat(path).catch(() => null); // gone meanwhile, or a link that leads nowhere
  if (facts?.isDirectory() === true) return { path, name: cleanText(name) };
  if (facts?.isFile() !== true) return null;
  return {
    path,
    name: cleanText(name),
    sizeBytes: facts.size,
    modifiedAtMs: Math.round(facts.mtimeMs),
    isLikelyImage: isLikelyImage(name),
  };
}

async function resolved(path: string): Promise<string> {
  try {
    if (!isAbsolute(path)) throw new Error('A folder is named by its whole path');
    return await realpath(path);
  } catch (cause) {
    throw folderFailure(path, cause);
  }
}

function folderFailure(path: string, cause: unknown): AppError {
  const options = {
    where: { process: 'host', operation: 'browse' },
    message: `Cannot list the folder "${path}"`,
    cause,
  } as const;
  const code = osCodeOf(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') return fail('IMAGE_NOT_FOUND', { path }, options);
  return fail('IMAGE_UNREADABLE', { path, offsetBytes: null }, options);
}
