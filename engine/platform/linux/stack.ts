import type { BlockNode } from './block-table.ts';
import type { MountFact, MountState, SwapFact } from './mount-state.ts';

/** Everything that stands on a drive, directly or through others. */
export interface Stack {
  /** The drive, its partitions, and what is built on them. */
  readonly nodes: readonly BlockNode[];
  /** In an order in which they can be unmounted. */
  readonly mounts: readonly MountFact[];
  readonly swaps: readonly SwapFact[];
  /** Names of what holds a part of it: LVM groups, mappings, RAID sets, spanning file systems. */
  readonly pools: readonly string[];
}

export interface StackRequest {
  readonly table: ReadonlyMap<string, BlockNode>;
  readonly state: MountState;
  /** A whole block device by name, or a file as `dev:inode`. */
  readonly start: { readonly name: string } | { readonly file: string };
}

/**
 * Follows everything that stands on a drive or file: partitions, holders in sysfs, loop devices on its nodes or on files
 * of its mounted volumes, mounts on all of them.
 */
export function stackOn({ table, state, start }: StackRequest): Stack {
  const all = [...table.values()];
  const levels = new Map<BlockNode, number>();
  const mountLevels = new Map<MountFact, number>();
  const ownFile = 'file' in start ? start.file : null;
  const first = 'name' in start ? table.get(start.name) : undefined;
  const waiting: (readonly [BlockNode, number])[] = first === undefined ? [] : [[first, 0]];
  if (ownFile !== null) enqueue(({ backing }) => backing?.file === ownFile, 0);

  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [node, level] = next;
    if (levels.has(node)) continue;
    levels.set(node, level);
    enqueue(({ parent }) => parent === node.name, level);
    enqueue(({ name }) => node.holders.includes(name), level + 1);
    enqueue(({ backing }) => backing?.ofNode === node.device, level + 1);
    for (const mount of state.mounts.filter(({ blocks }) => blocks.includes(node.device))) {
      mountLevels.set(mount, Math.max(level, mountLevels.get(mount) ?? 0));
      enqueue(({ backing }) => isOnMount(backing?.file ?? null, mount), level + 1);
    }
  }

  const nodes = [...levels.keys()];
  const isOurs = (device: string) => nodes.some((node) => node.device === device);
  const mounts = [...mountLevels.entries()]
    .sort(([a, aLevel], [b, bLevel]) => bLevel - aLevel || depth(b) - depth(a))
    .map(([mount]) => mount);
  const swaps = state.swaps.filter(
    ({ device, file }) =>
      (device !== null && isOurs(device)) ||
      (file !== null && (file === ownFile || mounts.some((mount) => isOnMount(file, mount)))),
  );
  return { nodes, mounts, swaps, pools: poolsOf() };

  function enqueue(isNext: (node: BlockNode) => boolean, level: number): void {
    for (const node of all) if (isNext(node)) waiting.push([node, level]);
  }

  function poolsOf(): readonly string[] {
    const holders = nodes.flatMap((node) => node.holders.map((name) => table.get(name)?.poolName ?? name));
    const spanning = state.spans
      .filter(({ members }) => members.some(isOurs) && !members.every(isOurs))
      .map(({ name }) => name);
    return [...new Set([...holders, ...spanning])];
  }
}

function isOnMount(file: string | null, mount: MountFact): boolean {
  if (file === null) return false;
  return mount.devices.includes(file.slice(0, file.indexOf(':')));
}

function depth({ mountPoint }: MountFact): number {
  return mountPoint === '/' ? 0 : mountPoint.split('/').length;
}
