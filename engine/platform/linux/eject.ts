import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';

/** Places of the program that sends START STOP UNIT (util-linux since 2.35). */
const EJECT_PROGRAMS = ['/usr/bin/eject', '/usr/sbin/eject'];
const EJECT_LIMIT_MS = 15_000;

/** Tells the drive that it will be unplugged. Throws an Error with the program's own words when that did not work. */
export async function ejectDrive(devicePath: string): Promise<void> {
  const program = await firstProgram();
  if (program === null) throw new Error('No eject program is installed');
  await new Promise<void>((resolve, reject) => {
    execFile(program, [devicePath], { timeout: EJECT_LIMIT_MS, env: {} }, (cause, _stdout, stderr) => {
      if (cause === null) resolve();
      else reject(new Error(stderr.trim() || cause.message, { cause }));
    });
  });
}

async function firstProgram(): Promise<string | null> {
  for (const path of EJECT_PROGRAMS) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // try the next place
    }
  }
  return null;
}
