import { fail } from '../errors/app-error.ts';
import type { DriveLister } from './drive-port.ts';
import type { RightsNeeded } from '#contract/session.ts';
import type { CommandLine, Elevation, ElevationEnd, ElevationRefusal } from './elevation.ts';
import { linuxDriveLister } from './linux/drives.ts';
import { chooseLinuxElevation, linuxElevationFacts } from './linux/elevation.ts';
import { linuxRefusal } from './linux/elevation-refusal.ts';
import { type GivingWay, giveWay as linuxGiveWay } from './linux/give-way.ts';

export { ejectWithOwnRights } from './linux/eject-with-own-rights.ts';
export { helperForRoot, type RootCommand } from './linux/helper-for-root.ts';

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

/** Lets what this process computes give way to others, as far as the system can. See `GivingWay`. */
export async function giveWay(): Promise<GivingWay> {
  if (process.platform === 'linux') return await linuxGiveWay();
  return { threadNiceness: null, end: () => {} }; // elsewhere a priority is the whole process's
}

/** How the worker gets its rights on this system, from what is there now. */
export async function chooseElevation(canAskOnTerminal: boolean): Promise<Elevation> {
  return chooseLinuxElevation(await linuxElevationFacts(canAskOnTerminal));
}

/** The command line that starts the worker with its rights. Pure. */
export function elevatedCommand({ program, args }: Elevation, worker: CommandLine): CommandLine {
  return program === null ? worker : [program, ...args, ...worker];
}

/** Why the worker was never started, from how the program that asks for rights ended. Pure. */
export function elevationRefusal(how: RightsNeeded, end: ElevationEnd): ElevationRefusal {
  return linuxRefusal(how, end);
}
export { canStayAwake, stayAwake } from './linux/stay-awake.ts';
