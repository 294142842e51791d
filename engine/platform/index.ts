import { fail } from '../errors/app-error.ts';
import type { DriveLister } from './drive-port.ts';
import type { ElevationFacts } from './elevation.ts';
import { linuxDriveLister } from './linux/drives.ts';
import { linuxElevationFacts } from './linux/elevation.ts';

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

/** What this system offers to ask a person for administrator rights. */
export function elevationFacts(canAskOnTerminal: boolean): Promise<ElevationFacts> {
  return linuxElevationFacts(canAskOnTerminal);
}
export { stepBack } from './linux/step-back.ts';
export { canStayAwake, stayAwake } from './linux/stay-awake.ts';
