// Runs electron-builder with our electron-builder.yml.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectNode } from '../setup.mjs';
import { root } from '../source-files.mjs';

/**
 * Throws with its output when it fails.
 *
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, isQuiet?: boolean }} [options]
 */
export function electronBuilder(args, { env = process.env, isQuiet = false } = {}) {
  const program = path.join(root, 'node_modules', 'electron-builder', 'cli.js');
  const { status, error, stdout, stderr } = spawnSync(projectNode(), [program, ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: isQuiet ? 'pipe' : 'inherit',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  const said = isQuiet ? `${stdout}${stderr}`.trim().split('\n').slice(-20).join('\n') : '';
  throw new Error(`electron-builder ${args.join(' ')} failed: ${error?.message ?? said}`);
}
