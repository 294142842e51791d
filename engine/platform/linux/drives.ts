import type { Drive } from '#contract/drive.ts';
import type { ListOptions } from '#contract/reader.ts';
import { AppError, fail, osCodeOf } from '../../errors/app-error.ts';
import type { DriveLister } from '../drive-port.ts';
import { readFileIdentity, readOwnFiles } from '../own-files.ts';
import { type DescribeContext, describeDrive } from './describe-drive.ts';
import { examineDrive, readSystemState, type SystemState } from './drive-use.ts';
import { readLsblk } from './node-facts.ts';
import { nodePath } from './sysfs.ts';
import { watchDrives } from './watch-drives.ts';

/** `drivelist` runs lsblk with every column, and that hangs while a network mount does not answer. */
const DRIVELIST_LIMIT_MS = 2000;

/** Lists and watches the drives of a Linux system. */
export const linuxDriveLister: DriveLister = {
  list,
  watch: (options, changed, signal) => watchDrives({ options, list, changed, signal }),
};

async function list(options: ListOptions): Promise<readonly Drive[]> {
  const [system, lsblk, physical, imageFile, ownFiles] = await Promise.all([
    readSystemState().catch((cause) => {
      throw listFailed(cause);
    }),
    readLsblk(),
    physicalDrives(),
    options.imagePath === null ? null : readFileIdentity(options.imagePath),
    readOwnFiles([process.execPath, process.argv[1] ?? process.execPath]),
  ]);
  const context: DescribeContext = {
    system,
    lsblk,
    protection: {
      imageFile,
      ownFiles,
      neededBytes: options.neededBytes,
      isVirtualAllowed: options.virtual,
    },
  };
  const found = await Promise.all([
    ...nodePaths(system, physical).map((path) => describe(path, { context, options })),
    ...options.files.map((path) => describe(path, { context, options })),
  ]);
  return found.filter((drive) => drive !== null).sort(byAppearance);
}

interface Request {
  readonly context: DescribeContext;
  readonly options: ListOptions;
}

/** null for a drive that is not to be listed or that went away meanwhile. */
async function describe(path: string, { context, options }: Request): Promise<Drive | null> {
  try {
    const examined = await examineDrive(path, context.system);
    const { bus, kind, hasMedium } = examined.use;
    const isWanted = bus === 'loop' ? options.virtual && hasMedium : kind === 'drive' && hasMedium;
    const isFileAsked = options.files.includes(path);
    if ((bus === 'file') !== isFileAsked || !(isWanted || options.all)) return null;
    return await describeDrive(examined, context);
  } catch (cause) {
    // Pulled out while it was looked at: the watcher lists again. Anything else is a bug.
    if (cause instanceof AppError || osCodeOf(cause) !== undefined) return null;
    throw cause;
  }
}

/** All whole nodes; those that only `drivelist` knows as well. */
function nodePaths({ table }: SystemState, physical: readonly string[]): readonly string[] {
  const whole = [...table.values()].filter(({ parent }) => parent === null);
  return [...new Set([...whole.map(({ name }) => nodePath(name)), ...physical])];
}

/**
 * Physical drives as `drivelist` sees them. Only its Linux part is loaded: its entry loads a compiled part that Linux does not
 * need. None where it fails or hangs: sysfs has them too.
 */
async function physicalDrives(): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([]), DRIVELIST_LIMIT_MS);
  });
  const listing = async () => {
    const { lsblk } = await import('drivelist/js/lsblk/index.js');
    return (await lsblk()).map(({ device }) => device);
  };
  try {
    return await Promise.race([listing().catch(() => []), late]);
  } finally {
    clearTimeout(timer);
  }
}

const GROUPS: Readonly<Partial<Record<Drive['identity']['bus'], number>>> = { loop: 1, file: 2 };

/** Physical drives first, the one plugged in last at the end; then loop devices, then practice drives. */
function byAppearance(a: Drive, b: Drive): number {
  return (
    (GROUPS[a.identity.bus] ?? 0) - (GROUPS[b.identity.bus] ?? 0) ||
    (a.identity.diskSeq ?? 0) - (b.identity.diskSeq ?? 0) ||
    a.identity.devicePath.localeCompare(b.identity.devicePath, 'en', { numeric: true })
  );
}

function listFailed(cause: unknown) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return fail(
    'DRIVE_LIST_FAILED',
    { reason },
    {
      where: { process: 'reader', operation: 'list-drives' },
      message: `Cannot list drives: ${reason}`,
      cause,
    },
  );
}
