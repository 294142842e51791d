// Makes a clone ready to run: installs the locked packages if they are missing or outdated.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isMain, root } from './source-files.mjs';

/** The Node that package-lock.json pins; on systems without a pinned one, the running Node. */
export function projectNode() {
  const pinned = path.join(root, 'node_modules', '.bin', 'node');
  return existsSync(pinned) ? pinned : process.execPath;
}

/** Runs `npm ci` when needed. Throws when it fails. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing the locked packages (npm ci) ...');
  const npm = process.env.npm_execpath;
  const asNodeScript = npm !== undefined && /\.[cm]?js$/.test(npm);
  const result = asNodeScript
    ? spawnSync(process.execPath, [npm, 'ci'], { cwd: root, stdio: 'inherit' })
    : // npm is a .cmd file on Windows, which only a shell can start
      spawnSync('npm ci', { cwd: root, stdio: 'inherit', shell: true });
  if (result.status !== 0) {
    throw new Error(`npm ci failed: ${result.error?.message ?? `exit code ${result.status}`}`);
  }
}

function isInstalled() {
  const lockFile = path.join(root, 'package-lock.json');
  const installedFile = path.join(root, 'node_modules', '.package-lock.json');
  const installedAt = statSync(installedFile, { throwIfNoEntry: false })?.mtimeMs;
  if (installedAt === undefined) return false;
  if (statSync(lockFile).mtimeMs <= installedAt) return true;
  // A newer lock file with the same content (a checkout, `npm install`) needs no new install.
  return holdsSamePackages(readPackages(lockFile), readPackages(installedFile));
}

/** @param {string} file */
function readPackages(file) {
  /** @type {Record<string, {version?: string, integrity?: string, optional?: boolean}>} */
  const packages = JSON.parse(readFileSync(file, 'utf8')).packages;
  return packages;
}

/**
 * @param {ReturnType<typeof readPackages>} wanted
 * @param {ReturnType<typeof readPackages>} installed
 */
function holdsSamePackages(wanted, installed) {
  const differs = Object.entries(installed).some(
    ([name, { version, integrity }]) => wanted[name]?.version !== version || wanted[name]?.integrity !== integrity,
  );
  const lacks = Object.entries(wanted).some(
    ([name, { optional }]) => name !== '' && !optional && installed[name] === undefined,
  );
  return !differs && !lacks;
}

/**
 * Runs a script of this folder with the project's Node and passes on its exit code.
 *
 * @param {string} script
 * @param {readonly string[]} args
 */
export function runWithProjectNode(script, args) {
  const child = spawn(projectNode(), [path.join(root, 'scripts', script), ...args], {
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child as well; it alone decides how to end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 70;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}

if (isMain(import.meta.filename)) {
  try {
    ensureInstalled();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
