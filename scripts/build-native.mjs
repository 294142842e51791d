// Compiles our own parts for this system (native/*), with node-gyp. An install never does: only who builds a release, or who
// runs Stickwright from a checkout on Windows or macOS.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isMain, root } from './source-files.mjs';

/**
 * Which parts each system needs: our own, and that of drivelist, which an install does not compile either.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const nativeParts = { darwin: ['descriptor'], win32: ['volumes', 'drivelist'] };

/** @param {string} part */
const folderOf = (part) => path.join(root, part === 'drivelist' ? 'node_modules' : 'native', part);

/** Where a part is after it was built. @param {string} part */
export const nativePartFile = (part) => path.join(folderOf(part), 'build', 'Release', `${part}.node`);

/** @param {string} part */
function buildPart(part) {
  const gyp = path.join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const { status, error } = spawnSync(process.execPath, [gyp, 'rebuild'], {
    cwd: folderOf(part),
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`"${part}" cannot be built: ${error?.message ?? `node-gyp ended with ${status}`}`);
}

/** Builds what this system needs; gives the names. Throws when a part cannot be built. */
export function buildNative() {
  const parts = nativeParts[process.platform] ?? [];
  for (const part of parts) buildPart(part);
  return parts;
}

if (isMain(import.meta.filename)) {
  try {
    const parts = buildNative();
    console.log(parts.length > 0 ? `built ${parts.join(', ')}` : `${process.platform} needs no native part`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
