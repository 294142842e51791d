import type { RightsNeeded } from '#contract/session.ts';
import type { ElevationEnd, ElevationRefusal } from '../elevation.ts';

/** Longest text kept of what the program said. */
const REASON_MAX = 300;
/** The dialog was dismissed. Source: pkexec(1), "RETURN VALUE". */
const PKEXEC_DISMISSED = 126;
/** Not authorised, no agent, or any error of pkexec's own: its words tell which. */
const PKEXEC_REFUSED = 127;
/** sudo's own exit code for everything that kept it from starting the program. Source: sudo(8), "EXIT VALUE". */
const SUDO_REFUSED = 1;

/** Words that mean: no password of this person would have helped. Both programs run with the C locale. */
const SUDO_CANNOT_ASK = /no new privileges|not in the sudoers|not allowed to|may not run|must be owned by|setuid root/i;

/** Why the worker was never started, from how the program that asks for rights ended. Pure. */
export function linuxRefusal(how: RightsNeeded, end: ElevationEnd): ElevationRefusal {
  const [first = ''] = end.stderr.trim().split('\n');
  const said = first
    .replace(/^Error executing command as another user: /, '')
    .replace(/\.$/, '')
    .slice(0, REASON_MAX);
  const reason = said === '' ? `${how} ended with ${end.exitCode ?? end.signal ?? 'an error'}` : said;
  return { kind: kindOf(how, end), reason };
}

function kindOf(how: RightsNeeded, { exitCode, stderr }: ElevationEnd): ElevationRefusal['kind'] {
  switch (how) {
    case 'pkexec':
      if (exitCode === PKEXEC_DISMISSED) return 'denied';
      if (exitCode === null) return 'unavailable';
      if (exitCode !== PKEXEC_REFUSED) return 'lost';
      return /Not authorized/.test(stderr) ? 'denied' : 'unavailable';
    case 'sudo':
      if (exitCode === null) return 'unavailable';
      if (exitCode !== SUDO_REFUSED) return 'lost';
      return SUDO_CANNOT_ASK.test(stderr) ? 'unavailable' : 'denied';
    case 'sudo-without-password':
      return exitCode === SUDO_REFUSED || exitCode === null ? 'unavailable' : 'lost';
    default:
      return 'lost';
  }
}
