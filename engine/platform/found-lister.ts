import type { Drive } from '#contract/drive.ts';
import type { ListOptions } from '#contract/reader.ts';
import { fail } from '../errors/app-error.ts';
import type { DriveCheck, DriveCheckContext } from './drive-port.ts';
import { describeFound, type FoundDrive, foundProtections, isListed } from './found-drive.ts';
import { findFile, notFound } from './found-file.ts';
import { readFileIdentity, readOwnFiles } from './own-files.ts';

/** All drives of a system now, in the order in which the system counts them. */
export type FindDrives = () => Promise<readonly FoundDrive[]>;

/** Lists drives from what a system's tools found, practice drives last. DRIVE_LIST_FAILED where they failed. */
export async function listFound(find: FindDrives, options: ListOptions): Promise<readonly Drive[]> {
  const [drives, files, imageFile, ownFiles] = await Promise.all([
    find().catch((cause: unknown) => {
      throw listFailed(cause);
    }),
    Promise.all(options.files.map((path) => findFile(path).catch(() => null))),
    options.imagePath === null ? null : readFileIdentity(options.imagePath),
    readOwnFiles([process.execPath, process.argv[1] ?? process.execPath]),
  ]);
  const context = {
    imageFile,
    ownFiles,
    neededBytes: options.neededBytes,
    isVirtualAllowed: options.virtual,
  };
  const wanted = [...drives, ...files].filter((drive) => drive !== null && isListed(drive, options.all));
  return await Promise.all(wanted.flatMap((drive) => (drive === null ? [] : [describeFound(drive, context)])));
}

/** One drive or practice drive again. DRIVE_NOT_FOUND, DRIVE_PROTECTED with `not-a-drive`. */
export async function findOne(find: FindDrives, devicePath: string): Promise<FoundDrive> {
  const isName = (path: string) => path.toLowerCase() === devicePath.toLowerCase();
  const drive = (await find()).find(({ identity }) => isName(identity.devicePath));
  if (drive !== undefined) return drive;
  // names of devices are no files: what is not listed is not there
  if (/^(?:\/dev\/|\\\\\.\\)/.test(devicePath)) throw notFound(devicePath);
  return await findFile(devicePath);
}

/** What the privileged worker checks again, from facts read now. Errors as `findOne`. */
export async function checkFound(
  found: FoundDrive,
  context: DriveCheckContext,
  volumePaths: readonly string[] = [],
): Promise<DriveCheck> {
  return {
    identity: found.identity,
    isReadOnly: found.isReadOnly,
    sectorSizeBytes: found.sectorSizeBytes,
    protections: await foundProtections(found, {
      imageFile: context.imageFile,
      ownFiles: await readOwnFiles(context.ownPaths),
      neededBytes: null,
      isVirtualAllowed: context.isVirtualAllowed,
    }),
    mountPoints: found.volumes.flatMap(({ mountPoints }) => mountPoints),
    volumePaths,
  };
}

function listFailed(cause: unknown) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const where = { process: 'reader', operation: 'list-drives' } as const;
  return fail('DRIVE_LIST_FAILED', { reason }, { where, message: `Cannot list drives: ${reason}`, cause });
}
