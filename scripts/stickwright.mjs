#!/usr/bin/env node
// Runs the command line from the sources: rebuilds out/ if it is stale, then loads it in this process.
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFresh, outFolder } from './freshness.mjs';
import { root } from './source-files.mjs';

const program = path.join(outFolder, 'cli', 'stickwright.mjs');

if (!isFresh() && canBuild()) {
  const { build } = await import('./build.mjs');
  await build();
}

if (existsSync(program)) {
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(program).href);
} else {
  console.error('Stickwright is not built here. Run "npm start", or "npm ci" and then "npm run build".');
  process.exitCode = 70;
}

/** A checkout that belongs to someone else, or one without the bundler, runs what is there. */
function canBuild() {
  try {
    accessSync(existsSync(outFolder) ? outFolder : root, constants.W_OK);
    accessSync(path.join(root, 'node_modules', 'rolldown'));
    return true;
  } catch {
    return false;
  }
}
