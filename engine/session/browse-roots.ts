import { readdir, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { BrowseRoot } from '#contract/methods.ts';
import { downloadsFolder } from '../source/downloads-folder.ts';
import { folderOf } from './browse-folder.ts';

/** Folders whose own folders are mounted volumes, where Linux desktops and people put them. */
const volumeFolders = (user: string) => [`/media/${user}`, `/run/media/${user}`, '/mnt', '/Volumes'];

/** Places worth offering first: home, downloads, mounted volumes, the whole computer. Only what exists. */
export async function browseRoots(): Promise<readonly BrowseRoot[]> {
  const home = homedir();
  const volumes = (await Promise.all(volumeFolders(userInfo().username).map(foldersIn))).flat();
  const candidates: readonly (readonly [BrowseRoot['kind'], string])[] = [
    ['home', home],
    ['downloads', await downloadsFolder(home)],
    ...volumes.map((path) => ['volume', path] as const),
    ['computer', '/'],
  ];
  const seen = new Set<string>();
  const roots: BrowseRoot[] = [];
  for (const [kind, path] of candidates) {
    if (seen.has(path) || !(await isFolder(path))) continue;
    seen.add(path);
    roots.push({ kind, ...folderOf(path) });
  }
  return roots;
}

async function foldersIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []); // no such folder here
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
