import { stat } from 'node:fs/promises';
import type { Drive, DriveIdentity } from '#contract/drive.ts';
import { driveCode, driveId } from '../drive/drive-id.ts';
import { type DriveUse, isVirtualBus } from '../drive/drive-use.ts';
import { type ProtectionContext, protections } from '../drive/protection.ts';
import { risks } from '../drive/risks.ts';
import { cleanText } from '../text/clean-text.ts';
import { readVolumeContents } from './volume-contents.ts';

/** A volume as the system's own tools tell of it, where the kernel shows no tables of its own. */
export interface FoundVolume {
  readonly devicePath: string;
  /** As in `Partition`. */
  readonly number: number;
  readonly sizeBytes: number;
  /** As on the disk: not cleaned. */
  readonly label: string | null;
  readonly fileSystem: string | null;
  readonly mountPoints: readonly string[];
  /** As the system tells; null is "unknown". */
  readonly usedBytes: number | null;
}

/** A whole drive as the tools of macOS or Windows tell of it. */
export interface FoundDrive {
  readonly identity: DriveIdentity;
  readonly kind: DriveUse['kind'];
  readonly sectorSizeBytes: number;
  readonly isRemovable: boolean;
  /** As in `RiskFacts`. */
  readonly isFixed: boolean;
  readonly isReadOnly: boolean;
  readonly usbMbps: number | null;
  readonly partitionTable: Drive['partitionTable'];
  /** What of the running system is on it, for people; null where nothing is. */
  readonly systemUse: string | null;
  readonly swaps: readonly string[];
  readonly pools: readonly string[];
  readonly volumes: readonly FoundVolume[];
}

/** How many names of a top folder are shown. */
const FIRST_NAMES_MAX = 12;
/** A mount that does not answer must not hold up the list. */
const STAT_LIMIT_MS = 500;

/** Whether such a drive belongs in a list: practice drives and empty readers only where they were asked for. */
export function isListed({ kind, identity }: FoundDrive, isAll: boolean): boolean {
  return isAll || identity.bus === 'file' || (kind === 'drive' && identity.sizeBytes > 0);
}

/** Why it may not be written, hardest first, from facts read now. */
export async function foundProtections(found: FoundDrive, context: ProtectionContext): Promise<Drive['protections']> {
  const devices = await Promise.all(found.volumes.flatMap(({ mountPoints }) => mountPoints).map(deviceNumber));
  const use: DriveUse = {
    bus: found.identity.bus,
    kind: found.kind,
    sizeBytes: found.identity.sizeBytes,
    isRemovable: found.isRemovable,
    isReadOnly: found.isReadOnly,
    hasMedium: found.identity.sizeBytes > 0,
    mountPoints: [], // the rules for paths are those of Linux; `holdsRoot` says it here
    holdsRoot: found.systemUse !== null,
    swaps: found.swaps.map(cleanText),
    pools: found.pools.map(cleanText),
    devices: devices.filter((device) => device !== null),
    hasUnlistedDevices: false,
    otherDevices: [],
    backing: found.identity.backing,
  };
  return protections(use, context).map((protection) =>
    protection.code === 'system' ? { ...protection, detail: cleanText(found.systemUse ?? '') } : protection,
  );
}

/** The whole description of a drive, with what is on it as far as it can be told. */
export async function describeFound(found: FoundDrive, context: ProtectionContext): Promise<Drive> {
  const { identity } = found;
  const [volumes, reasons] = await Promise.all([
    Promise.all(found.volumes.map(describeVolume)),
    foundProtections(found, context),
  ]);
  return {
    id: driveId(identity),
    identity,
    name: nameOf(identity),
    code: driveCode(identity),
    isVirtual: isVirtualBus(identity.bus),
    isRemovable: found.isRemovable,
    isReadOnly: found.isReadOnly,
    hasMedium: identity.sizeBytes > 0,
    sectorSizeBytes: found.sectorSizeBytes,
    usbMbps: found.usbMbps,
    partitionTable: found.partitionTable,
    partitions: volumes.map(({ partition }) => partition),
    protections: reasons,
    risks: risks({
      bus: identity.bus,
      sizeBytes: identity.sizeBytes,
      isFixed: found.isFixed,
      volumes: volumes.map(({ facts }) => facts),
    }),
  };
}

async function describeVolume(volume: FoundVolume) {
  const [mountPoint] = volume.mountPoints;
  const contents =
    mountPoint === undefined ? null : await readVolumeContents({ device: volume.devicePath, mountPoint });
  const topNames = contents?.topNames ?? null;
  const label = cleanText(volume.label ?? '');
  return {
    partition: {
      devicePath: volume.devicePath,
      number: volume.number,
      sizeBytes: volume.sizeBytes,
      label: label === '' ? null : label,
      fileSystem: volume.fileSystem,
      mountPoints: volume.mountPoints,
      usedBytes: volume.usedBytes ?? contents?.usedBytes ?? null,
      firstNames: topNames === null ? null : firstNames(topNames),
      nameCount: topNames?.length ?? null,
    },
    facts: { fileSystem: volume.fileSystem, label: volume.label, topNames },
  };
}

function firstNames(names: readonly string[]): readonly string[] {
  const sorted = names.map(cleanText).sort((a, b) => (a < b ? -1 : 1));
  return sorted.slice(0, FIRST_NAMES_MAX);
}

function nameOf({ devicePath, vendor, model }: DriveIdentity): string {
  const node = devicePath.slice(Math.max(devicePath.lastIndexOf('/'), devicePath.lastIndexOf('\\')) + 1);
  const isRepeated = (model ?? '').toLowerCase().startsWith((vendor ?? '').toLowerCase());
  return cleanText(isRepeated ? (model ?? '') : `${vendor ?? ''} ${model ?? ''}`) || cleanText(node);
}

/** `st_dev` of what is mounted there, decimal; null where it cannot be looked at. */
async function deviceNumber(mountPoint: string): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), STAT_LIMIT_MS);
  });
  const looking = stat(mountPoint, { bigint: true }).then(
    ({ dev }) => dev.toString(),
    () => null,
  );
  try {
    return await Promise.race([looking, late]);
  } finally {
    clearTimeout(timer);
  }
}
