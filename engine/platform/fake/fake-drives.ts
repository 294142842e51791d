import type { Drive, DriveIdentity, Partition, Protection, RiskCode } from '#contract/drive.ts';
import { driveCode, driveId } from '../../drive/drive-id.ts';
import { cleanText } from '../../text/clean-text.ts';

const MB = 1e6;
const GB = 1e9;

/** What a fake drive does beside taking bytes. Offsets in image bytes. */
export type Fault =
  /** Takes nothing for a while, then goes on. */
  | { readonly kind: 'stall'; readonly pass: 'write' | 'verify'; readonly share: number; readonly forMs: number }
  /** Vanishes. */
  | { readonly kind: 'unplug'; readonly pass: 'write' | 'verify'; readonly share: number }
  /** Ends as failed with this code: before the first byte, on the way, or while storing. */
  | {
      readonly kind: 'fail';
      readonly phase: 'preparing' | 'writing' | 'flushing' | 'verifying';
      readonly share: number;
      readonly code: FaultCode;
    }
  | { readonly kind: 'eject-fails' };

export type FaultCode =
  | 'DRIVE_GONE'
  | 'DRIVE_CHANGED'
  | 'DRIVE_NOT_FOUND'
  | 'DRIVE_PROTECTED'
  | 'DRIVE_NEEDS_CODE'
  | 'DRIVE_TOO_SMALL'
  | 'DRIVE_READ_ONLY'
  | 'DRIVE_FALSE_CAPACITY'
  | 'DRIVE_IN_USE'
  | 'DRIVE_LOCK_FAILED'
  | 'DRIVE_OPEN_FAILED'
  | 'WRITE_IO'
  | 'WRITE_STALLED'
  | 'FLUSH_FAILED'
  | 'READ_IO'
  | 'VERIFY_MISMATCH';

export interface FakeDrive {
  /** Short name for scripts and tests, e.g. `sandisk`. */
  readonly key: string;
  readonly drive: Drive;
  readonly writeBytesPerSec: number;
  readonly readBytesPerSec: number;
  /** How long storing takes at the end of the write pass. */
  readonly flushMs: number;
  readonly faults: readonly Fault[];
}

interface DriveFacts {
  readonly key: string;
  /** Name below /dev, or the whole path of a practice drive. */
  readonly node: string;
  readonly vendor: string;
  readonly model: string;
  readonly serial: string | null;
  readonly sizeBytes: number;
  readonly portPath: string | null;
  readonly bus?: DriveIdentity['bus'];
  readonly usbMbps?: number | null;
  readonly partitions?: readonly Partition[];
  readonly protections?: readonly Protection[];
  readonly risks?: readonly RiskCode[];
  readonly writeMBPerSec?: number;
  readonly readMBPerSec?: number;
  readonly flushMs?: number;
}

/** A scripted drive; `attachment` counts how often it was plugged in. */
export function fakeDrive(facts: DriveFacts, attachment = 1): FakeDrive {
  const bus = facts.bus ?? 'usb';
  const identity: DriveIdentity = {
    devicePath: facts.node.startsWith('/') ? facts.node : `/dev/${facts.node}`,
    bus,
    vendor: facts.vendor,
    model: facts.model,
    serial: facts.serial,
    wwn: null,
    sizeBytes: facts.sizeBytes,
    portPath: facts.portPath,
    diskSeq: attachment,
    backing: null,
  };
  const isRemovable = bus === 'usb' || bus === 'sd';
  const protections = facts.protections ?? [];
  return {
    key: facts.key,
    drive: {
      id: driveId(identity),
      identity,
      name: cleanText(`${facts.vendor} ${facts.model}`),
      code: driveCode(identity),
      isVirtual: bus === 'file',
      isRemovable,
      isReadOnly: protections.some(({ code }) => code === 'read-only'),
      hasMedium: protections.every(({ code }) => code !== 'no-medium'),
      sectorSizeBytes: 512,
      usbMbps: bus === 'usb' ? (facts.usbMbps ?? 5000) : null,
      partitionTable: (facts.partitions ?? []).length === 0 ? 'none' : 'mbr',
      partitions: facts.partitions ?? [],
      protections,
      risks: facts.risks ?? [],
    },
    writeBytesPerSec: (facts.writeMBPerSec ?? 40) * MB,
    readBytesPerSec: (facts.readMBPerSec ?? 120) * MB,
    flushMs: facts.flushMs ?? 1500,
    faults: [],
  };
}

export function withFaults(drive: FakeDrive, ...faults: readonly Fault[]): FakeDrive {
  return { ...drive, faults };
}

/** The same stick after it was pulled out and plugged in again: another attachment, so another id. */
export function pluggedAgain(fake: FakeDrive): FakeDrive {
  const identity = { ...fake.drive.identity, diskSeq: (fake.drive.identity.diskSeq ?? 0) + 1 };
  return { ...fake, drive: { ...fake.drive, identity, id: driveId(identity) } };
}

export function volume(node: string, facts: Partial<Partition> & { readonly label: string | null }): Partition {
  return {
    devicePath: `/dev/${node}1`,
    number: 1,
    sizeBytes: 31.9 * GB,
    fileSystem: 'exfat',
    mountPoints: [],
    usedBytes: null,
    firstNames: null,
    nameCount: null,
    ...facts,
  };
}

export const sandisk = fakeDrive({
  key: 'sandisk',
  node: 'sdb',
  vendor: 'SanDisk',
  model: 'Ultra Fit',
  serial: '4C5300012209254F21',
  sizeBytes: 32_015_679_488,
  portPath: '2-1',
  partitions: [
    volume('sdb', {
      label: 'BACKUP',
      mountPoints: ['/media/sato/BACKUP'],
      usedBytes: 18.2 * GB,
      firstNames: ['Photos', '2026-tax', 'readme.txt'],
      nameCount: 15,
    }),
  ],
});

export const kingston = fakeDrive({
  key: 'kingston',
  node: 'sdc',
  vendor: 'Kingston',
  model: 'DataTraveler',
  serial: '0019E06B9C85F9A0199A0',
  sizeBytes: 15_518_924_800,
  portPath: '1-4',
  usbMbps: 480,
  writeMBPerSec: 8,
  readMBPerSec: 20,
  flushMs: 4000,
  partitions: [volume('sdc', { label: 'PVE', fileSystem: 'iso9660', sizeBytes: 1_500_000_000, usedBytes: null })],
});

export const lexar = fakeDrive({
  key: 'lexar',
  node: 'sdd',
  vendor: 'Lexar',
  model: 'JumpDrive',
  serial: 'AAN0Q7Y8J3M50B77',
  sizeBytes: 64_023_257_088,
  portPath: '2-2',
  writeMBPerSec: 25,
});

export const samsung = fakeDrive({
  key: 'samsung',
  node: 'sde',
  vendor: 'Samsung',
  model: 'PSSD T7',
  serial: 'S6WXNS0W307C1E',
  sizeBytes: 1_000_204_886_016,
  portPath: '2-3',
  usbMbps: 10_000,
  writeMBPerSec: 400,
  readMBPerSec: 500,
  risks: ['large', 'backup'],
  partitions: [
    volume('sde', { label: 'EFI', fileSystem: 'vfat', sizeBytes: 209_715_200 }),
    volume('sde', { devicePath: '/dev/sde2', number: 2, label: 'Photos', sizeBytes: 500 * GB }),
    volume('sde', {
      devicePath: '/dev/sde3',
      number: 3,
      label: 'TimeMachine',
      fileSystem: 'hfsplus',
      sizeBytes: 499 * GB,
    }),
  ],
});
