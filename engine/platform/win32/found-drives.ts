import type { DriveIdentity } from '#contract/drive.ts';
import { cleanText } from '../../text/clean-text.ts';
import type { FoundDrive, FoundVolume } from '../found-drive.ts';
import type { WindowsFacts } from './facts-parse.ts';
import type { NativeDrive } from './native-list.ts';

/** A drive with the names under which its volumes are locked: `\\?\Volume{…}` without a final backslash. */
export interface WindowsDrive extends FoundDrive {
  readonly volumePaths: readonly string[];
}

type Part = NonNullable<WindowsFacts['partitions']>[number];
type Win32Drive = WindowsFacts['drives'][number];

/** STORAGE_BUS_TYPE. Source: ntddstor.h. */
const BUS_NUMBERS: Readonly<Record<number, DriveIdentity['bus']>> = {
  1: 'scsi',
  3: 'sata',
  7: 'usb',
  10: 'scsi',
  11: 'sata',
  12: 'sd',
  13: 'sd',
  17: 'nvme',
};
/** The same as drivelist names them. */
const BUS_NAMES: Readonly<Record<string, DriveIdentity['bus']>> = {
  SCSI: 'scsi',
  ATA: 'sata',
  USB: 'usb',
  SAS: 'scsi',
  SATA: 'sata',
  SD: 'sd',
  SDCARD: 'sd',
  MMC: 'sd',
  NVME: 'nvme',
};
/** Virtual disks, attached images, Storage Spaces: not a drive that anyone could plug in elsewhere. */
const VIRTUAL_BUSES: readonly number[] = [14, 15, 16];
const TABLES: readonly FoundDrive['partitionTable'][] = ['none', 'mbr', 'gpt'];
/** Dynamic disk: its volumes may span others. Source: Microsoft, "Basic and dynamic disks"; GPT type LDM data. */
const DYNAMIC_MBR = 0x42;
const DYNAMIC_GPT = '{af9b60a0-1431-4f62-bc68-3311714a69ad}';
const VOLUME = /^\\\\\?\\Volume\{[0-9a-fA-F-]{36}\}\\?$/;
const LETTER_MOUNT = /^[A-Za-z]:\\$/;

/** The whole drives from what PowerShell and drivelist told. Pure. */
export function windowsDrives(facts: WindowsFacts, native: readonly NativeDrive[]): readonly WindowsDrive[] {
  return [...facts.drives].sort((a, b) => a.Index - b.Index).map((drive) => driveOf(drive, facts, native));
}

function driveOf(drive: Win32Drive, facts: WindowsFacts, native: readonly NativeDrive[]): WindowsDrive {
  const devicePath = `\\\\.\\PhysicalDrive${drive.Index}`;
  const second = native.find(({ device }) => device.toLowerCase() === devicePath.toLowerCase());
  const disk = facts.disks?.find(({ Number: number }) => number === drive.Index);
  const parts = (facts.partitions ?? []).filter(({ DiskNumber }) => DiskNumber === drive.Index);
  const volumes = facts.partitions === null ? nativeVolumes(second) : parts.map((part) => volumeOf(part, facts));
  const mounts = volumes.flatMap(({ mountPoints }) => mountPoints);
  const isDynamic = parts.some(
    ({ MbrType, GptType }) => MbrType === DYNAMIC_MBR || GptType?.toLowerCase() === DYNAMIC_GPT,
  );
  const isVirtual = disk?.BusType != null && VIRTUAL_BUSES.includes(disk.BusType);
  const isRemovableMedia = /removable/i.test(drive.MediaType ?? '');
  const identity = identityOf({ drive, facts, disk, second, devicePath });
  const isPlugged = identity.bus === 'usb' || identity.bus === 'sd';
  return {
    identity,
    kind: isVirtual ? 'other' : 'drive',
    sectorSizeBytes: disk?.LogicalSectorSize ?? second?.logicalBlockSize ?? drive.BytesPerSector ?? 512,
    isRemovable: isRemovableMedia || isPlugged,
    isFixed: !isRemovableMedia,
    isReadOnly: disk?.IsReadOnly ?? second?.isReadOnly ?? true, // unknown counts as read-only
    usbMbps: null,
    partitionTable: disk?.PartitionStyle == null ? 'unknown' : (TABLES[disk.PartitionStyle] ?? 'other'),
    systemUse: systemUseOf({ facts, disk, second, parts, mounts }),
    swaps: (facts.pageFiles ?? []).flatMap(({ Name: name }) => (name != null && isOn(name, mounts) ? [name] : [])),
    pools: isDynamic ? ['dynamic disk'] : [],
    volumes,
    volumePaths: parts.flatMap(({ AccessPaths: paths }) =>
      (paths ?? []).filter((path) => VOLUME.test(path)).map(trimSlash),
    ),
  };
}

