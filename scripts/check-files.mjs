// Checks length and name of every source file.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codeFolders, isTestFile, listSources, root } from './source-files.mjs';

const MAX_SOURCE_LINES = 400;
const MAX_TEST_LINES = 600;

/** Names that say nothing: the file wants a name for its subject. */
const emptyNames = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'shared']);

/** Barrel files hide where a thing lives; the engine's index is its one front door. */
const allowedIndexFiles = new Set(['engine/index.ts', 'engine/platform/index.ts']);

export function checkFiles() {
  /** @type {string[]} */
  const problems = [];
  for (const file of listSources([...codeFolders, 'test', 'scripts'])) {
    const stem = path.basename(file).split('.')[0] ?? '';
    if (emptyNames.has(stem)) problems.push(`${file}: a name that says nothing about its subject`);
    if (stem === 'index' && !allowedIndexFiles.has(file)) problems.push(`${file}: a barrel file`);
    const limit = isTestFile(file) ? MAX_TEST_LINES : MAX_SOURCE_LINES;
    const lines = readFileSync(path.join(root, file), 'utf8').trimEnd().split('\n').length;
    if (lines > limit) problems.push(`${file}: ${lines} lines, the limit is ${limit}`);
  }
  return problems;
}
