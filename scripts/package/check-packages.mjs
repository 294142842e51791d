// Builds, in out/package/, what test/package looks at: every kind of package that can be made on this machine, with the
// shipped electron-builder.yml and a stand-in for Electron's own files. Kept while nothing they are made of changes.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outFolder, sourceFingerprint } from '../freshness.mjs';
import { isMain, root } from '../source-files.mjs';
import { electronBuilder } from './electron-builder.mjs';
import { executableName, filesBeside, makeHelper } from './make-helper.mjs';
import { stagePage } from './stage-page.mjs';
import { makeStubElectron } from './stub-electron.mjs';
import { hostTarget, parseTarget, targetName } from './targets.mjs';

export const packageFolder = path.join(outFolder, 'package');
const stampFile = path.join(packageFolder, 'stamp');

/** Files outside the code folders that decide what the packages hold. */
const alsoInputs = ['assets', 'scripts/package', 'electron-builder.yml', 'package.json', 'LICENSE'];

/** Builds the packages, or keeps them. Throws when one cannot be built. */
export async function checkPackages() {
  const helper = await makeHelper({ target: hostTarget() });
  const stamp = fingerprint();
  if (!helper.isNew && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return packageFolder;
  rmSync(packageFolder, { recursive: true, force: true });
  mkdirSync(packageFolder, { recursive: true });
  stagePage();
  const env = offlineTools();
  const linux = [`--${hostTarget().arch}`, ...settings('linux')];
  electronBuilder(['--linux', 'dir', 'deb', 'rpm', 'AppImage', 'tar.gz', ...linux], { env, isQuiet: true });
  // No wine and no Apple tools here: the program's own icon and version are left out, and nothing is signed.
  const windows = ['-c.win.signAndEditExecutable=false'];
  const mac = ['-c.mac.identity=null', '-c.mac.notarize=false'];
  withHelperFolder('win-x64', () =>
    electronBuilder(['--win', 'dir', '--x64', ...settings('win'), ...windows], { env, isQuiet: true }),
  );
  withHelperFolder('mac-arm64', () =>
    electronBuilder(['--mac', 'dir', '--arm64', ...settings('mac'), ...mac], { env, isQuiet: true }),
  );
  writeFileSync(stampFile, stamp);
  return packageFolder;
}

/** @param {'linux' | 'mac' | 'win'} system */
function settings(system) {
  const stub = path.join(packageFolder, 'electron', system);
  makeStubElectron(stub, system);
  return [`-c.electronDist=${stub}`, `-c.directories.output=${path.join(packageFolder, system)}`, '--publish', 'never'];
}

/** Tools that electron-builder would download, by Debian's packages. @returns {NodeJS.ProcessEnv} */
function offlineTools() {
  const tools = path.join(packageFolder, 'appimage-tools');
  mkdirSync(path.join(tools, 'runtimes'), { recursive: true });
  mkdirSync(path.join(tools, 'lib', hostTarget().arch), { recursive: true });
  for (const name of ['mksquashfs', 'desktop-file-validate']) symlinkSync(`/usr/bin/${name}`, path.join(tools, name));
  writeFileSync(path.join(tools, 'runtimes', `runtime-${hostTarget().arch}`), 'runtime\n');
  return {
    ...process.env,
    APPIMAGE_TOOLS_PATH: tools,
    CUSTOM_FPM_PATH: path.join(import.meta.dirname, 'fpm-stand-in.mjs'),
    ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7za',
    ELECTRON_BUILDER_OFFLINE: 'true',
    // of the archives only the layout is looked at
    ELECTRON_BUILDER_COMPRESSION_LEVEL: '1',
    CSC_IDENTITY_AUTO_DISCOVERY: 'false',
  };
}

/**
 * The files beside the executable are those that ship; the executable itself and our own native parts can only be made on
 * their own system, and here empty files have their names. A folder that is there already is put back.
 *
 * @param {string} name
 * @param {() => void} build
 */
function withHelperFolder(name, build) {
  const target = parseTarget(name);
  const folder = path.join(outFolder, 'helper', targetName(target));
  const kept = `${folder}.kept`;
  if (existsSync(folder)) renameSync(folder, kept);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, executableName(target)), '', { mode: 0o755 });
    for (const [file, source] of filesBeside(target)) {
      if (existsSync(source)) copyFileSync(source, path.join(folder, file));
      else writeFileSync(path.join(folder, file), '');
    }
    build();
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (existsSync(kept)) renameSync(kept, folder);
  }
}

function fingerprint() {
  const hash = createHash('sha256').update(sourceFingerprint());
  for (const input of alsoInputs) {
    const top = path.join(root, input);
    const isFolder = statSync(top).isDirectory();
    const files = isFolder ? readdirSync(top, { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const file of files) {
      const { size, mtimeMs, mode } = statSync(path.join(top, file));
      hash.update(`${input}/${file}\0${size}\0${mtimeMs}\0${mode}\n`);
    }
  }
  return hash.digest('hex');
}

if (isMain(import.meta.filename)) await checkPackages();
