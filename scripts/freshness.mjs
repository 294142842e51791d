// Tells whether out/ was built from the sources as they are now, without loading the bundler.
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeFolders, isTestFile, listSources, root } from './source-files.mjs';

export const outFolder = path.join(root, 'out');
export const stampFile = path.join(outFolder, 'sources.sha256');

const alsoInputs = ['package-lock.json', 'scripts/build.mjs', 'scripts/build-renderer.mjs', 'scripts/build-window.mjs'];

/**
 * A digest over path, size and modification time of everything the bundles are made from.
 * Not "newer than": a checkout of an older commit, or a deleted file, must count as a change too.
 */
export function sourceFingerprint() {
  const hash = createHash('sha256');
  const sources = listSources(codeFolders).filter((file) => !isTestFile(file));
  for (const file of [...sources, ...pageParts(), ...alsoInputs]) {
    const { size, mtimeMs } = statSync(path.join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** What the page is made of besides code. */
function pageParts() {
  const folder = path.join(root, 'renderer');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.(css|html|svg)$/.test(file))
    .sort()
    .map((file) => path.join('renderer', file));
}

export function isFresh() {
  try {
    return readFileSync(stampFile, 'utf8') === sourceFingerprint();
  } catch {
    return false;
  }
}

/** False in a checkout that belongs to someone else, or without the bundler: what is there must do. */
export function canBuild() {
  try {
    accessSync(existsSync(outFolder) ? outFolder : root, constants.W_OK);
    accessSync(path.join(root, 'node_modules', 'rolldown'));
    return true;
  } catch {
    return false;
  }
}
