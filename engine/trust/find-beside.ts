import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseChecksums } from './parse-checksums.ts';
import { readTrustFile } from './read-trust-file.ts';
import { kindOfTrustFile, type TrustFile } from './trust-file.ts';

/** Names publishers give to the checksums of a whole folder, lower-case. */
const LISTS = new Set([
  'sha256sums',
  'sha512sums',
  'sha256sums.txt',
  'sha512sums.txt',
  'sha256sum.txt',
  'sha512sum.txt',
  'checksum',
  'checksums',
  'checksum.sha256',
  'checksum.sha512',
  'checksums.txt',
]);
/** What is added to an image's own name. */
const OWN_LISTS = ['.sha256', '.sha512', '.sha256sum', '.sha512sum', '.sha256.txt', '.sha512.txt', '.checksum'];
const SIGNATURES = ['.sign', '.gpg', '.asc', '.sig'];
/** Fedora: `Fedora-Server-43-1.6-x86_64-CHECKSUM`. */
const NAMED_LIST = /-checksum$/u;
const LISTS_MAX = 4;

/**
 * Checksum files in the image's folder that have a line for it, with their signatures, and a signature of the image itself;
 * none where the folder cannot be read. Files that say nothing of the image are left out: they lie there for others.
 */
export async function findBeside(imagePath: string, imageNames: readonly string[]): Promise<readonly TrustFile[]> {
  const folder = path.dirname(imagePath);
  const names = await readdir(folder).catch(() => []);
  const imageName = path.basename(imagePath);
  const own = new Set(OWN_LISTS.map((ending) => `${imageName}${ending}`.toLowerCase()));
  const isList = (name: string) => {
    const lower = name.toLowerCase();
    return LISTS.has(lower) || own.has(lower) || NAMED_LIST.test(lower);
  };
  const found: TrustFile[] = [];
  for (const name of names.filter(isList).sort()) {
    const file = await readQuietly(path.join(folder, name));
    if (file === null || found.length >= LISTS_MAX) continue;
    const kind = kindOfTrustFile(file);
    if (kind !== 'list' && kind !== 'signed-list') continue;
    if (parseChecksums(file.bytes.toString('utf8'), imageNames).kind === 'found') found.push(file);
  }
  const signed = [...found.map(({ name }) => name), imageName];
  const wanted = new Set(signed.flatMap((name) => SIGNATURES.map((ending) => `${name}${ending}`)));
  for (const name of names.filter((one) => wanted.has(one))) {
    const file = await readQuietly(path.join(folder, name));
    if (file !== null && kindOfTrustFile(file) === 'signature') found.push(file);
  }
  return found;
}

function readQuietly(filePath: string): Promise<TrustFile | null> {
  return readTrustFile(filePath).catch(() => null);
}
