import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError, fail, osCodeOf } from '../../errors/app-error.ts';
import { VOLUME_GONE, VOLUME_IN_USE } from './errno.ts';
import type { VolumesPart } from './volumes-part.ts';

/** Indexers and virus scanners let go of a volume within seconds. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 250;

export interface LockRequest {
  readonly volumePaths: readonly string[];
  readonly part: VolumesPart;
  readonly signal: AbortSignal;
  /** Of the drive, for the error. */
  readonly devicePath: string;
  readonly patienceMs?: number;
}

/**
 * Locks and dismounts every volume of a drive. They stay so until the function given back is called: Windows refuses writes
 * to a mounted volume's sectors, and mounts again what it finds unlocked.
 *
 * Throws DRIVE_IN_USE after 15 s, CancelledError, or the system's error; nothing stays locked then.
 */
export async function lockVolumes(request: LockRequest): Promise<() => void> {
  const locks: unknown[] = [];
  const release = () => {
    for (const lock of locks.splice(0)) request.part.release(lock);
  };
  try {
    const giveUpAtMs = performance.now() + (request.patienceMs ?? PATIENCE_MS);
    for (const path of request.volumePaths) {
      const lock = await lockOne(path, request, giveUpAtMs);
      if (lock !== null) locks.push(lock);
    }
    return release;
  } catch (cause) {
    release();
    throw cause;
  }
}

/** null for a volume that went away meanwhile. */
async function lockOne(path: string, { part, signal, devicePath }: LockRequest, giveUpAtMs: number): Promise<unknown> {
  for (;;) {
    if (signal.aborted) throw new CancelledError();
    try {
      return await part.lock(path);
    } catch (cause) {
      const code = osCodeOf(cause) ?? '';
      if (VOLUME_GONE.has(code)) return null;
      if (!VOLUME_IN_USE.has(code)) throw cause;
      if (performance.now() > giveUpAtMs) {
        throw fail(
          'DRIVE_IN_USE',
          { drive: devicePath, mountPoint: path, usedBy: [] },
          { where: { process: 'worker', operation: 'unmount' }, message: `Cannot lock "${path}": ${code}`, cause },
        );
      }
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => {}); // cancelled: seen at once
  }
}
