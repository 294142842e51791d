// Bundles what runs in Electron: the main process into out/main, the preload script into out/preload. Each stands alone, so
// that an installer needs nothing of node_modules.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { outFolder } from './freshness.mjs';
import { replaceFile } from './replace-file.mjs';
import { isMain, root } from './source-files.mjs';

/** What Electron itself brings. */
const provided = new Set(['electron', ...builtinModules]);

/** @param {string} id */
const isProvided = (id) => id.startsWith('node:') || provided.has(id);

/** @returns {Promise<string[]>} the names built */
export async function buildWindow() {
  if (!existsSync(path.join(root, 'electron', 'main.ts'))) return [];
  // a preload script in a sandbox must be one file of the older module form
  await bundle({ source: 'electron/preload.ts', to: 'preload', format: 'cjs', name: 'preload.cjs' });
  await bundle({ source: 'electron/main.ts', to: 'main', format: 'esm', name: 'main.js' });
  return ['main', 'preload'];
}

/** @param {{ source: string, to: string, format: 'cjs' | 'esm', name: string }} one */
async function bundle({ source, to, format, name }) {
  const { build } = await import('rolldown');
  const { output } = await build({
    input: path.join(root, source),
    cwd: root,
    platform: 'node',
    external: isProvided,
    transform: { target: 'node24' },
    logLevel: 'warn',
    write: false,
    output: {
      format,
      sourcemap: true,
      entryFileNames: name,
      chunkFileNames: 'chunks/[name]-[hash].js',
      ...(format === 'cjs' ? { codeSplitting: false } : {}),
    },
  });
  const folder = path.join(outFolder, to);
  // the entry last: whoever starts it finds all it needs
  const ordered = [...output.filter((file) => !isEntry(file)), ...output.filter(isEntry)];
  for (const file of ordered) {
    if (file.type === 'chunk') refuseForeign(file.imports.concat(file.dynamicImports));
    replaceFile(path.join(folder, file.fileName), file.type === 'chunk' ? file.code : file.source);
  }
  dropOthers(folder, new Set(output.map((file) => path.normalize(file.fileName))));

  /** @param {{ fileName: string }} file */
  function isEntry(file) {
    return file.fileName.startsWith(name);
  }

  /** @param {readonly string[]} imports */
  function refuseForeign(imports) {
    const foreign = imports.filter((id) => !isProvided(id) && !output.some(({ fileName }) => fileName === id));
    if (foreign.length > 0) throw new Error(`${source} would need ${foreign.join(', ')} at run time`);
  }
}

/** The installer takes the folder as it is. @param {string} folder @param {ReadonlySet<string>} current */
function dropOthers(folder, current) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !current.has(path.relative(folder, file))) rmSync(file, { force: true });
  }
}

if (isMain(import.meta.filename)) await buildWindow();
