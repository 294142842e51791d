import { access, constants } from 'node:fs/promises';
import { asRoot } from '../as-root.ts';
import { WITHOUT_ELEVATION } from '../elevation.ts';
import type { HostSystem } from '../host-system.ts';
import { mayOpenFile } from '../may-open.ts';
import { darwinDriveLister } from './drives.ts';
import { ejectDrive } from './let-go.ts';
import { CAFFEINATE, stayAwakeOnDarwin } from './stay-awake.ts';

/** Where a person's own files are: handed on, as a child finds its temporary folder by it. */
const HANDED_ON = ['HOME', 'TMPDIR'];

/** macOS as host and reader need it. The worker gets no rights: it is handed the open drive by the system (authopen). */
export const darwinHostSystem: HostSystem = {
  driveLister: darwinDriveLister,
  chooseElevation: async () =>
    process.geteuid?.() === 0 ? WITHOUT_ELEVATION : { ...WITHOUT_ELEVATION, how: 'authopen' },
  asAdministrator: asRoot,
  mayOpen: mayOpenFile,
  childEnvironment: () => {
    const known = HANDED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return { ...Object.fromEntries(known), PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'en_US.UTF-8' };
  },
  helperForRoot: async (command) => ({ command, release: async () => {} }),
  ejectWithOwnRights: async ({ identity, isVirtual }) => {
    if (!isVirtual) await ejectDrive(identity.devicePath);
  },
  canStayAwake: () =>
    access(CAFFEINATE, constants.X_OK).then(
      () => true,
      () => false,
    ),
  stayAwake: async () => stayAwakeOnDarwin(),
};
