import { readFile, stat } from 'node:fs/promises';
import { deviceText, majorMinor } from './device-number.ts';
import { type Mount, mountOf, overlayFolders, parseMountInfo, parseSwaps } from './mount-table.ts';
import { readAttribute, readNames } from './sysfs.ts';

/** A mount with the block devices it stands on. */
export interface MountFact extends Mount {
  /** `major:minor` of every block device that holds a part of it. */
  readonly blocks: readonly string[];
  /** Device numbers (`st_dev`, decimal) that its files are known to have. */
  readonly devices: readonly string[];
  /** Its files may have device numbers that no table lists. */
  readonly hasUnlistedDevices: boolean;
}

export interface SwapFact {
  readonly path: string;
  /** `major:minor` of the node, or of the file system a swap file lies on. */
  readonly device: string | null;
  /** `dev:inode` of a swap file. */
  readonly file: string | null;
}

/** What is mounted and swapped to, as this process sees it. */
export interface MountState {
  readonly mounts: readonly MountFact[];
  readonly swaps: readonly SwapFact[];
  /** Members (`major:minor`) of each mounted btrfs that spans several devices, by its label or UUID. */
  readonly spans: readonly { readonly name: string; readonly members: readonly string[] }[];
}

/** File systems without a device of their own that stand on others. */
const LAYERED = /^(btrfs|overlay|bcachefs|zfs|fuse|fuseblk|ecryptfs)/;
/** A mount that stands on itself must not be followed for ever. */
const LAYER_DEPTH = 4;

/** Reads mounts and swaps now. Throws the system's error where `/proc` cannot be read. */
export async function readMountState(): Promise<MountState> {
  const [mountText, swapText, spans] = await Promise.all([
    readFile('/proc/self/mountinfo', 'utf8'),
    readAttribute('/proc/swaps'),
    readBtrfs(),
  ]);
  const table = parseMountInfo(mountText);
  const members = spans.map((span) => span.members);
  const [mounts, swaps] = await Promise.all([
    Promise.all(table.map((mount) => mountFact(mount, { table, spans: members }))),
    Promise.all(parseSwaps(swapText ?? '').map(swapFact)),
  ]);
  return { mounts, swaps, spans: spans.filter((span) => span.members.length > 1) };
}

interface Tables {
  readonly table: readonly Mount[];
  readonly spans: readonly (readonly string[])[];
}

async function mountFact(mount: Mount, tables: Tables): Promise<MountFact> {
  const isLayered = isAnonymous(mount.device) && LAYERED.test(mount.fileSystem);
  // Only layered ones are looked at: a network mount that does not answer must not be touched.
  const facts = isLayered ? await numbers(mount.mountPoint) : null;
  return {
    ...mount,
    blocks: [...new Set(await blocksOf(mount, { ...tables, depth: 0 }))],
    devices: [...new Set([deviceText(mount.device), ...(facts === null ? [] : [facts.device])])],
    hasUnlistedDevices: isLayered,
  };
}

async function blocksOf(mount: Mount, context: Tables & { readonly depth: number }): Promise<readonly string[]> {
  if (!isAnonymous(mount.device)) return [mount.device];
  if (!LAYERED.test(mount.fileSystem) || context.depth >= LAYER_DEPTH) return [];
  const folders = [...overlayFolders(mount.options)];
  const found: string[] = [];
  if (mount.source.startsWith('/')) {
    const source = await numbers(mount.source);
    if (source?.node != null) found.push(source.node);
    else if (source !== null) folders.push(mount.source);
  }
  for (const members of context.spans) {
    if (members.some((member) => found.includes(member))) found.push(...members);
  }
  for (const folder of folders) {
    const below = mountOf(context.table, folder);
    if (below === null || below === mount) continue;
    found.push(...(await blocksOf(below, { ...context, depth: context.depth + 1 })));
  }
  return found;
}

async function swapFact(path: string): Promise<SwapFact> {
  try {
    const facts = await stat(path, { bigint: true });
    if (facts.isBlockDevice()) return { path, device: majorMinor(facts.rdev), file: null };
    return { path, device: majorMinor(facts.dev), file: `${facts.dev}:${facts.ino}` };
  } catch {
    return { path, device: null, file: null };
  }
}

async function readBtrfs(): Promise<MountState['spans']> {
  const names = await readNames('/sys/fs/btrfs');
  const spans = names.map(async (uuid) => {
    const folder = `/sys/fs/btrfs/${uuid}`;
    const devices = await readNames(`${folder}/devices`);
    const numbersOfIt = devices.map((name) => readAttribute(`${folder}/devices/${name}/dev`));
    const label = await readAttribute(`${folder}/label`);
    const members = (await Promise.all(numbersOfIt)).filter((device) => device !== null);
    return { name: label === null || label === '' ? uuid : label, members };
  });
  return (await Promise.all(spans)).filter(({ members }) => members.length > 0);
}

async function numbers(path: string): Promise<{ device: string; node: string | null } | null> {
  try {
    const facts = await stat(path, { bigint: true });
    return {
      device: facts.dev.toString(),
      node: facts.isBlockDevice() ? majorMinor(facts.rdev) : null,
    };
  } catch {
    return null;
  }
}

function isAnonymous(device: string): boolean {
  return device.startsWith('0:');
}
