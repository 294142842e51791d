/**
 * What the privileged worker needs of its operating system. No npm package and no list of drives may come in here.
 * One system so far; another one is chosen in this file.
 */
export { checkDrive } from './linux/drive-use.ts';
export { openDrive } from './linux/device.ts';
export { ejectDrive } from './linux/eject.ts';
export { driveFailure } from './linux/errno.ts';
export { readIdentity } from './linux/identity.ts';
export { unmountAll } from './linux/unmount.ts';
