import { linuxWorkerSystem } from './linux/worker-system.ts';
import type { WorkerSystem } from './worker-system.ts';

/**
 * What the privileged worker needs of its operating system, chosen here. No npm package and no list of drives may come in.
 */
const system: WorkerSystem = linuxWorkerSystem;

export const { checkDrive, letGo, openDrive, ejectDrive, driveFailure, readIdentity } = system;
