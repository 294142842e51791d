import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user's downloads go: as the desktop says it (xdg-user-dirs), else `Downloads` at home. May not exist. */
export async function downloadsFolder(home: string = homedir()): Promise<string> {
  const config = process.env['XDG_CONFIG_HOME'] || join(home, '.config');
  const text = await readFile(join(config, 'user-dirs.dirs'), 'utf8').catch(() => ''); // not every desktop has it
  const named = /^XDG_DOWNLOAD_DIR="(?:\$HOME\/)?(.+)"$/m.exec(text)?.[1];
  if (named === undefined) return join(home, 'Downloads');
  return named.startsWith('/') ? named : join(home, named);
}
