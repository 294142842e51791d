import { access, constants, stat } from 'node:fs/promises';
import type { DriveIdentity } from '#contract/drive.ts';
import type { DriveUse } from '../../drive/drive-use.ts';
import { protections } from '../../drive/protection.ts';
import { cleanText } from '../../text/clean-text.ts';
import type { DriveCheck, DriveCheckContext } from '../drive-port.ts';
import { readOwnFiles } from '../own-files.ts';
import { type BlockNode, readBlockTable } from './block-table.ts';
import { type Connection, readConnection } from './connection.ts';
import { findDriveNode, readIdentity } from './identity.ts';
import { type MountState, readMountState } from './mount-state.ts';
import { type Stack, stackOn } from './stack.ts';
import { readCount } from './sysfs.ts';

/** Sector size of a practice drive: what sticks have. */
const FILE_SECTOR_BYTES = 512;

/** What all drives share, read once for a whole list. */
export interface SystemState {
  readonly table: ReadonlyMap<string, BlockNode>;
  readonly mountState: MountState;
  /** `st_dev` of the running root folder, decimal. */
  readonly rootDevice: string;
}

/** A drive with its use and everything that stands on it. */
export interface ExaminedDrive {
  readonly identity: DriveIdentity;
  readonly use: DriveUse;
  readonly stack: Stack;
  readonly sectorSizeBytes: number;
  readonly connection: Connection | null;
}

/** Reads what all drives share. */
export async function readSystemState(): Promise<SystemState> {
  const [table, mountState, root] = await Promise.all([
    readBlockTable(),
    readMountState(),
    stat('/', { bigint: true }),
  ]);
  return { table, mountState, rootDevice: root.dev.toString() };
}

/** What a drive is used for now. Errors as `readIdentity`. */
export async function readDriveUse(devicePath: string): Promise<DriveUse> {
  return (await examineDrive(devicePath, await readSystemState())).use;
}

/** Identity, use and stack of a drive or practice drive. Errors as `readIdentity`. */
export async function examineDrive(devicePath: string, system: SystemState): Promise<ExaminedDrive> {
  const [node, identity] = await Promise.all([findDriveNode(devicePath), readIdentity(devicePath)]);
  const isBlock = node.kind === 'block';
  const stack = stackOn({
    table: system.table,
    state: system.mountState,
    start: isBlock ? { name: node.name } : { file: node.backing },
  });
  const folder = isBlock ? `/sys/block/${node.name}` : null;
  const [connection, readOnly, sectorSize] = await Promise.all([
    isBlock ? readConnection(node.name) : null,
    folder === null ? fileReadOnly(identity.devicePath) : readCount(`${folder}/ro`),
    folder === null ? null : readCount(`${folder}/queue/logical_block_size`),
  ]);
  const isOurs = new Set(stack.mounts);
  const devices = [...new Set(stack.mounts.flatMap((mount) => mount.devices))];
  const others = system.mountState.mounts.filter((mount) => !isOurs.has(mount));
  const use: DriveUse = {
    bus: identity.bus,
    kind: connection === null || connection.isDrive ? 'drive' : 'other',
    sizeBytes: identity.sizeBytes,
    isRemovable: connection === null || connection.isRemovable,
    isReadOnly: readOnly !== 0, // unknown counts as read-only
    hasMedium: identity.sizeBytes > 0,
    mountPoints: stack.mounts.map(({ mountPoint }) => mountPoint),
    holdsRoot: devices.includes(system.rootDevice),
    swaps: stack.swaps.map(({ path }) => cleanText(path)),
    pools: stack.pools.map(cleanText),
    devices,
    hasUnlistedDevices: stack.mounts.some(({ hasUnlistedDevices }) => hasUnlistedDevices),
    otherDevices: [...new Set(others.flatMap((mount) => mount.devices))],
    backing: identity.backing,
  };
  return { identity, use, stack, connection, sectorSizeBytes: sectorSize ?? FILE_SECTOR_BYTES };
}

/**
 * Reads everything about a drive again and applies the rules, for the privileged worker: from sysfs and procfs alone.
 * Mount points come in an order in which they can be unmounted. Errors as `readIdentity`.
 */
export async function checkDrive(devicePath: string, context: DriveCheckContext): Promise<DriveCheck> {
  const [system, ownFiles] = await Promise.all([readSystemState(), readOwnFiles(context.ownPaths)]);
  const { identity, use, sectorSizeBytes } = await examineDrive(devicePath, system);
  return {
    identity,
    isReadOnly: use.isReadOnly,
    sectorSizeBytes,
    protections: protections(use, {
      imageFile: context.imageFile,
      ownFiles,
      neededBytes: null,
      isVirtualAllowed: context.isVirtualAllowed,
    }),
    mountPoints: [...new Set(use.mountPoints)],
    volumePaths: [],
  };
}

/** 0 if this process may write the practice drive, else 1, as sysfs says it of a drive. */
async function fileReadOnly(path: string): Promise<number> {
  try {
    await access(path, constants.W_OK);
    return 0;
  } catch {
    return 1;
  }
}
