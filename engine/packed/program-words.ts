import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isPacked } from './beside-program.ts';

const LAUNCHER = process.platform === 'win32' ? 'stickwright.cmd' : 'stickwright';

/**
 * The words that start the command line of this very installation, in front of its arguments: the launcher of an installed
 * program, else Node and the script that runs now.
 */
export function programWords(): readonly [string, ...string[]] {
  const launcher = launcherPath();
  return launcher === null ? [process.execPath, process.argv[1] ?? 'stickwright'] : [launcher];
}

function launcherPath(): string | null {
  const resources = isPacked() ? dirname(dirname(process.execPath)) : electronResources();
  if (resources === null) return null;
  const path = join(resources, 'bin', LAUNCHER);
  return existsSync(path) ? path : null;
}

/** Electron's folder for what lies beside the app; null under plain Node. */
export function electronResources(): string | null {
  const path: unknown = Reflect.get(process, 'resourcesPath');
  return typeof path === 'string' ? path : null;
}
