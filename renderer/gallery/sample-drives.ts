import type { Drive, DriveIdentity, Partition, Protection, RiskCode } from '#contract/drive.ts';

const GB = 1e9;

interface Sample {
  readonly node: string;
  readonly name: string;
  readonly code: string;
  readonly sizeBytes: number;
  readonly port?: string | null;
  readonly bus?: DriveIdentity['bus'];
  readonly usbMbps?: number | null;
  readonly partitions?: readonly Partition[];
  readonly table?: Drive['partitionTable'];
  readonly protections?: readonly Protection[];
  readonly risks?: readonly RiskCode[];
  readonly hasMedium?: boolean;
}

export function drive(sample: Sample): Drive {
  const { node, name, code, sizeBytes, bus = 'usb' } = sample;
  return {
    id: `${node}#${code.toLowerCase()}0000`,
    identity: {
      devicePath: `/dev/${node}`,
      bus,
      vendor: name.split(' ')[0] ?? null,
      model: name,
      serial: `4C5300011204${code}`,
      wwn: null,
      sizeBytes,
      portPath: sample.port === undefined ? '2-1' : sample.port,
      diskSeq: 12,
      backing: null,
    },
    name,
    code,
    isVirtual: false,
    isRemovable: bus === 'usb',
    isReadOnly: false,
    hasMedium: sample.hasMedium ?? true,
    sectorSizeBytes: 512,
    usbMbps: sample.usbMbps === undefined ? (bus === 'usb' ? 5000 : null) : sample.usbMbps,
    partitionTable: sample.table ?? 'gpt',
    partitions: sample.partitions ?? [],
    protections: sample.protections ?? [],
    risks: sample.risks ?? [],
  };
}

export function volume(part: Partial<Partition> & Pick<Partition, 'devicePath' | 'sizeBytes'>): Partition {
  return {
    number: 1,
    label: null,
    fileSystem: null,
    mountPoints: [],
    usedBytes: null,
    firstNames: null,
    nameCount: null,
    ...part,
  };
}

export const SANDISK = drive({
  node: 'sdb',
  name: 'SanDisk Ultra Fit',
  code: '4F21',
  sizeBytes: 32 * GB,
  table: 'mbr',
  partitions: [
    volume({
      devicePath: '/dev/sdb1',
      sizeBytes: 31.9 * GB,
      label: 'BACKUP',
      fileSystem: 'exfat',
      mountPoints: ['/media/sato/BACKUP'],
      usedBytes: 18.2 * GB,
      firstNames: ['Photos', '2026-tax', 'readme.txt'],
      nameCount: 15,
    }),
  ],
});

export const KINGSTON = drive({
  node: 'sdc',
  name: 'Kingston DataTraveler',
  code: '99A0',
  sizeBytes: 16 * GB,
  port: '1-4',
  usbMbps: 480,
  partitions: [volume({ devicePath: '/dev/sdc', number: 0, sizeBytes: 1.5 * GB, label: 'PVE', fileSystem: 'iso9660' })],
});

export const SAMSUNG = drive({
  node: 'sdd',
  name: 'Samsung PSSD T7',
  code: '7C1E',
  sizeBytes: 1000.2 * GB,
  port: '2-3',
  usbMbps: 10_000,
  risks: ['large', 'backup'],
  partitions: [
    volume({ devicePath: '/dev/sdd1', sizeBytes: 0.2 * GB, label: 'EFI', fileSystem: 'vfat' }),
    volume({ devicePath: '/dev/sdd2', number: 2, sizeBytes: 600 * GB, label: 'Photos', fileSystem: 'exfat' }),
    volume({ devicePath: '/dev/sdd3', number: 3, sizeBytes: 400 * GB, label: 'TimeMachine', fileSystem: 'apfs' }),
  ],
});

const lock = (code: Protection['code'], detail = '', canUnlock = false): Protection => ({ code, detail, canUnlock });

export const LOCKED: readonly Drive[] = [
  drive({
    node: 'nvme0n1',
    name: 'WD_BLACK SN850X',
    code: '11D7',
    sizeBytes: 2000.4 * GB,
    bus: 'nvme',
    port: null,
    protections: [lock('system', '/')],
    partitions: [
      volume({
        devicePath: '/dev/nvme0n1p1',
        sizeBytes: GB,
        label: 'EFI',
        fileSystem: 'vfat',
        mountPoints: ['/boot/efi'],
        usedBytes: 9e6,
      }),
    ],
  }),
  drive({
    node: 'sde',
    name: 'Lexar JumpDrive',
    code: '0B77',
    sizeBytes: 64 * GB,
    port: '2-2',
    protections: [lock('source')],
  }),
  drive({
    node: 'sdf',
    name: 'Generic Flash Disk',
    code: '0001',
    sizeBytes: GB,
    port: '1-2',
    usbMbps: 480,
    protections: [lock('too-small', '653604352')],
  }),
  drive({
    node: 'sdg',
    name: 'Transcend SD Reader',
    code: '2C40',
    sizeBytes: 0,
    port: '1-3',
    usbMbps: 480,
    hasMedium: false,
    protections: [lock('no-medium')],
  }),
  drive({
    node: 'sdh',
    name: 'Verbatim Store n Go',
    code: '5E0D',
    sizeBytes: 8 * GB,
    port: '1-5',
    usbMbps: 480,
    protections: [lock('read-only')],
  }),
  drive({
    node: 'sda',
    name: 'Crucial MX500',
    code: '3D0A',
    sizeBytes: 500.1 * GB,
    bus: 'sata',
    port: null,
    protections: [lock('internal', '', true)],
    risks: ['large'],
  }),
  drive({
    node: 'sdi',
    name: 'Seagate IronWolf',
    code: 'A9B2',
    sizeBytes: 4000.8 * GB,
    bus: 'sata',
    port: null,
    protections: [lock('pool-member', 'tank')],
  }),
];

export const PRACTICE = drive({
  node: 'practice-1.img',
  name: 'practice-1.img',
  code: '2A7B',
  sizeBytes: 8 * GB,
  bus: 'file',
  port: null,
});

export const TWIN = drive({
  node: 'sdj',
  name: 'SanDisk Ultra Fit',
  code: 'B08C',
  sizeBytes: 32 * GB,
  port: '1-1',
  usbMbps: 480,
  table: 'none',
});

/** Eight sticks on a hub. */
export const EIGHT: readonly Drive[] = ['4F21', '99A0', '1B7D', '88E2', 'C0DE', '0AF3', '6D51', 'E7B9'].map(
  (code, at) =>
    drive({
      node: `sd${'bcdefghi'[at] ?? 'z'}`,
      name: at % 2 === 0 ? 'SanDisk Ultra Fit' : 'Kingston DataTraveler',
      code,
      sizeBytes: 32 * GB,
      port: `3-${at + 1}`,
    }),
);

/** Names that try to be more than names. */
export const HOSTILE = drive({
  node: 'sdk',
  name: '<img src=x onerror=alert(1)> Überlanger Laufwerksname mit 日本語 und noch mehr Text, der nie enden will',
  code: 'DEAD',
  sizeBytes: 64 * GB,
  port: '2-1.4.3',
  partitions: [
    volume({
      devicePath: '/dev/sdk1',
      sizeBytes: 64 * GB,
      label: `<b>${'VERY_LONG_LABEL_'.repeat(8)}</b>`,
      fileSystem: 'ntfs',
    }),
  ],
});
