import { stat } from 'node:fs/promises';
import { majorMinor } from './device-number.ts';
import { nodePath, readAttribute, readNames } from './sysfs.ts';

/** A block device as the kernel knows it. */
export interface BlockNode {
  readonly name: string;
  readonly devicePath: string;
  /** `major:minor`. */
  readonly device: string;
  /** Name of the whole drive this is a partition of; null for a whole one. */
  readonly parent: string | null;
  /** Names of the devices that are built on it (device-mapper, RAID, bcache). */
  readonly holders: readonly string[];
  /** Name of a mapping or volume group, for people. */
  readonly poolName: string;
  readonly backing: LoopBacking | null;
}

export interface LoopBacking {
  readonly path: string;
  /** `dev:inode` in decimal; null where the file is gone or may not be looked at. */
  readonly file: string | null;
  /** `major:minor` of the file system the file lies on, or null. */
  readonly onDevice: string | null;
  /** `major:minor` where the loop device stands on a node instead of a file. */
  readonly ofNode: string | null;
}

/** All block devices by name. What vanishes while it is read is left out. */
export async function readBlockTable(): Promise<ReadonlyMap<string, BlockNode>> {
  const disks = await readNames('/sys/block');
  const lists = await Promise.all(disks.map(readDisk));
  return new Map(lists.flat().map((node) => [node.name, node]));
}

async function readDisk(disk: string): Promise<readonly BlockNode[]> {
  const folder = `/sys/block/${disk}`;
  const names = await readNames(folder);
  const partitions = names.filter((name) => name.startsWith(disk)).map((name) => `${folder}/${name}`);
  const nodes = [readNode(folder, null), ...partitions.map((partition) => readNode(partition, disk))];
  return (await Promise.all(nodes)).filter((node) => node !== null);
}

async function readNode(folder: string, parent: string | null): Promise<BlockNode | null> {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const [device, holders, dmName, dmUuid, backing] = await Promise.all([
    readAttribute(`${folder}/dev`),
    readNames(`${folder}/holders`),
    name.startsWith('dm-') ? readAttribute(`${folder}/dm/name`) : null,
    name.startsWith('dm-') ? readAttribute(`${folder}/dm/uuid`) : null,
    name.startsWith('loop') && parent === null ? readLoopBacking(name) : null,
  ]);
  if (device === null) return null;
  const poolName = poolNameOf(name, dmName, dmUuid);
  return { name, devicePath: nodePath(name), device, parent, holders, poolName, backing };
}

/** LVM joins group and volume by one `-` and doubles those inside a name: show the group. */
function poolNameOf(name: string, dmName: string | null, dmUuid: string | null): string {
  if (dmName === null) return name;
  if (!(dmUuid ?? '').startsWith('LVM-')) return dmName;
  const group = /^(?:[^-]|--)+/.exec(dmName)?.[0] ?? dmName;
  return group.replaceAll('--', '-');
}

/** What a loop device is attached to; null if to nothing. A backing file that was removed has no `file`. */
export async function readLoopBacking(name: string): Promise<LoopBacking | null> {
  const path = await readAttribute(`/sys/block/${name}/loop/backing_file`);
  if (path === null || path === '') return null;
  try {
    const facts = await stat(path, { bigint: true });
    const isNode = facts.isBlockDevice();
    return {
      path,
      file: `${facts.dev}:${facts.ino}`,
      onDevice: isNode ? null : majorMinor(facts.dev),
      ofNode: isNode ? majorMinor(facts.rdev) : null,
    };
  } catch {
    return { path, file: null, onDevice: null, ofNode: null };
  }
}
