import { fail } from '../errors/app-error.ts';
import type { DriveLister } from './drive-port.ts';
import type { ElevationFacts } from './elevation.ts';
import { linuxDriveLister } from './linux/drives.ts';
import { linuxElevationFacts } from './linux/elevation.ts';
import { type GivingWay, giveWay as linuxGiveWay } from './linux/give-way.ts';

export { ejectWithOwnRights } from './linux/eject-with-own-rights.ts';
export { chooseElevation } from './linux/elevation.ts';

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

/** What this system offers to ask a person for administrator rights. */
export function elevationFacts(canAskOnTerminal: boolean): Promise<ElevationFacts> {
  return linuxElevationFacts(canAskOnTerminal);
}
export { canStayAwake, stayAwake } from './linux/stay-awake.ts';
