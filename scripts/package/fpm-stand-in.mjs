#!/usr/bin/env node
// Stands in for fpm, which electron-builder downloads and Debian does not have: makes a deb or rpm of the same arguments
// with the system's own tools. For checks only; releases are made with fpm.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Options with a value that may come several times. */
const lists = new Set(['depends', 'deb-recommends']);
const single = new Set([
  ...['architecture', 'after-install', 'after-remove', 'description', 'version', 'package', 'name', 'maintainer'],
  ...['vendor', 'url', 'category', 'license', 'deb-priority', 'deb-compression', 'iteration', 'input', 'output'],
  ...['rpm-os', 'rpm-compression', 'rpm-summary'],
]);
const short = new Map(Object.entries({ '-s': 'input', '-t': 'output', '-d': 'depends' }));

try {
  const request = readArguments(process.argv.slice(2));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-fpm-'));
  try {
    const tree = path.join(folder, 'tree');
    for (const file of request.files) place(file, tree);
    if (request.one('output') === 'deb') makeDeb(request, tree);
    else makeRpm(request, tree, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @typedef {ReturnType<typeof readArguments>} Request */

/** @param {readonly string[]} args */
function readArguments(args) {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  const files = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--force') continue;
    if (!word.startsWith('-')) {
      files.push(word);
      continue;
    }
    const name = short.get(word) ?? word.slice(2);
    if (!single.has(name) && !lists.has(name)) throw new Error(`fpm stand-in: unknown option ${word}`);
    at += 1;
    values.set(name, [...(values.get(name) ?? []), args[at] ?? '']);
  }
  return {
    files,
    list: (/** @type {string} */ name) => values.get(name) ?? [],
    one: (/** @type {string} */ name) => values.get(name)?.at(-1) ?? '',
  };
}

/** `from=to`; a folder with a slash at its end stands for what is in it. @param {string} mapping @param {string} tree */
function place(mapping, tree) {
  const [from = '', to = ''] = mapping.split('=');
  const target = path.join(tree, to);
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(from, target, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}

/** @param {Request} request @param {string} tree */
function makeDeb(request, tree) {
  const control = path.join(tree, 'DEBIAN');
  mkdirSync(control, { mode: 0o755 });
  const [synopsis, ...more] = request.one('description').split('\n');
  const fields = {
    Package: request.one('name'),
    Version: request.one('version'),
    Section: request.one('category') || 'default',
    Priority: request.one('deb-priority'),
    Architecture: request.one('architecture'),
    Maintainer: request.one('maintainer'),
    'Installed-Size': String(Math.ceil(sizeOf(tree) / 1024)),
    Depends: request.list('depends').join(', '),
    Recommends: request.list('deb-recommends').join(', '),
    Homepage: request.one('url'),
    Description: [synopsis, ...more.map((line) => ` ${line.trim() || '.'}`)].join('\n'),
  };
  const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(path.join(control, 'control'), text.join(''));
  for (const [option, name] of [
    ['after-install', 'postinst'],
    ['after-remove', 'postrm'],
  ]) {
    const script = path.join(control, name ?? '');
    writeFileSync(script, readFileSync(request.one(option ?? '')));
    chmodSync(script, 0o755);
  }
  const compression = `-Z${request.one('deb-compression').replace('gz', 'gzip')}`;
  // the quickest level: a package of the real tool is smaller
  run('dpkg-deb', ['--root-owner-group', compression, '-z1', '--build', tree, request.one('package')]);
}

/** @param {Request} request @param {string} tree @param {string} folder */
function makeRpm(request, tree, folder) {
  const quote = (/** @type {string} */ file) => `"${file.replace(/[%"]/g, (sign) => (sign === '%' ? '%%' : '\\"'))}"`;
  const files = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => quote(path.join('/', path.relative(tree, path.join(entry.parentPath, entry.name)))));
  const spec = `
Name: ${request.one('name')}
Version: ${request.one('version')}
Release: 1
Summary: ${request.one('rpm-summary')}
License: ${request.one('license')}
Vendor: ${request.one('vendor')}
URL: ${request.one('url')}
Group: ${request.one('category')}
AutoReqProv: no
${request
  .list('depends')
  .map((name) => `Requires: ${name}`)
  .join('\n')}
%description
${request.one('description')}
%post
${readFileSync(request.one('after-install'), 'utf8').replaceAll('%', '%%')}
%postun
${readFileSync(request.one('after-remove'), 'utf8').replaceAll('%', '%%')}
%files
%defattr(-,root,root,-)
${files.join('\n')}
`;
  const specFile = path.join(folder, 'package.spec');
  writeFileSync(specFile, spec);
  const defines = {
    _topdir: path.join(folder, 'rpm'),
    _binary_payload: 'w1.xzdio', // the quickest of xz, as for the deb: what fpm itself makes is smaller still
    __os_install_post: '%{nil}',
    _build_id_links: 'none',
    _rpmfilename: 'package.rpm',
  };
  const args = Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  run('rpmbuild', ['-bb', '--quiet', '--target', request.one('architecture'), '--buildroot', tree, ...args, specFile]);
  cpSync(path.join(folder, 'rpm', 'RPMS', 'package.rpm'), `${request.one('package')}.part`);
  renameSync(`${request.one('package')}.part`, request.one('package'));
}

/** @param {string} tree */
function sizeOf(tree) {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + lstatSync(path.join(entry.parentPath, entry.name)).size, 0);
}

/** @param {string} command @param {readonly string[]} args */
function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? `${stdout}${stderr}`}`);
}
