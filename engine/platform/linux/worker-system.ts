import type { WorkerSystem } from '../worker-system.ts';
import { openDrive } from './device.ts';
import { checkDrive } from './drive-use.ts';
import { ejectDrive } from './eject.ts';
import { driveFailure } from './errno.ts';
import { readIdentity } from './identity.ts';
import { unmountAll } from './unmount.ts';

/** Drives of a Linux system as the worker handles them. */
export const linuxWorkerSystem: WorkerSystem = {
  checkDrive,
  letGo: ({ mountPoints }, signal) => unmountAll(mountPoints, signal),
  openDrive,
  ejectDrive,
  driveFailure,
  readIdentity,
};
