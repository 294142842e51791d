import { readdir, realpath, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface NearbyImage {
  readonly path: string;
  readonly sizeBytes: number;
  readonly folderName: string;
}

const IMAGE_PATTERN = /\.(iso|img|raw|dmg|qcow2|vhdx?|vmdk)(\.(gz|xz|zst|bz2|lz4|zip|7z))?$/i;
const MOST_SHOWN = 9;

/** Files that look like images by name, in this folder and in Downloads, newest first; at most nine. Never opens them. */
export async function nearbyImages(
  hereFolder = process.cwd(),
  homeFolder = os.homedir(),
): Promise<readonly NearbyImage[]> {
  const downloads = path.join(homeFolder, 'Downloads');
  const found: (NearbyImage & { modifiedMs: number })[] = [];
  const seen = new Set<string>();
  for (const [folder, folderName] of [
    [hereFolder, 'this folder'],
    [downloads, '~/Downloads'],
  ] as const) {
    const real = await realpath(folder).catch(() => null);
    if (real === null || seen.has(real)) continue;
    seen.add(real);
    const names = await readdir(real).catch(() => []);
    for (const name of names.filter((one) => IMAGE_PATTERN.test(one) && !one.startsWith('.'))) {
      const facts = await stat(path.join(real, name)).catch(() => null);
      if (facts === null || !facts.isFile() || facts.size === 0) continue;
      found.push({ path: path.join(real, name), sizeBytes: facts.size, folderName, modifiedMs: facts.mtimeMs });
    }
  }
  return found
    .sort((a, b) => b.modifiedMs - a.modifiedMs)
    .slice(0, MOST_SHOWN)
    .map(({ path: file, sizeBytes, folderName }) => ({ path: file, sizeBytes, folderName }));
}
