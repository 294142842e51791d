import type { DriveIdentity } from '#contract/drive.ts';
import { cleanText } from '../../text/clean-text.ts';
import type { FoundDrive, FoundVolume } from '../found-drive.ts';
import type { DiskutilInfo, DiskutilList } from './diskutil-parse.ts';
import type { UsbDevice } from './ioreg-parse.ts';

/** Everything that the tools told, read at one moment. */
export interface DarwinFacts {
  readonly list: DiskutilList;
  /** By identifier; what went away meanwhile is missing. */
  readonly info: ReadonlyMap<string, DiskutilInfo>;
  readonly usb: ReadonlyMap<string, UsbDevice>;
}

const BUSES: readonly (readonly [RegExp, DriveIdentity['bus']])[] = [
  [/^USB$/i, 'usb'],
  [/^(?:Secure Digital|SD|SDXC)/i, 'sd'],
  [/^(?:PCI-Express|PCI|NVMe|Apple Fabric)/i, 'nvme'],
  [/^(?:SATA|ATA)/i, 'sata'],
  [/^(?:SAS|SCSI|Fibre Channel|FireWire)/i, 'scsi'],
];
/** What a disk is formatted with, of the names in `Content`. */
const TABLES: Readonly<Record<string, FoundDrive['partitionTable']>> = {
  GUID_partition_scheme: 'gpt',
  FDisk_partition_scheme: 'mbr',
};
/** Where macOS mounts itself. */
const SYSTEM_MOUNT = /^\/(?:System\/Volumes\/.*|private\/.*)?$/;
const SWAP_MOUNT = '/System/Volumes/VM';

/** The whole drives among the disks, with everything that stands on them, APFS containers included. Pure. */
export function darwinDrives(facts: DarwinFacts): readonly FoundDrive[] {
  return facts.list.wholeDisks.flatMap((id) => {
    const info = facts.info.get(id);
    return info === undefined || !info.isWhole ? [] : [driveOf(info, facts)];
  });
}

function driveOf(info: DiskutilInfo, facts: DarwinFacts): FoundDrive {
  const parts = facts.list.disks.find(({ id }) => id === info.id)?.partitions ?? [];
  const containers = facts.list.disks.filter(({ stores }) => stores.some((id) => id === info.id || parts.includes(id)));
  const inside = containers.flatMap((container) => container.volumes);
  const volumes = [info.id, ...parts, ...inside].flatMap((id) => {
    const volume = facts.info.get(id);
    return volume === undefined || (id === info.id && volume.fileSystem === null) ? [] : [volumeOf(volume)];
  });
  const mounts = volumes.flatMap(({ mountPoints }) => mountPoints);
  const spanning = containers.filter(({ stores }) => !stores.every((id) => id === info.id || parts.includes(id)));
  const bus = busOf(info);
  return {
    identity: identityOf(info, bus, facts.usb.get(info.id)),
    kind: info.isVirtual || info.bus === 'Disk Image' ? 'other' : 'drive',
    sectorSizeBytes: info.blockSizeBytes ?? 512,
    isRemovable: info.isExternalOrRemovable ?? (info.isRemovableMedia === true || info.isInternal === false),
    isFixed: info.isRemovableMedia === false,
    isReadOnly: info.isWritableMedia !== true, // unknown counts as read-only
    usbMbps: facts.usb.get(info.id)?.mbps ?? null,
    partitionTable: info.content === null ? 'none' : (TABLES[info.content] ?? 'other'),
    systemUse: mounts.find((mount) => SYSTEM_MOUNT.test(mount)) ?? null,
    swaps: mounts.filter((mount) => mount === SWAP_MOUNT),
    pools: spanning.map(({ id }) => id),
    volumes,
  };
}

function volumeOf(info: DiskutilInfo): FoundVolume {
  const number = Number(/s(\d+)$/.exec(info.id)?.[1] ?? 0);
  const isMounted = info.mountPoint !== null;
  return {
    devicePath: `/dev/${info.id}`,
    number,
    sizeBytes: info.sizeBytes,
    label: info.volumeName,
    fileSystem: info.fileSystem ?? (info.content === 'Apple_APFS' ? 'apfs_container' : null),
    mountPoints: info.mountPoint === null ? [] : [info.mountPoint],
    // volumes of a container share its free space: what one of them uses is asked of itself
    usedBytes:
      isMounted && info.freeBytes !== null && info.fileSystem !== 'apfs'
        ? Math.max(info.sizeBytes - info.freeBytes, 0)
        : null,
  };
}

function busOf({ bus }: DiskutilInfo): DriveIdentity['bus'] {
  return BUSES.find(([pattern]) => pattern.test(bus ?? ''))?.[1] ?? 'other';
}

function identityOf(info: DiskutilInfo, bus: DriveIdentity['bus'], usb: UsbDevice | undefined): DriveIdentity {
  return {
    devicePath: `/dev/${info.id}`,
    bus,
    vendor: named(usb?.vendor),
    model: named(usb?.product) ?? named(info.mediaName),
    serial: named(usb?.serial),
    wwn: null,
    sizeBytes: info.sizeBytes,
    portPath: usb?.location ?? null,
    diskSeq: usb?.session ?? null,
    backing: null,
  };
}

function named(text: string | null | undefined): string | null {
  const cleaned = cleanText(text ?? '');
  return cleaned === '' ? null : cleaned;
}
