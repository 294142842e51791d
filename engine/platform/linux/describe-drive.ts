import { basename } from 'node:path';
import type { Drive, Partition } from '#contract/drive.ts';
import { driveCode, driveId } from '../../drive/drive-id.ts';
import { isVirtualBus } from '../../drive/drive-use.ts';
import { type ProtectionContext, protections } from '../../drive/protection.ts';
import { risks, type VolumeFacts } from '../../drive/risks.ts';
import { cleanText } from '../../text/clean-text.ts';
import type { BlockNode } from './block-table.ts';
import type { ExaminedDrive, SystemState } from './drive-use.ts';
import type { LsblkFacts } from './lsblk-parse.ts';
import type { MountFact } from './mount-state.ts';
import { nodeFacts, probe } from './node-facts.ts';
import { stackOn } from './stack.ts';
import { readAttribute, readCount } from './sysfs.ts';
import { readVolumeContents, type VolumeContents } from '../volume-contents.ts';

/** How many names of a top folder are shown. */
const FIRST_NAMES_MAX = 12;
const SIZE_UNIT_BYTES = 512;

export interface DescribeContext {
  readonly system: SystemState;
  readonly lsblk: ReadonlyMap<string, LsblkFacts>;
  readonly protection: ProtectionContext;
}

interface Volume {
  readonly partition: Partition;
  readonly facts: VolumeFacts;
}

/** The whole description of a drive, with what is on it as far as it can be told. */
export async function describeDrive(examined: ExaminedDrive, context: DescribeContext): Promise<Drive> {
  const { identity, use, connection } = examined;
  const { known, volumes } = await readVolumes(examined, context);
  const pools = await activeZfsPools(volumes);
  const fullUse = { ...use, pools: [...new Set([...use.pools, ...pools])] };
  return {
    id: driveId(identity),
    identity,
    name: nameOf(examined, context.system),
    code: driveCode(identity),
    isVirtual: isVirtualBus(identity.bus),
    isRemovable: use.isRemovable,
    isReadOnly: use.isReadOnly,
    hasMedium: use.hasMedium,
    sectorSizeBytes: examined.sectorSizeBytes,
    usbMbps: connection?.usbMbps ?? null,
    partitionTable: tableOf(known.get(identity.devicePath)),
    partitions: volumes.map(({ partition }) => partition),
    protections: protections(fullUse, context.protection),
    risks: risks({
      bus: identity.bus,
      sizeBytes: identity.sizeBytes,
      isFixed: connection?.isFixed ?? false,
      volumes: volumes.map(({ facts }) => facts),
    }),
  };
}

interface DriveVolumes {
  readonly known: ReadonlyMap<string, LsblkFacts>;
  readonly volumes: readonly Volume[];
}

async function readVolumes(examined: ExaminedDrive, context: DescribeContext): Promise<DriveVolumes> {
  const { identity, use, stack } = examined;
  const { system } = context;
  const whole = stack.nodes.find(({ devicePath }) => devicePath === identity.devicePath);
  if (whole === undefined) {
    const known = use.hasMedium ? await probe([identity.devicePath]) : new Map();
    const source = { devicePath: identity.devicePath, number: 0, sizeBytes: use.sizeBytes };
    const facts = known.get(identity.devicePath);
    const volumes = facts?.fileSystem == null ? [] : [await readVolume(source, facts, stack.mounts)];
    return { known, volumes };
  }
  const parts = stack.nodes.filter(({ parent }) => parent === whole.name);
  const known = use.hasMedium ? await nodeFacts([whole, ...parts], context.lsblk) : new Map();
  const volumes = await Promise.all(
    parts.map(async (part) => {
      const folder = `/sys/block/${whole.name}/${part.name}`;
      const [number, size] = await Promise.all([readCount(`${folder}/partition`), readCount(`${folder}/size`)]);
      const source = { devicePath: part.devicePath, number: number ?? 0, sizeBytes: bytes(size) };
      return readVolume(source, known.get(part.devicePath), mountsOn(part, system));
    }),
  );
  volumes.sort((a, b) => a.partition.number - b.partition.number);
  const facts = known.get(whole.devicePath);
  const direct = stack.mounts.filter(({ blocks }) => blocks.includes(whole.device));
  const isRepeated = volumes.some(({ partition }) => partition.fileSystem === facts?.fileSystem);
  // A hybrid ISO shows itself on the whole drive and again on its first partition: once is enough.
  if (direct.length > 0 || (facts?.fileSystem != null && !isRepeated)) {
    const source = { devicePath: whole.devicePath, number: 0, sizeBytes: use.sizeBytes };
    const mounts = parts.length === 0 ? stack.mounts : direct;
    volumes.unshift(await readVolume(source, facts, mounts));
  }
  return { known, volumes };
}

