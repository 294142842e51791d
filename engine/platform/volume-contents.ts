import { opendir, statfs } from 'node:fs/promises';

/** A volume that does not answer in this time is shown as "unknown": it must not hold up the list. */
const VOLUME_LIMIT_MS = 500;
/** Each volume that hangs keeps one of Node's four threads; at least two must stay free. */
const HANGING_MAX = 2;
/** More names than this in one folder are not counted. */
const NAMES_MAX = 100_000;

/** A mounted file system: what tells it from others, and where it is. */
export interface MountedVolume {
  readonly device: string;
  readonly mountPoint: string;
}

/** What is in a mounted volume; null is "unknown". */
export interface VolumeContents {
  readonly usedBytes: number | null;
  /** All names in its top folder, in no order, as they are on the disk. */
  readonly topNames: readonly string[] | null;
}

const UNKNOWN: VolumeContents = { usedBytes: null, topNames: null };
const hanging = new Map<string, Promise<void>>();

/** Used bytes and top-level names of a mounted file system; what is not told within 500 ms is null. Never throws. */
export async function readVolumeContents(mount: MountedVolume): Promise<VolumeContents> {
  const key = `${mount.device} ${mount.mountPoint}`;
  if (hanging.has(key) || hanging.size >= HANGING_MAX) return UNKNOWN;
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let result = UNKNOWN;
  const reading = (async () => {
    const usedBytes = await readUsedBytes(mount.mountPoint);
    result = { usedBytes, topNames: null };
    const topNames = await readTopNames(mount.mountPoint, stop.signal);
    result = { usedBytes, topNames };
  })();
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), VOLUME_LIMIT_MS);
  });
  try {
    if ((await Promise.race([reading, late])) === 'late') {
      stop.abort();
      hanging.set(
        key,
        reading.finally(() => hanging.delete(key)),
      );
    }
  } finally {
    clearTimeout(timer);
  }
  return result;
}

async function readUsedBytes(mountPoint: string): Promise<number | null> {
  try {
    const { blocks, bfree, bsize } = await statfs(mountPoint, { bigint: true });
    return Number((blocks - bfree) * bsize);
  } catch {
    return null; // not ours to see
  }
}

async function readTopNames(mountPoint: string, signal: AbortSignal): Promise<readonly string[] | null> {
  try {
    const names: string[] = [];
    for await (const { name } of await opendir(mountPoint, { bufferSize: 256 })) {
      names.push(name);
      if (signal.aborted || names.length > NAMES_MAX) return null;
    }
    return names;
  } catch {
    return null;
  }
}
