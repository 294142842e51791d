import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Drive } from '#contract/drive.ts';
import { ejectDrive } from './eject.ts';
import { unmountAll } from './unmount.ts';

const run = promisify(execFile);
/** The desktop's disk service: lets the person at the computer do this without a password. */
const UDISKSCTL = '/usr/bin/udisksctl';
/** Sticks that still store data answer late. */
const LIMIT_MS = 60_000;

/**
 * Unmounts a drive's volumes and makes it safe to unplug: directly as root, else through udisks. Drives that are a file
 * have nothing to be unplugged. DRIVE_IN_USE, or an Error with the program's own words.
 */
export async function ejectWithOwnRights({ identity, partitions, isVirtual }: Drive): Promise<void> {
  const mounted = partitions.filter(({ mountPoints }) => mountPoints.length > 0);
  if (process.geteuid?.() === 0) {
    await unmountAll(
      mounted.flatMap(({ mountPoints }) => mountPoints),
      AbortSignal.timeout(LIMIT_MS),
    );
    if (!isVirtual) await ejectDrive(identity.devicePath);
    return;
  }
  for (const { devicePath } of mounted) await udisks('unmount', devicePath);
  if (!isVirtual) await udisks('power-off', identity.devicePath);
}

async function udisks(action: 'unmount' | 'power-off', devicePath: string): Promise<void> {
  await run(UDISKSCTL, [action, '--no-user-interaction', '--block-device', devicePath], { timeout: LIMIT_MS });
}
