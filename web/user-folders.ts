import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SessionPorts } from '#engine/index.ts';

/** Where this user's settings, records and temporary copies are kept (XDG Base Directory Specification 0.8). */
export function userFolders(env: NodeJS.ProcessEnv): SessionPorts['folders'] {
  const home = homedir();
  const folder = (name: string, fallback: string) => {
    const given = env[name];
    // relative ones are to be ignored, says the specification
    return join(given?.startsWith('/') === true ? given : join(home, fallback), 'stickwright');
  };
  return {
    config: folder('XDG_CONFIG_HOME', '.config'),
    state: folder('XDG_STATE_HOME', '.local/state'),
    cache: folder('XDG_CACHE_HOME', '.cache'),
  };
}
