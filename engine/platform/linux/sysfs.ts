import { readdir, readFile, readlink } from 'node:fs/promises';

/** Text of a sysfs or procfs attribute without its final line break and blanks; null where there is none. */
export async function readAttribute(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).replace(/[\s\0]+$/, '');
  } catch {
    return null; // absent, or of a device that went away: both mean "not known"
  }
}

/** A non-negative whole number from an attribute, or null. */
export async function readCount(path: string): Promise<number | null> {
  const text = await readAttribute(path);
  if (text === null || !/^\d+$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** Names in a folder; none if it is not there. */
export async function readNames(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

/** Last part of what a link points to, or null. */
export async function linkName(path: string): Promise<string | null> {
  try {
    const target = await readlink(path);
    return target.slice(target.lastIndexOf('/') + 1);
  } catch {
    return null;
  }
}

/** Sysfs writes `!` for a `/` in a device name (`cciss!c0d0`). */
export function nodePath(name: string): string {
  return `/dev/${name.replaceAll('!', '/')}`;
}
