import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the helper program lies, seen from the built hosts (`out/<host>/`) and from the sources. */
const PLACES = ['../helper/stickwright-worker.mjs', 'helper/main.ts', '../engine/helper/main.ts'];

/**
 * Absolute path of the helper program for a module of the engine at `moduleUrl`; throws when it is not there, which means
 * a broken installation.
 */
export function helperPath(moduleUrl: string): string {
  for (let folder = dirname(fileURLToPath(moduleUrl)); folder !== dirname(folder); folder = dirname(folder)) {
    for (const place of PLACES) {
      const candidate = join(folder, place);
      if (existsSync(candidate)) return candidate;
    }
  }
  throw new Error('The helper program is missing: the installation is incomplete');
}
