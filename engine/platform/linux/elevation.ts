import { access, constants } from 'node:fs/promises';
import { type Elevation, type ElevationFacts, type SessionManager, WITHOUT_ELEVATION } from '../elevation.ts';
import { readAttribute } from './sysfs.ts';

const SUDO = '/usr/bin/sudo';
const PKEXEC = '/usr/bin/pkexec';
const SYSTEMD_RUN = '/usr/bin/systemd-run';
/** By these the user's service manager is found. */
const SESSION_VARIABLES = ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'] as const;

/** Reads what is there to ask for rights with. */
export async function linuxElevationFacts(canAskOnTerminal: boolean): Promise<ElevationFacts> {
  const { env } = process;
  const [hasSudo, hasPkexec, status, sessionManager] = await Promise.all([
    isProgram(SUDO),
    isProgram(PKEXEC),
    readAttribute('/proc/self/status'),
    findSessionManager(env),
  ]);
  return {
    isRoot: process.geteuid?.() === 0,
    hasSudo,
    hasPkexec,
    canAskOnTerminal,
    hasDesktop: Boolean(env['WAYLAND_DISPLAY'] || env['DISPLAY']),
    hasNoNewPrivs: hasNoNewPrivs(status ?? ''),
    sessionManager,
  };
}

/**
 * Whether the kernel refuses this process and its children any new rights, from the text of `/proc/self/status`. Some
 * sandboxes (snap, flatpak, some ways to start Electron) hand that on to everything below them. Pure.
 *
 * Source: proc_pid_status(5) `NoNewPrivs`, PR_SET_NO_NEW_PRIVS(2const).
 */
export function hasNoNewPrivs(status: string): boolean {
  return /^NoNewPrivs:\s*1$/m.test(status);
}

/**
 * How the worker gets its rights: already root, a password on the terminal, the desktop's own dialog, or `sudo -n` for people
 * who need no password. Where this process may not gain rights, the user's service manager starts pkexec in its place. Pure.
 */
export function chooseLinuxElevation(facts: ElevationFacts): Elevation {
  if (facts.isRoot) return WITHOUT_ELEVATION;
  if (facts.hasNoNewPrivs) return outsideTheSandbox(facts);
  if (facts.hasSudo && facts.canAskOnTerminal) {
    const args = ['-p', '[sudo] password for %p to open the drives: ', '--'];
    return { how: 'sudo', program: SUDO, args, env: {}, reason: '' };
  }
  if (facts.hasPkexec && facts.hasDesktop) {
    return { how: 'pkexec', program: PKEXEC, args: ['--disable-internal-agent'], env: {}, reason: '' };
  }
  if (facts.hasSudo) return { how: 'sudo-without-password', program: SUDO, args: ['-n', '--'], env: {}, reason: '' };
  return unavailable('neither sudo nor pkexec can ask for a password here');
}

/** Source: systemd-run(1), `--pipe` and `--wait`: streams and exit code are those of the started program. */
function outsideTheSandbox({ hasPkexec, hasDesktop, sessionManager }: ElevationFacts): Elevation {
  if (!hasPkexec || !hasDesktop || sessionManager === null) {
    return unavailable('this program runs in a sandbox that lets no program gain rights (NoNewPrivs)');
  }
  const { program, env } = sessionManager;
  const own = ['--user', '--pipe', '--wait', '--quiet', '--collect', '--', PKEXEC, '--disable-internal-agent'];
  return { how: 'pkexec', program, args: own, env, reason: '' };
}

function unavailable(reason: string): Elevation {
  return { how: 'unavailable', program: null, args: [], env: {}, reason };
}

async function findSessionManager(env: NodeJS.ProcessEnv): Promise<SessionManager | null> {
  const runtimeFolder = env['XDG_RUNTIME_DIR'];
  if (runtimeFolder === undefined || !(await isProgram(SYSTEMD_RUN))) return null;
  const runs = await access(`${runtimeFolder}/systemd/private`).then(
    () => true,
    () => false,
  );
  if (!runs) return null;
  const known = SESSION_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { program: SYSTEMD_RUN, env: Object.fromEntries(known) };
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
