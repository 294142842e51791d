import { spawn } from 'node:child_process';
import type { DriveLister } from '../drive-port.ts';
import { listFound } from '../found-lister.ts';
import { type TellChanges, watchBySignal } from '../watch-by-signal.ts';
import { DISKUTIL, findDarwinDrives, TOOL_ENV } from './read-facts.ts';

/** Lists and watches the drives of a Mac. */
export const darwinDriveLister: DriveLister = {
  list: (options) => listFound(findDarwinDrives, options),
  watch: (options, changed, signal) =>
    watchBySignal({
      options,
      list: (asked) => listFound(findDarwinDrives, asked),
      changed,
      signal,
      tellChanges: tellByDiskArbitration,
    }),
};

/** `diskutil activity` writes a line for everything that disk arbitration does. Source: diskutil(8), `activity`. */
const tellByDiskArbitration: TellChanges = (tell, lost) => {
  const child = spawn(DISKUTIL, ['activity'], { env: TOOL_ENV, stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.on('data', tell);
  child.on('error', lost);
  child.on('close', lost);
  return () => {
    child.removeAllListeners('close');
    child.kill();
  };
};
