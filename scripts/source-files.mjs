// Lists the project's own source files; every script that walks the tree uses this one.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Folders with program code, in the order of the dependency rule. */
export const codeFolders = ['contract', 'engine', 'host', 'cli', 'web', 'electron', 'renderer'];

const sourcePattern = /\.(ts|tsx|mts|mjs|js)$/;
const testPattern = /\.test\.(ts|tsx|mjs)$/;

/** @param {string} file */
export const isTestFile = (file) => testPattern.test(file);

/**
 * Source files below the given folders, relative to `base` with forward slashes, sorted.
 * Folders that do not exist yet count as empty; fixtures are data and are left out.
 *
 * @param {readonly string[]} folders
 * @param {string} [base]
 * @returns {string[]}
 */
export function listSources(folders, base = root) {
  const found = [];
  for (const folder of folders) {
    const top = path.join(base, folder);
    if (!existsSync(top)) continue;
    for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !sourcePattern.test(entry.name)) continue;
      const relative = path.relative(base, path.join(entry.parentPath, entry.name));
      const posix = relative.split(path.sep).join('/');
      if (/(^|\/)(node_modules|fixtures)\//.test(posix)) continue;
      found.push(posix);
    }
  }
  return found.sort();
}

/**
 * Whether Node was started with this very file; symbolic links on the way do not matter.
 *
 * @param {string} file
 */
export function isMain(file) {
  const started = process.argv[1];
  return started !== undefined && existsSync(started) && realpathSync(started) === file;
}
