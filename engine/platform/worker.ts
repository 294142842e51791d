import { darwinWorkerSystem } from './darwin/worker-system.ts';
import { linuxWorkerSystem } from './linux/worker-system.ts';
import { windowsWorkerSystem } from './win32/worker-system.ts';
import type { WorkerSystem } from './worker-system.ts';

const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, WorkerSystem>>> = {
  darwin: darwinWorkerSystem,
  win32: windowsWorkerSystem,
};

/**
 * What the privileged worker needs of its operating system, chosen here. No npm package and no list of drives may come in.
 */
const system = SYSTEMS[process.platform] ?? linuxWorkerSystem;

export const { checkDrive, letGo, openDrive, ejectDrive, driveFailure, readIdentity } = system;
