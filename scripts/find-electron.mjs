// Tells whether a window can be opened here, without ever downloading anything.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './source-files.mjs';

/**
 * The path of Electron's program, or null where it was not downloaded. Its own package would download it when asked.
 *
 * @param {NodeJS.ProcessEnv} [env]
 */
export function electronProgram(env = process.env) {
  const folder = path.join(root, 'node_modules', 'electron');
  const pathFile = path.join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const program = path.join(env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(folder, 'dist'), name);
  return existsSync(program) ? program : null;
}

/**
 * Why no window can be opened here, as half a sentence; null where one can.
 *
 * @param {{ program: string | null, platform: NodeJS.Platform, env: NodeJS.ProcessEnv, isRoot: boolean }} here
 */
export function whyNoWindow({ program, platform, env, isRoot }) {
  if (program === null) return 'Electron is not installed here (npx install-electron --no)';
  if (platform !== 'linux') return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display here';
  return isRoot ? 'windows are not opened as root' : null;
}
