import { execFile } from 'node:child_process';
import {
  type CommandLine,
  type Elevation,
  type ElevationEnd,
  type ElevationRefusal,
  WITHOUT_ELEVATION,
} from '../elevation.ts';
import { systemProgram } from './power-shell.ts';
import { systemRoot } from './system-root.ts';
import { UAC_CANCELLED, UAC_MARK, uacCommand } from './uac-command.ts';

const WHOAMI_LIMIT_MS = 5000;
/** Longest text kept of what PowerShell said. */
const REASON_MAX = 300;

/** How the worker gets its rights: already there, or by the dialog of User Account Control. */
export async function windowsElevation(): Promise<Elevation> {
  if (isElevated(await whoamiGroups())) return WITHOUT_ELEVATION;
  return { ...WITHOUT_ELEVATION, how: 'uac', program: uacCommand(systemRoot(), ['worker'])[0] };
}

/**
 * Whether this process has administrator rights, from `whoami /groups /fo csv /nh`: names are translated, the identifiers
 * of the integrity levels High and System are not. Pure.
 *
 * Source: Microsoft "Well-known SIDs", S-1-16-12288 and S-1-16-16384.
 */
export function isElevated(groups: string): boolean {
  return /"S-1-16-(?:12288|16384)"/.test(groups);
}

/** The command line that asks and starts the worker. Pure but for where Windows lies. */
export function windowsElevatedCommand(worker: CommandLine): CommandLine {
  return uacCommand(systemRoot(), worker);
}

/** Why the worker was never started, from how the script that asked ended. Pure. */
export function windowsRefusal({ exitCode, signal, stderr }: ElevationEnd): ElevationRefusal {
  const line = stderr.split('\n').find((text) => text.startsWith(UAC_MARK));
  const said = line?.slice(UAC_MARK.length).trim().slice(0, REASON_MAX) ?? '';
  const reason = said === '' ? `PowerShell ended with ${exitCode ?? signal ?? 'an error'}` : said;
  if (exitCode === UAC_CANCELLED) return { kind: 'denied', reason };
  const isAsking = exitCode === null || said !== '';
  return { kind: isAsking ? 'unavailable' : 'lost', reason };
}

/** Empty where it could not be run: then the dialog is asked for, which does no harm. */
async function whoamiGroups(): Promise<string> {
  const program = systemProgram(systemRoot(), 'whoami.exe');
  return await new Promise((resolve) => {
    const options = { timeout: WHOAMI_LIMIT_MS, windowsHide: true, env: { SystemRoot: systemRoot() } };
    execFile(program, ['/groups', '/fo', 'csv', '/nh'], options, (cause, stdout) =>
      resolve(cause === null ? stdout : ''),
    );
  });
}
