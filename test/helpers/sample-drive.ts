import type { Drive, DriveIdentity } from '#contract/drive.ts';

const identity: DriveIdentity = {
  devicePath: '/dev/sdb',
  bus: 'usb',
  vendor: 'SanDisk',
  model: 'Ultra Fit',
  serial: '4C530001234F21',
  wwn: null,
  sizeBytes: 32_010_928_128,
  portPath: '2-1',
  diskSeq: 7,
  backing: null,
};

const stick: Drive = {
  id: 'sdb#1a2b3c4d',
  identity,
  name: 'SanDisk Ultra Fit',
  code: '4F21',
  isVirtual: false,
  isRemovable: true,
  isReadOnly: false,
  hasMedium: true,
  sectorSizeBytes: 512,
  usbMbps: 5000,
  partitionTable: 'mbr',
  partitions: [],
  protections: [],
  risks: [],
};

/** A USB stick as the engine describes one, with some facts changed. For tests of texts and choices only. */
export function sampleDrive(changes: Partial<Drive> = {}): Drive {
  return { ...stick, ...changes };
}