interface SystemClues {
  readonly facts: WindowsFacts;
  readonly disk: NonNullable<WindowsFacts['disks']>[number] | undefined;
  readonly second: NativeDrive | undefined;
  readonly parts: readonly Part[];
  readonly mounts: readonly string[];
}

/** Any one source that calls it the system's is believed; where no source could tell, it is taken for the system's too. */
function systemUseOf({ facts, disk, second, parts, mounts }: SystemClues): string | null {
  const drive = facts.systemDrive ?? null;
  const isSystem =
    disk?.IsBoot === true ||
    disk?.IsSystem === true ||
    disk?.BootFromDisk === true ||
    second?.isSystem === true ||
    parts.some(({ IsBoot, IsSystem }) => IsBoot === true || IsSystem === true) ||
    (drive !== null && isOn(drive, mounts)) ||
    (disk === undefined && second === undefined);
  return isSystem ? (drive ?? 'Windows') : null;
}

/** Whether a letter or a path is on a volume: by its letter, or inside a folder that the volume is mounted in. */
function isOn(path: string, mounts: readonly string[]): boolean {
  const lower = path.toLowerCase();
  return mounts.some((mount) => {
    const place = mount.toLowerCase();
    return LETTER_MOUNT.test(mount) ? lower.slice(0, 2) === place.slice(0, 2) : lower.startsWith(place);
  });
}

function volumeOf(part: Part, facts: WindowsFacts): FoundVolume {
  const paths = part.AccessPaths ?? [];
  const name = paths.find((path) => VOLUME.test(path)) ?? null;
  const volume = facts.volumes?.find(({ Path: path }) => path != null && path === name);
  const isKnown = volume?.Size != null && volume.SizeRemaining != null && volume.Size > 0;
  return {
    devicePath: name ?? '',
    number: part.PartitionNumber ?? 0,
    sizeBytes: part.Size ?? 0,
    label: volume?.FileSystemLabel ?? null,
    fileSystem: volume?.FileSystem || null,
    mountPoints: paths.filter((path) => !VOLUME.test(path)),
    usedBytes: isKnown ? Math.max((volume.Size ?? 0) - (volume.SizeRemaining ?? 0), 0) : null,
  };
}

function nativeVolumes(second: NativeDrive | undefined): readonly FoundVolume[] {
  return (second?.mountpoints ?? []).map(({ path }, number) => ({
    devicePath: path,
    number: number + 1,
    sizeBytes: 0,
    label: null,
    fileSystem: null,
    mountPoints: [path],
    usedBytes: null,
  }));
}

interface IdentityClues {
  readonly drive: Win32Drive;
  readonly facts: WindowsFacts;
  readonly disk: SystemClues['disk'];
  readonly second: NativeDrive | undefined;
  readonly devicePath: string;
}

/** Of what every user can ask for, so that the elevated side sees the same: sizes and buses are told alike by both sources. */
function identityOf({ drive, facts, disk, second, devicePath }: IdentityClues): DriveIdentity {
  const place = facts.places?.find(({ Index }) => Index === drive.Index);
  const busNumber = disk?.BusType ?? null;
  const busName = second?.busType?.toUpperCase() ?? '';
  return {
    devicePath,
    bus: (busNumber === null ? BUS_NAMES[busName] : BUS_NUMBERS[busNumber]) ?? 'other',
    vendor: null,
    model: named(drive.Model?.replace(/\s+(?:USB|SCSI|SATA|ATA) (?:Disk )?Device$/i, '')),
    serial: named(drive.SerialNumber),
    wwn: named(drive.PNPDeviceID),
    sizeBytes: disk?.Size ?? second?.size ?? drive.Size ?? 0,
    portPath: named(place?.Location),
    diskSeq: place?.ArrivedSec ?? null,
    backing: null,
  };
}

function trimSlash(path: string): string {
  return path.replace(/\\$/, '');
}

function named(value: string | null | undefined): string | null {
  const cleaned = cleanText(value ?? '');
  return cleaned === '' ? null : cleaned;
}
