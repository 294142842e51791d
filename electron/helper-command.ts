import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface AppPlace {
  readonly isPackaged: boolean;
  /** Of the sources, where it is not packaged. */
  readonly appFolder: string;
  /** Electron's folder for what lies beside the app. */
  readonly resourcesFolder: string;
  readonly platform: NodeJS.Platform;
  /** Folders where programs are looked for, as the system writes them in PATH. */
  readonly searchPath: string;
}

/**
 * How the helper program is started: the executable that comes with an installed app; in a checkout the built script by
 * Node, never by Electron, whose own program runs no scripts. Null: nothing is to be said, the engine finds it beside itself.
 */
export function helperCommand(
  place: AppPlace,
  isProgram: (path: string) => boolean = isExecutable,
): readonly [string, ...string[]] | null {
  const exe = place.platform === 'win32' ? '.exe' : '';
  if (place.isPackaged) return [join(place.resourcesFolder, 'helper', `stickwright-worker${exe}`)];
  const folders = [join(place.appFolder, 'node_modules', '.bin'), ...place.searchPath.split(delimiter)];
  const node = folders.map((folder) => join(folder, `node${exe}`)).find((path) => isProgram(path));
  return node === undefined ? null : [node, join(place.appFolder, 'out', 'helper', 'stickwright-worker.mjs')];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
