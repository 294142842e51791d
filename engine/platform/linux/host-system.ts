import { asRoot } from '../as-root.ts';
import type { HostSystem } from '../host-system.ts';
import { mayOpenFile } from '../may-open.ts';
import { linuxDriveLister } from './drives.ts';
import { ejectWithOwnRights } from './eject-with-own-rights.ts';
import { chooseLinuxElevation, linuxElevationFacts } from './elevation.ts';
import { helperForRoot } from './helper-for-root.ts';
import { canStayAwake, stayAwake } from './stay-awake.ts';

/** Linux as host and reader need it. */
export const linuxHostSystem: HostSystem = {
  driveLister: linuxDriveLister,
  chooseElevation: async (canAskOnTerminal) => chooseLinuxElevation(await linuxElevationFacts(canAskOnTerminal)),
  asAdministrator: asRoot,
  mayOpen: mayOpenFile,
  childEnvironment: () => ({ PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' }),
  helperForRoot,
  ejectWithOwnRights,
  canStayAwake,
  stayAwake,
};
