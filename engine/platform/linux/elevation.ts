import { access, constants } from 'node:fs/promises';
import type { Elevation, ElevationFacts } from '../elevation.ts';

const SUDO = '/usr/bin/sudo';
const PKEXEC = '/usr/bin/pkexec';

/** Reads what is there to ask for rights with. */
export async function linuxElevationFacts(canAskOnTerminal: boolean): Promise<ElevationFacts> {
  const [hasSudo, hasPkexec] = await Promise.all([isProgram(SUDO), isProgram(PKEXEC)]);
  const { env } = process;
  return {
    isRoot: process.geteuid?.() === 0,
    hasSudo,
    hasPkexec,
    canAskOnTerminal,
    hasDesktop: Boolean(env['WAYLAND_DISPLAY'] || env['DISPLAY']),
  };
}

/**
 * How the worker gets its rights: already root, a password on the terminal, the desktop's own dialog, or `sudo -n` for people
 * who need no password. Pure.
 */
export function chooseElevation(facts: ElevationFacts): Elevation {
  if (facts.isRoot) return { how: 'none', program: null, args: [] };
  if (facts.hasSudo && facts.canAskOnTerminal) {
    return { how: 'sudo', program: SUDO, args: ['-p', '[sudo] password for %p to write the drives: ', '--'] };
  }
  if (facts.hasPkexec && facts.hasDesktop) {
    return { how: 'pkexec', program: PKEXEC, args: ['--disable-internal-agent'] };
  }
  if (facts.hasSudo) return { how: 'sudo-without-password', program: SUDO, args: ['-n', '--'] };
  return { how: 'unavailable', program: null, args: [] };
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
