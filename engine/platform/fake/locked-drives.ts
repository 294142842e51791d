import type { Protection } from '#contract/drive.ts';
import { fakeDrive, volume } from './fake-drives.ts';

function lock(code: Protection['code'], detail = '', canUnlock = false): readonly Protection[] {
  return [{ code, detail, canUnlock }];
}

/** One drive for each way to be locked that a list shows. */
export const lockedDrives = [
  fakeDrive({
    key: 'system',
    node: 'nvme0n1',
    bus: 'nvme',
    vendor: 'WD_BLACK',
    model: 'SN850X',
    serial: '22435H801299',
    sizeBytes: 2_000_398_934_016,
    portPath: null,
    partitions: [volume('nvme0n1p', { label: null, fileSystem: 'ext4', mountPoints: ['/'], usedBytes: 212e9 })],
    protections: [...lock('system', '/'), ...lock('internal', '', true)],
  }),
  fakeDrive({
    key: 'source',
    node: 'sdf',
    vendor: 'Lexar',
    model: 'S60',
    serial: 'LX64A0B78',
    sizeBytes: 64_023_257_088,
    portPath: '2-4',
    partitions: [volume('sdf', { label: 'IMAGES', mountPoints: ['/media/sato/IMAGES'], usedBytes: 40e9 })],
    protections: lock('source'),
  }),
  fakeDrive({
    key: 'read-only',
    node: 'sdg',
    bus: 'sd',
    vendor: 'SD',
    model: 'Card SU32G',
    serial: '0x1ab2c3d4',
    sizeBytes: 31_914_983_424,
    portPath: null,
    protections: lock('read-only'),
  }),
  fakeDrive({
    key: 'too-small',
    node: 'sdh',
    vendor: 'Generic',
    model: 'Flash Disk',
    serial: '7B1A0001',
    sizeBytes: 1_003_487_232,
    portPath: '1-2',
    usbMbps: 480,
  }),
  fakeDrive({
    key: 'internal',
    node: 'sda',
    bus: 'sata',
    vendor: 'Seagate',
    model: 'BarraCuda',
    serial: 'ZFL3W0K9',
    sizeBytes: 1_000_204_886_016,
    portPath: null,
    risks: ['large', 'fixed'],
    partitions: [volume('sda', { label: 'data', fileSystem: 'ext4', sizeBytes: 1e12 })],
    protections: lock('internal', '', true),
  }),
  fakeDrive({
    key: 'pool',
    node: 'sdi',
    bus: 'sata',
    vendor: 'WDC',
    model: 'Red Plus',
    serial: 'WD-WX12D5678P01',
    sizeBytes: 4_000_787_030_016,
    portPath: null,
    risks: ['large', 'fixed', 'pool-member'],
    partitions: [volume('sdi', { label: 'tank', fileSystem: 'zfs_member', sizeBytes: 4e12 })],
    protections: [...lock('pool-member', 'tank'), ...lock('internal', '', true), ...lock('huge', '', true)],
  }),
] as const;
