// electron-builder calls this once the files of a package are together, before anything is signed.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stagedPage } from './stage-page.mjs';

/** @param {{ appOutDir: string, electronPlatformName: string, packager: { appInfo: { productFilename: string } } }} context */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const isMac = electronPlatformName === 'darwin';
  const contents = path.join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents');
  const resources = isMac ? path.join(contents, 'Resources') : path.join(appOutDir, 'resources');
  // The page once more, for `stickwright serve`. As extraResources it would be left out of the archive.
  cpSync(stagedPage, path.join(resources, 'renderer'), { recursive: true });
  const suffix = electronPlatformName === 'win32' ? '.exe' : '';
  // electron-builder only warns about a folder that is not there
  for (const part of [`helper/stickwright-worker${suffix}`, 'renderer/index.html', 'bin']) {
    if (!existsSync(path.join(resources, part))) {
      throw new Error(`The package lacks resources/${part}. Use "npm run package", which builds it first.`);
    }
  }
  if (!isMac) return;
  const info = path.join(contents, 'Info.plist');
  writeFileSync(info, withoutKey(readFileSync(info, 'utf8'), 'NSAppTransportSecurity'));
}

/**
 * A property list without one key and its dictionary. electron-builder allows insecure connections in this one; nothing of
 * ours makes any.
 *
 * @param {string} plist
 * @param {string} key
 */
export function withoutKey(plist, key) {
  const start = plist.search(new RegExp(`[ \\t]*<key>${key}</key>\\s*<dict>`));
  if (start === -1) return plist;
  let depth = 0;
  for (const tag of plist.slice(start).matchAll(/<(\/?)dict>\n?/g)) {
    depth += tag[1] === '/' ? -1 : 1;
    if (depth === 0) return plist.slice(0, start) + plist.slice(start + tag.index + tag[0].length);
  }
  throw new Error(`The dictionary of ${key} does not end`);
}
