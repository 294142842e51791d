#!/usr/bin/env node
// Runs the command line from the sources: rebuilds out/ if it is stale, then loads it in this process.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { canBuild, isFresh, outFolder } from './freshness.mjs';

const program = path.join(outFolder, 'cli', 'stickwright.mjs');

if (!isFresh() && canBuild()) {
  const { build } = await import('./build.mjs');
  await build();
}

// npm runs scripts in the project's folder; a path on the command line is meant from where the user stands.
if (process.env.npm_lifecycle_event === 'stickwright' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);

if (existsSync(program)) {
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(program).href);
} else {
  console.error('Stickwright is not built here. Run "npm start", or "npm ci" and then "npm run build".');
  process.exitCode = 70;
}
