import { cleanText } from '../../text/clean-text.ts';
import { fail } from '../../errors/app-error.ts';
import type { DriveCheck } from '../drive-port.ts';
import { toolOutput } from '../tool-output.ts';
import { rawPath } from './device.ts';
import { DISKUTIL, TOOL_ENV } from './read-facts.ts';

/** Volumes with much left to store unmount late. */
const UNMOUNT_LIMIT_MS = 120_000;
const EJECT_LIMIT_MS = 60_000;

/**
 * Unmounts all volumes of a drive, never by force, so that unsaved work is not lost: DRIVE_IN_USE with the words of the system,
 * which name the program. Source: diskutil(8), `unmountDisk`.
 */
export async function letGo({ identity, mountPoints }: DriveCheck, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (identity.bus === 'file') return;
  try {
    await diskutil(['unmountDisk', wholeDisk(identity.devicePath)], UNMOUNT_LIMIT_MS);
  } catch (cause) {
    throw fail(
      'DRIVE_IN_USE',
      { drive: identity.devicePath, mountPoint: cleanText(mountPoints[0] ?? ''), usedBy: usersIn(cause) },
      {
        where: { process: 'worker', operation: 'unmount' },
        message: `Cannot unmount "${identity.devicePath}": ${cause instanceof Error ? cause.message : String(cause)}`,
        cause,
      },
    );
  }
}

/** Ejects a drive, its volumes included. Throws an Error with the system's own words. */
export async function ejectDrive(devicePath: string): Promise<void> {
  await diskutil(['eject', wholeDisk(devicePath)], EJECT_LIMIT_MS);
}

/** Names of programs in "dissented by PID 123 (/Applications/Preview.app/…)". Pure. */
export function usersIn(cause: unknown): readonly string[] {
  const text = cause instanceof Error ? cause.message : '';
  const paths = [...text.matchAll(/dissented by PID \d+ \(([^)\n]{1,300})\)/g)].map(([, path]) => path ?? '');
  return [...new Set(paths.map((path) => cleanText(path.slice(path.lastIndexOf('/') + 1))))].filter(
    (name) => name !== '',
  );
}

/** `/dev/disk4` as it is; throws for anything that is no whole drive. */
function wholeDisk(devicePath: string): string {
  rawPath(devicePath);
  return devicePath;
}

async function diskutil(args: readonly string[], limitMs: number): Promise<void> {
  await toolOutput({ program: DISKUTIL, args, env: TOOL_ENV, limitMs });
}
