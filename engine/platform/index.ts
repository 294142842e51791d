import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { RightsNeeded } from '#contract/session.ts';
import { fail } from '../errors/app-error.ts';
import type { DriveLister } from './drive-port.ts';
import type { CommandLine, Elevation, ElevationEnd, ElevationRefusal } from './elevation.ts';
import { linuxDriveLister } from './linux/drives.ts';
import { chooseLinuxElevation, linuxElevationFacts } from './linux/elevation.ts';
import { linuxRefusal } from './linux/elevation-refusal.ts';
import { helperForRoot as linuxHelperForRoot, type RootCommand } from './linux/helper-for-root.ts';
import { windowsChildEnvironment } from './win32/child-environment.ts';
import { windowsElevatedCommand, windowsElevation, windowsRefusal } from './win32/elevation.ts';

export { ejectWithOwnRights } from './linux/eject-with-own-rights.ts';

/** Lists the drives of this system. Throws DRIVE_LIST_FAILED where drives cannot be listed on it. */
export function driveLister(): DriveLister {
  switch (process.platform) {
    case 'linux':
      return linuxDriveLister;
    default: {
      const reason = `drives cannot be listed on ${process.platform} yet`;
      throw fail(
        'DRIVE_LIST_FAILED',
        { reason },
        {
          where: { process: 'reader', operation: 'list-drives' },
          message: `Cannot list drives: ${reason}`,
        },
      );
    }
  }
}

/** How the worker gets its rights on this system, from what is there now. */
export async function chooseElevation(canAskOnTerminal: boolean): Promise<Elevation> {
  if (process.platform === 'win32') return await windowsElevation();
  return chooseLinuxElevation(await linuxElevationFacts(canAskOnTerminal));
}

/** The command line that starts the worker with its rights. Pure. */
export function elevatedCommand({ how, program, args }: Elevation, worker: CommandLine): CommandLine {
  if (program === null) return worker;
  return how === 'uac' ? windowsElevatedCommand(worker) : [program, ...args, ...worker];
}

/** Whether a worker that gets its rights this way is left without pipes to its host. */
export function needsChannel({ how }: Elevation): boolean {
  return how === 'uac';
}

/** Why the worker was never started, from how the program that asks for rights ended. Pure. */
export function elevationRefusal(how: RightsNeeded, end: ElevationEnd): ElevationRefusal {
  return how === 'uac' ? windowsRefusal(end) : linuxRefusal(how, end);
}

/** Environment of every child: nothing of the user's reaches a privileged process but what the system itself needs. */
export function childEnvironment(): Readonly<Record<string, string>> {
  switch (process.platform) {
    case 'win32':
      return windowsChildEnvironment(process.env);
    default:
      return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };
  }
}

/** The command line as root can start it. Release it when the worker has ended. */
export async function helperForRoot(command: CommandLine): Promise<RootCommand> {
  if (process.platform === 'linux') return await linuxHelperForRoot(command);
  return { command, release: async () => {} };
}

/** Whether a local socket is a file in a folder; on Windows it is a name of its own kind. */
export function socketsAreFiles(): boolean {
  return process.platform !== 'win32';
}

/**
 * Where a socket for two of our own processes is: in a folder of this user, or, on Windows, a named pipe with a name that
 * cannot be guessed.
 */
export function localSocketPath(folder: string): string {
  if (socketsAreFiles()) return join(folder, 'socket');
  return `\\\\.\\pipe\\stickwright-${randomBytes(32).toString('base64url')}`;
}
export { canStayAwake, stayAwake } from './linux/stay-awake.ts';
