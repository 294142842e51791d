import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { SessionPorts } from '#engine/index.ts';

type Folders = SessionPorts['folders'];
type Env = Readonly<Record<string, string | undefined>>;

/** Where this user's settings, records and temporary copies are kept, on any system. */
export function userFolders(env: Env, platform: NodeJS.Platform = process.platform, home = homedir()): Folders {
  switch (platform) {
    case 'darwin':
      return macFolders(home);
    case 'win32':
      return windowsFolders(env, home);
    default:
      return xdgFolders(env, home);
  }
}

/** XDG Base Directory Specification 0.8. */
function xdgFolders(env: Env, home: string): Folders {
  const folder = (name: string, fallback: string) => {
    const given = env[name];
    // relative ones are to be ignored, says the specification
    return posix.join(given?.startsWith('/') === true ? given : posix.join(home, fallback), 'stickwright');
  };
  const state = folder('XDG_STATE_HOME', '.local/state');
  return {
    config: folder('XDG_CONFIG_HOME', '.config'),
    state,
    cache: folder('XDG_CACHE_HOME', '.cache'),
    log: posix.join(state, 'log'),
  };
}

/** Apple, File System Programming Guide: the Library folder. */
function macFolders(home: string): Folders {
  const own = posix.join(home, 'Library/Application Support/Stickwright');
  const library = (name: string) => posix.join(home, 'Library', name, 'Stickwright');
  return { config: own, state: posix.join(own, 'State'), cache: library('Caches'), log: library('Logs') };
}

/** Settings go along with a roaming profile; records and copies stay on this computer. */
function windowsFolders(env: Env, home: string): Folders {
  const folder = (name: string, fallback: string) => {
    const given = env[name];
    const isUsable = given !== undefined && win32.isAbsolute(given);
    return win32.join(isUsable ? given : win32.join(home, 'AppData', fallback), 'Stickwright');
  };
  const local = folder('LOCALAPPDATA', 'Local');
  return {
    config: folder('APPDATA', 'Roaming'),
    state: win32.join(local, 'State'),
    cache: win32.join(local, 'Cache'),
    log: win32.join(local, 'Log'),
  };
}
