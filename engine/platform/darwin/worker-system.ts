import { checkFound, findOne } from '../found-lister.ts';
import type { WorkerSystem } from '../worker-system.ts';
import { openDrive } from './device.ts';
import { driveFailure } from './errno.ts';
import { ejectDrive, letGo } from './let-go.ts';
import { findDarwinDrives } from './read-facts.ts';

/** Drives of a Mac as the worker handles them. It runs with the user's own rights; the drive comes by the system's dialog. */
export const darwinWorkerSystem: WorkerSystem = {
  checkDrive: async (devicePath, context) => checkFound(await findOne(findDarwinDrives, devicePath), context),
  letGo,
  openDrive,
  ejectDrive,
  driveFailure,
  readIdentity: async (devicePath) => (await findOne(findDarwinDrives, devicePath)).identity,
};
