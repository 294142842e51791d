import { readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { cleanText } from '../../text/clean-text.ts';
import { readAttribute, readNames } from './sysfs.ts';

/** More names than this do not help anyone to find the window to close. */
const NAMES_MAX = 8;
const LINKS = ['cwd', 'root', 'exe'] as const;

/**
 * Names of the programs that have a file or folder below a path open, as far as this process may see; at most 8, cleaned
 * for display. `path` is a mount point or the path of a node.
 */
export async function programsUsing(path: string): Promise<readonly string[]> {
  const ids = (await readNames('/proc')).filter((name) => /^\d+$/.test(name));
  const names = new Set<string>();
  for (const id of ids) {
    if (names.size >= NAMES_MAX) break;
    if (id !== String(process.pid) && (await isUsing(`/proc/${id}`, path))) {
      names.add(await programName(`/proc/${id}`));
    }
  }
  return [...names];
}

async function isUsing(folder: string, path: string): Promise<boolean> {
  for (const link of LINKS) if (isBelow(await target(`${folder}/${link}`), path)) return true;
  for (const fd of await readNames(`${folder}/fd`)) {
    if (isBelow(await target(`${folder}/fd/${fd}`), path)) return true;
  }
  const maps = await readMaps(`${folder}/maps`);
  return maps.split('\n').some((line) => isBelow(/\/.*$/.exec(line)?.[0] ?? null, path));
}

async function programName(folder: string): Promise<string> {
  const exe = await target(`${folder}/exe`);
  const name = (await readAttribute(`${folder}/comm`)) ?? (exe === null ? '' : basename(exe));
  return cleanText(name) || '?';
}

function isBelow(found: string | null, path: string): boolean {
  return found !== null && (found === path || found.startsWith(path === '/' ? '/' : `${path}/`));
}

async function target(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch {
    return null; // ended meanwhile, or not ours to see
  }
}

async function readMaps(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
