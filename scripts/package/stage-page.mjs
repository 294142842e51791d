// Puts the page that goes into packages into out/page: what the current index.html needs, and nothing of older builds, which
// out/renderer keeps for windows that are open.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { outFolder } from '../freshness.mjs';

export const stagedPage = path.join(outFolder, 'page');

/** @param {{ from?: string, to?: string }} [folders] */
export function stagePage({ from = path.join(outFolder, 'renderer'), to = stagedPage } = {}) {
  const all = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((file) => path.extname(file) !== '');
  const needed = new Set(['index.html']);
  // a Set visits what is added while it is walked
  for (const file of needed) {
    const text = readFileSync(path.join(from, file), 'latin1');
    for (const other of all) {
      if (!other.endsWith('.map') && text.includes(path.basename(other))) needed.add(other);
    }
  }
  rmSync(to, { recursive: true, force: true });
  for (const file of needed) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    copyFileSync(path.join(from, file), path.join(to, file));
  }
}
