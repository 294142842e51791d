import { realpath, stat } from 'node:fs/promises';
import type { DriveIdentity } from '#contract/drive.ts';
import { UNSEEN_BACKING } from '../../drive/same-identity.ts';
import { fail, osCodeOf } from '../../errors/app-error.ts';
import { cleanText } from '../../text/clean-text.ts';
import { readLoopBacking } from './block-table.ts';
import { readConnection } from './connection.ts';
import { majorMinor } from './device-number.ts';
import { linkName, readAttribute, readCount } from './sysfs.ts';

/** `/sys/.../size` counts units of 512 bytes whatever the sector size. Source: kernel ABI/stable/sysfs-block. */
const SIZE_UNIT_BYTES = 512;

/** A whole block device or a plain file, found by its path. */
export type DriveNode =
  | { readonly kind: 'block'; readonly devicePath: string; readonly name: string }
  | {
      readonly kind: 'file';
      readonly devicePath: string;
      readonly sizeBytes: number;
      readonly backing: string;
    };

/**
 * Identity of a whole drive or of a practice drive (plain file), from sysfs alone. Links such as `/dev/disk/by-id/…` are
 * followed; `devicePath` in the result is the node itself.
 *
 * Throws DRIVE_NOT_FOUND where nothing is at the path, DRIVE_PROTECTED with `partition` for a partition and with
 * `not-a-drive` for anything else.
 */
export async function readIdentity(devicePath: string): Promise<DriveIdentity> {
  const node = await findDriveNode(devicePath);
  if (node.kind === 'file') {
    return {
      devicePath: node.devicePath,
      bus: 'file',
      vendor: null,
      model: null,
      serial: null,
      wwn: null,
      sizeBytes: node.sizeBytes,
      portPath: null,
      diskSeq: null,
      backing: node.backing,
    };
  }
  const folder = `/sys/block/${node.name}`;
  const [{ bus, portPath, usbFolder }, size, diskSeq, backing, names] = await Promise.all([
    readConnection(node.name),
    readCount(`${folder}/size`),
    readCount(`${folder}/diskseq`),
    readLoopBacking(node.name),
    readNamesOf(folder),
  ]);
  const usb = usbFolder === null ? null : await readUsbNames(usbFolder);
  return {
    devicePath: node.devicePath,
    bus,
    vendor: names.vendor ?? usb?.vendor ?? null,
    model: names.model ?? usb?.model ?? null,
    // A USB bridge repeats the same inner serial for every stick of a batch; the plug's own comes first.
    serial: usb?.serial ?? names.serial,
    wwn: names.wwn,
    sizeBytes: (size ?? 0) * SIZE_UNIT_BYTES,
    portPath,
    diskSeq,
    backing: backing === null ? null : (backing.file ?? `${UNSEEN_BACKING}${cleanText(backing.path)}`),
  };
}

/** Finds what a path stands for. Errors as in `readIdentity`. */
export async function findDriveNode(devicePath: string): Promise<DriveNode> {
  try {
    const path = await realpath(devicePath);
    const facts = await stat(path, { bigint: true });
    if (facts.isFile()) {
      const backing = `${facts.dev}:${facts.ino}`;
      return { kind: 'file', devicePath: path, sizeBytes: Number(facts.size), backing };
    }
    if (!facts.isBlockDevice()) throw refuse(devicePath, 'not-a-drive');
    const device = majorMinor(facts.rdev);
    const name = await linkName(`/sys/dev/block/${device}`);
    if (name === null) throw notFound(devicePath);
    if ((await readCount(`/sys/dev/block/${device}/partition`)) !== null) {
      throw refuse(devicePath, 'partition');
    }
    if ((await readAttribute(`/sys/block/${name}/dev`)) !== device) {
      throw refuse(devicePath, 'not-a-drive');
    }
    return { kind: 'block', devicePath: path, name };
  } catch (cause) {
    const code = osCodeOf(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw notFound(devicePath, cause);
    throw cause;
  }
}

interface Names {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly wwn: string | null;
}

async function readNamesOf(folder: string): Promise<Names> {
  const [vendor, model, name, ...others] = await Promise.all([
    readAttribute(`${folder}/device/vendor`),
    readAttribute(`${folder}/device/model`),
    readAttribute(`${folder}/device/name`), // cards
    readAttribute(`${folder}/device/serial`), // NVMe, cards
    readAttribute(`${folder}/serial`), // virtio
    readPage80(`${folder}/device/vpd_pg80`), // SCSI
    readAttribute(`${folder}/wwid`), // NVMe
    readAttribute(`${folder}/device/wwid`), // SCSI
  ]);
  const [deviceSerial, ownSerial, pageSerial, ownWwn, deviceWwn] = others.map(named);
  return {
    // A PCI vendor number is no name.
    vendor: /^0x[0-9a-f]+$/i.test(vendor ?? '') ? null : named(vendor),
    model: named(model) ?? named(name),
    serial: deviceSerial ?? ownSerial ?? pageSerial ?? null,
    wwn: ownWwn ?? deviceWwn ?? null,
  };
}

async function readUsbNames(folder: string): Promise<Names> {
  const [vendor, model, serial] = await Promise.all([
    readAttribute(`${folder}/manufacturer`),
    readAttribute(`${folder}/product`),
    readAttribute(`${folder}/serial`),
  ]);
  return { vendor: named(vendor), model: named(model), serial: named(serial), wwn: null };
}

/** Unit serial number page: four bytes of header, then text. Source: SPC-4 §7.8.14. */
async function readPage80(path: string): Promise<string | null> {
  const text = await readAttribute(path);
  return text === null ? null : text.slice(4);
}

function named(text: string | null): string | null {
  const cleaned = cleanText(text ?? '');
  return cleaned === '' ? null : cleaned;
}

const WHERE = { process: 'worker', operation: 'identify-drive' } as const;

function notFound(devicePath: string, cause?: unknown) {
  const drive = cleanText(devicePath);
  return fail(
    'DRIVE_NOT_FOUND',
    { drive },
    { where: WHERE, message: `Cannot find drive "${drive}"`, ...(cause === undefined ? {} : { cause }) },
  );
}

function refuse(devicePath: string, reason: 'partition' | 'not-a-drive') {
  const drive = cleanText(devicePath);
  return fail(
    'DRIVE_PROTECTED',
    { drive, reasons: [reason], detail: '' },
    { where: WHERE, message: `Cannot use "${drive}" as a drive: ${reason}` },
  );
}
