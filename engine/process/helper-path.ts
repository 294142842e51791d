import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isPacked } from '../packed/beside-program.ts';
import { electronResources } from '../packed/program-words.ts';

/** Where the helper program lies, seen from the built hosts (`out/<host>/`) and from the sources. */
const SCRIPTS = ['../helper/stickwright-worker.mjs', 'helper/main.ts', '../engine/helper/main.ts'];

const SYSTEMS: Readonly<Record<string, string>> = { win32: 'win', darwin: 'mac' };
const EXECUTABLE = process.platform === 'win32' ? 'stickwright-worker.exe' : 'stickwright-worker';

/**
 * Absolute path of the helper program for a module of the engine at `moduleUrl`: the running program itself where it is the
 * packed one, the installed executable under Electron, else the script in a checkout. Throws when it is not there, which
 * means a broken installation.
 */
export function helperPath(moduleUrl: string): string {
  if (isPacked()) return process.execPath;
  const resources = electronResources();
  const installed = resources === null ? null : join(resources, 'helper', EXECUTABLE);
  if (installed !== null && existsSync(installed)) return installed;
  // Electron is no Node that could run a script: from a checkout it takes the executable that `npm run build:helper` made
  const places = process.versions['electron'] === undefined ? SCRIPTS : [`../helper/${buildFolder()}/${EXECUTABLE}`];
  for (let folder = dirname(fileURLToPath(moduleUrl)); folder !== dirname(folder); folder = dirname(folder)) {
    for (const place of places) {
      const candidate = join(folder, place);
      if (existsSync(candidate)) return candidate;
    }
  }
  throw new Error('The helper program is missing: the installation is incomplete');
}

/** The words that start the helper at this path. */
export function helperCommand(path: string): readonly [string, ...string[]] {
  return /\.(?:mjs|ts)$/u.test(path) ? [process.execPath, path] : [path];
}

/** As scripts/build-helper.mjs and electron-builder name system and processor: `linux-x64`, `mac-arm64`, `win-x64`. */
function buildFolder(): string {
  return `${SYSTEMS[process.platform] ?? process.platform}-${process.arch}`;
}
