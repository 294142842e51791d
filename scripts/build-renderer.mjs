// Bundles the page into out/renderer: plain files for a strict content policy, no inline script or style.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { outFolder } from './freshness.mjs';
import { replaceFile } from './replace-file.mjs';
import { isMain, root } from './source-files.mjs';

/** A window that was opened from an older build may still load its files; after a day they are gone. */
const KEEP_OLD_FILES_MS = 24 * 60 * 60 * 1000;

/**
 * Builds the page, or another page of the same folder (the gallery of all screens), if its source is there.
 *
 * @param {{ html?: string, to?: string }} [page]
 * @returns {Promise<string[]>} the names built
 */
export async function buildRenderer({ html = 'index.html', to = 'renderer' } = {}) {
  const folder = path.join(root, 'renderer');
  if (!existsSync(path.join(folder, html))) return [];
  const { build } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  const result = await build({
    root: folder,
    base: './',
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      write: false,
      target: ['chrome125', 'firefox128', 'safari18'],
      modulePreload: false,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      sourcemap: true,
      rolldownOptions: { input: path.join(folder, html) },
    },
  });
  if (Array.isArray(result) || !('output' in result)) throw new Error('vite answered in an unexpected form');
  const target = path.join(outFolder, to);
  // the page itself last: whoever opens it finds all it needs
  /** @param {{ fileName: string }} file */
  const isPage = ({ fileName }) => fileName.endsWith('.html');
  for (const file of [...result.output.filter((one) => !isPage(one)), ...result.output.filter(isPage)]) {
    replaceFile(path.join(target, file.fileName), file.type === 'chunk' ? file.code : file.source);
  }
  dropOldFiles(path.join(target, 'assets'), new Set(result.output.map((file) => path.basename(file.fileName))));
  return [to];
}

/**
 * @param {string} folder
 * @param {ReadonlySet<string>} current
 */
function dropOldFiles(folder, current) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (!current.has(name) && age > KEEP_OLD_FILES_MS) rmSync(file, { force: true });
  }
}

if (isMain(import.meta.filename)) await buildRenderer();
