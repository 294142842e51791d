import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { besideProgram } from '../packed/beside-program.ts';

/**
 * Loads one of our own compiled parts (`native/<name>`): from beside the packed program, or from where `npm run build:native`
 * put it in a checkout. What it gives is unchecked. Throws where it is not there, which means a broken installation.
 */
export function loadNativePart(name: 'descriptor' | 'volumes'): unknown {
  const path = besideProgram(`${name}.node`) ?? fromCheckout(name);
  return createRequire(import.meta.url)(path);
}

function fromCheckout(name: string): string {
  const place = join('native', name, 'build', 'Release', `${name}.node`);
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, place);
    if (existsSync(candidate)) return candidate;
  }
  throw new Error(`The native part "${name}" is missing: run "npm run build:native"`);
}
