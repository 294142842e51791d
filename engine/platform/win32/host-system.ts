import type { HostSystem } from '../host-system.ts';
import { mayOpenFile } from '../may-open.ts';
import { windowsChildEnvironment } from './child-environment.ts';
import { windowsDriveLister } from './drives.ts';
import { ejectWithOwnRights } from './eject-with-own-rights.ts';
import { windowsElevation } from './elevation.ts';
import { asWindowsAdministrator } from './uac-command.ts';

/** Windows as host and reader need it. */
export const windowsHostSystem: HostSystem = {
  driveLister: windowsDriveLister,
  chooseElevation: windowsElevation,
  asAdministrator: asWindowsAdministrator,
  // a drive shows no rights to ask for: only an administrator may open it, and he is recognised by `windowsElevation`
  mayOpen: async (devicePath, access) => !devicePath.startsWith('\\\\.\\') && (await mayOpenFile(devicePath, access)),
  childEnvironment: () => windowsChildEnvironment(process.env),
  helperForRoot: async (command) => ({ command, release: async () => {} }),
  ejectWithOwnRights,
  // the window does this by itself (Electron); a command line has no call for it
  canStayAwake: async () => false,
  stayAwake: async () => () => {},
};