function mountsOn(part: BlockNode, { table, mountState }: SystemState): readonly MountFact[] {
  return stackOn({ table, state: mountState, start: { name: part.name } }).mounts;
}

async function readVolume(
  source: Pick<Partition, 'devicePath' | 'number' | 'sizeBytes'>,
  facts: LsblkFacts | undefined,
  mounts: readonly MountFact[],
): Promise<Volume> {
  const contents = await Promise.all(oneEach(mounts).map(readVolumeContents));
  const topNames = joined(contents.map(({ topNames: names }) => names));
  const label = cleanText(facts?.label ?? '');
  return {
    partition: {
      ...source,
      label: label === '' ? null : label,
      fileSystem: facts?.fileSystem ?? mounts[0]?.fileSystem ?? null,
      mountPoints: [...new Set(mounts.map(({ mountPoint }) => mountPoint))],
      usedBytes: sum(contents),
      firstNames: topNames === null ? null : firstNames(topNames),
      nameCount: topNames?.length ?? null,
    },
    facts: { fileSystem: facts?.fileSystem ?? null, label: facts?.label ?? null, topNames },
  };
}

/** Each file system once, at its own top folder rather than at a bind mount of a part of it. */
function oneEach(mounts: readonly MountFact[]): readonly MountFact[] {
  const byDevice = new Map<string, MountFact>();
  for (const mount of mounts) {
    const known = byDevice.get(mount.device);
    if (known === undefined || (known.root !== '/' && mount.root === '/')) {
      byDevice.set(mount.device, mount);
    }
  }
  return [...byDevice.values()];
}

function sum(contents: readonly VolumeContents[]): number | null {
  let total = 0;
  for (const { usedBytes } of contents) {
    if (usedBytes === null) return null;
    total += usedBytes;
  }
  return contents.length === 0 ? null : total;
}

function joined(lists: readonly (readonly string[] | null)[]): readonly string[] | null {
  const known = lists.filter((list) => list !== null);
  return known.length === 0 || known.length < lists.length ? null : known.flat();
}

function firstNames(names: readonly string[]): readonly string[] {
  return names
    .map(cleanText)
    .sort((a, b) => (a < b ? -1 : 1))
    .slice(0, FIRST_NAMES_MAX);
}

function bytes(units: number | null): number {
  return (units ?? 0) * SIZE_UNIT_BYTES;
}

function tableOf(facts: LsblkFacts | undefined): Drive['partitionTable'] {
  if (facts === undefined) return 'unknown';
  switch (facts.partitionTable) {
    case 'gpt':
      return 'gpt';
    case 'dos':
      return 'mbr';
    case null:
      return 'none';
    default:
      return 'other';
  }
}

function nameOf({ identity, stack }: ExaminedDrive, { table }: SystemState): string {
  const node = basename(identity.devicePath);
  if (identity.bus === 'file') return cleanText(node);
  if (identity.bus === 'loop') {
    const loop = stack.nodes.find(({ name }) => name === node) ?? table.get(node);
    const backing = loop?.backing?.path;
    return backing === undefined ? 'Loop device' : `Loop device (${cleanText(basename(backing))})`;
  }
  const vendor = identity.vendor ?? '';
  const model = identity.model ?? '';
  const isRepeated = model.toLowerCase().startsWith(vendor.toLowerCase());
  return cleanText(isRepeated ? model : `${vendor} ${model}`) || node;
}

/** ZFS holds its members without a trace in sysfs; a pool that is in use has a folder here, named as the label. */
async function activeZfsPools(volumes: readonly Volume[]): Promise<readonly string[]> {
  const members = volumes.filter(({ facts }) => facts.fileSystem === 'zfs_member');
  const labels = members.flatMap(({ facts }) => (facts.label === null ? [] : [facts.label]));
  const states = await Promise.all(
    labels.map((label) => readAttribute(`/proc/spl/kstat/zfs/${label.replaceAll('/', '')}/state`)),
  );
  return labels.filter((_, index) => states[index] !== null).map(cleanText);
}
