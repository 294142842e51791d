// npm run fuzz -- [--minutes 10] [--seed N] [--case N] [PARSER ...]: fires damaged input at the parsers.
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled, projectNode } from './setup.mjs';
import { root } from './source-files.mjs';

ensureInstalled();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, case: { type: 'string' } },
});
const program = path.join(root, 'test', 'fuzz', 'fuzz-main.ts');
const args = JSON.stringify({ ...values, parsers: positionals });
process.exitCode = spawnSync(projectNode(), [program, args], { stdio: 'inherit', cwd: root }).status ?? 1;
