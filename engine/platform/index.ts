import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { RightsNeeded } from '#contract/session.ts';
import { darwinHostSystem } from './darwin/host-system.ts';
import type { DriveLister } from './drive-port.ts';
import type { CommandLine, Elevation, ElevationEnd, ElevationRefusal } from './elevation.ts';
import type { HostSystem } from './host-system.ts';
import { linuxRefusal } from './linux/elevation-refusal.ts';
import { linuxHostSystem } from './linux/host-system.ts';
import { windowsElevatedCommand, windowsRefusal } from './win32/elevation.ts';
import { windowsHostSystem } from './win32/host-system.ts';

const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, HostSystem>>> = {
  darwin: darwinHostSystem,
  win32: windowsHostSystem,
};
// other systems are like Linux in all but their drives, and say so when these are listed
const system = SYSTEMS[process.platform] ?? linuxHostSystem;

export const {
  asAdministrator,
  canStayAwake,
  chooseElevation,
  childEnvironment,
  ejectWithOwnRights,
  helperForRoot,
  mayOpen,
  stayAwake,
} = system;

/** Lists the drives of this system. */
export function driveLister(): DriveLister {
  return system.driveLister;
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
