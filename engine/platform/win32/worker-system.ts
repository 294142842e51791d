import { checkFound, findOne } from '../found-lister.ts';
import type { WorkerSystem } from '../worker-system.ts';
import { openDrive, physicalPath } from './device.ts';
import { driveFailure } from './errno.ts';
import { windowsDrives } from './found-drives.ts';
import { readWindowsFacts } from './read-facts.ts';
import { loadVolumesPart } from './volumes-part.ts';

/** As the elevated side sees them: the Storage classes answer an administrator. */
async function findDrives() {
  return windowsDrives(await readWindowsFacts(), []);
}

/** Drives of a Windows system as the worker handles them. Volumes are let go of by opening the drive: both belong together. */
export const windowsWorkerSystem: WorkerSystem = {
  checkDrive: async (devicePath, context) => {
    const drives = await findDrives();
    const found = await findOne(async () => drives, devicePath);
    const known = drives.find((drive) => drive === found);
    return await checkFound(found, context, known?.volumePaths ?? []);
  },
  letGo: async () => {},
  openDrive,
  ejectDrive: (devicePath) => loadVolumesPart().eject(physicalPath(devicePath)),
  driveFailure,
  readIdentity: async (devicePath) => (await findOne(findDrives, devicePath)).identity,
};
