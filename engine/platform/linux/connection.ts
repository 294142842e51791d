import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { DriveIdentity } from '#contract/drive.ts';
import { linkName, readAttribute, readCount, readNames } from './sysfs.ts';

/** How a drive is attached, from its place in the tree of devices. */
export interface Connection {
  readonly bus: DriveIdentity['bus'];
  /** USB: `2-1.4`; SATA: `ata3`; cards: `mmc0`; null elsewhere. */
  readonly portPath: string | null;
  /** Folder of the USB device that carries it. */
  readonly usbFolder: string | null;
  readonly isRemovable: boolean;
  /** It says of itself that it is built in, and its way of attachment does not contradict (`risks`). */
  readonly isFixed: boolean;
  readonly usbMbps: number | null;
  /** False for memory, optical, device-mapper, RAID, network and other nodes that are no drive. */
  readonly isDrive: boolean;
}

/** Reads how the whole block device with this sysfs name is attached. */
export async function readConnection(name: string): Promise<Connection> {
  const place = await placeOf(name);
  const parts = place.split('/');
  const usbIndex = parts.findLastIndex((part) => /^\d+-\d+(\.\d+)*$/.test(part));
  const usbFolder = usbIndex < 0 ? null : parts.slice(0, usbIndex + 1).join('/');
  const [removable, cardType, speed, driver, isPluggable] = await Promise.all([
    readCount(`/sys/block/${name}/removable`),
    readAttribute(`/sys/block/${name}/device/type`),
    usbFolder === null ? null : readAttribute(`${usbFolder}/speed`),
    usbIndex < 0 ? null : linkName(join(parts.slice(0, usbIndex + 2).join('/'), 'driver')),
    isOnPluggableSlot(parts),
  ]);
  const bus = busOf(name, { parts, isUsb: usbFolder !== null, cardType });
  const isPlugged = bus === 'usb' || bus === 'sd' || isPluggable;
  const speedMbps = Number(speed);
  return {
    bus,
    portPath: portOf(parts, usbIndex),
    usbFolder,
    isRemovable: removable === 1 || isPlugged,
    // Many sticks claim to be fixed; only an enclosure for a real disk speaks UAS.
    isFixed: removable === 0 && bus !== 'loop' && (!isPlugged || driver === 'uas'),
    usbMbps: speed !== null && speedMbps > 0 ? speedMbps : null,
    isDrive: isDriveName(name, place),
  };
}

interface Clues {
  readonly parts: readonly string[];
  readonly isUsb: boolean;
  readonly cardType: string | null;
}

function busOf(name: string, { parts, isUsb, cardType }: Clues): DriveIdentity['bus'] {
  if (/^loop\d+$/.test(name)) return 'loop';
  if (isUsb) return 'usb';
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('mmcblk')) return cardType === 'SD' ? 'sd' : 'other'; // MMC: soldered in
  if (parts.some((part) => /^ata\d+$/.test(part))) return 'sata';
  if (parts.some((part) => /^host\d+$/.test(part))) return 'scsi';
  if (parts.some((part) => /^virtio\d+$/.test(part))) return 'virtio';
  return 'other';
}

function portOf(parts: readonly string[], usbIndex: number): string | null {
  return parts[usbIndex] ?? parts.find((part) => /^(ata|mmc)\d+$/.test(part)) ?? null;
}

/** Boot and replay-protected areas of a soldered card, optical drives and built devices are no drives. */
function isDriveName(name: string, place: string): boolean {
  if (/^loop\d+$/.test(name)) return true;
  if (/^(sr\d|fd\d|st\d|nbd\d|rbd\d|zram|ram\d|md|dm-|mmcblk\d+(boot|rpmb|gp))/.test(name)) return false;
  return place !== '' && !place.startsWith('/sys/devices/virtual/block/');
}

/** Thunderbolt and ExpressCard: the kernel marks the PCI device. Source: kernel ABI/testing/sysfs-devices-removable. */
async function isOnPluggableSlot(parts: readonly string[]): Promise<boolean> {
  const folders = parts.flatMap((part, index) =>
    /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(part) ? [parts.slice(0, index + 1).join('/')] : [],
  );
  const marks = await Promise.all(folders.map((folder) => readAttribute(`${folder}/removable`)));
  return marks.includes('removable');
}

async function placeOf(name: string): Promise<string> {
  try {
    const place = await realpath(`/sys/block/${name}`);
    if (!place.startsWith('/sys/devices/virtual/nvme-subsystem/')) return place;
    // With several paths to it the node stands beside its controllers: take the first one's place.
    const subsystem = place.slice(0, place.lastIndexOf('/'));
    const controller = (await readNames(subsystem)).find((entry) => /^nvme\d+$/.test(entry));
    return controller === undefined ? place : `${await realpath(join(subsystem, controller))}/${name}`;
  } catch {
    return '';
  }
}
