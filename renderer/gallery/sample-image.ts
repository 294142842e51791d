import type { Image } from '#contract/image.ts';
import type { Boot } from '#contract/boot.ts';
import type { ImageState } from '#contract/session.ts';

const FILE = { device: '2049', inode: '812731', modifiedNs: '1763900000000000000' } as const;
export const IMAGE_BYTES = 1_653_604_352;
export const SHA256 = '9f2c1f0a7be84c6d2d1b7c4a5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7081';
export const OTHER_SHA256 = '41aa0c9d8e7f6a5b4c3d2e1f00112233445566778899aabbccddeeff00112233';

const HYBRID_BOOT: Boot = {
  starts: {
    bios: { answer: 'yes', reason: 'boot-code' },
    'uefi-x64': { answer: 'yes', reason: 'loader' },
    'uefi-arm64': { answer: 'no', reason: 'no-loader' },
    'uefi-ia32': { answer: 'no', reason: 'no-loader' },
  },
  secureBoot: { answer: 'likely', reason: 'signed-microsoft' },
  writeMode: { mode: 'raw', why: 'hybrid' },
  tables: ['mbr', 'gpt', 'el-torito'],
  sectorSizeBytes: 512,
  isHybridMbr: false,
  bootCode: 'grub',
  elTorito: ['bios', 'uefi'],
  loaders: [
    {
      path: '/EFI/BOOT/BOOTX64.EFI',
      partition: 2,
      firmware: 'uefi-x64',
      isProgram: true,
      signers: ['microsoft-uefi-2011'],
      sbat: ['sbat,1', 'shim,4'],
    },
  ],
};

export const PROXMOX: Image = {
  path: '/home/sato/Downloads/proxmox-ve_9.1-1.iso',
  name: 'proxmox-ve_9.1-1.iso',
  file: { ...FILE, sizeBytes: IMAGE_BYTES },
  layers: [],
  entryName: null,
  sizeBytes: IMAGE_BYTES,
  content: 'iso9660',
  partitionTable: 'gpt',
  isHybrid: true,
  volumeLabel: 'PVE',
  system: {
    product: 'proxmox-ve',
    name: 'Proxmox VE',
    version: '9.1-1',
    build: null,
    editions: [],
    architecture: 'x86-64',
    role: 'installer',
    evidence: 'content',
    unattended: null,
  },
  warnings: [],
  boot: HYBRID_BOOT,
};

/** Carries a checksum in itself. */
export const ROCKY: Image = {
  ...PROXMOX,
  path: '/home/sato/Downloads/Rocky-10.1-x86_64-dvd1.iso',
  name: 'Rocky-10.1-x86_64-dvd1.iso',
  volumeLabel: 'Rocky-10-1-x86_64-dvd',
  embedded: {
    algorithm: 'md5',
    digest: SHA256.slice(0, 32),
    coveredBytes: IMAGE_BYTES - 30_720,
    blank: { fromBytes: 33_651, toBytes: 34_163 },
  },
  system: {
    product: 'rocky',
    name: 'Rocky Linux',
    version: '10.1',
    build: null,
    editions: [],
    architecture: 'x86-64',
    role: 'installer',
    evidence: 'content',
    unattended: null,
  },
};

export const PACKED: Image = {
  ...PROXMOX,
  path: '/home/sato/Downloads/2026-10-02-raspios-trixie-arm64-lite.img.xz',
  name: '2026-10-02-raspios-trixie-arm64-lite.img.xz',
  file: { ...FILE, sizeBytes: 512_884_212 },
  layers: ['xz'],
  blockMap: '2026-10-02-raspios-trixie-arm64-lite.bmap',
  sizeBytes: null,
  content: 'disk',
  partitionTable: 'mbr',
  isHybrid: false,
  volumeLabel: null,
  system: {
    product: 'raspberry-pi-os',
    name: 'Raspberry Pi OS',
    version: '2026-10-02',
    build: null,
    editions: ['Lite'],
    architecture: 'arm64',
    role: 'system',
    evidence: 'content',
    unattended: null,
  },
  warnings: ['size-unknown', 'backup-gpt-missing'],
  boot: {
    ...HYBRID_BOOT,
    starts: {
      bios: { answer: 'no', reason: 'no-boot-code' },
      'uefi-x64': { answer: 'no', reason: 'no-loader' },
      'uefi-arm64': { answer: 'unknown', reason: 'out-of-reach' },
      'uefi-ia32': { answer: 'no', reason: 'no-loader' },
    },
    secureBoot: { answer: 'unknown', reason: 'out-of-reach' },
    writeMode: { mode: 'raw', why: 'disk' },
    tables: ['mbr'],
    bootCode: null,
    elTorito: [],
    loaders: [],
  },
};

const DISC_BOOT: Boot = {
  ...HYBRID_BOOT,
  starts: {
    bios: { answer: 'no', reason: 'disc-only' },
    'uefi-x64': { answer: 'unknown', reason: 'disc-only' },
    'uefi-arm64': { answer: 'no', reason: 'no-loader' },
    'uefi-ia32': { answer: 'no', reason: 'no-loader' },
  },
  writeMode: { mode: 'other', why: 'disc-only', system: null },
  tables: ['el-torito'],
  sectorSizeBytes: null,
  bootCode: null,
  loaders: [],
};

export const OLD_DISC: Image = {
  ...PROXMOX,
  path: '/srv/iso/recovery-tools-2009.iso',
  name: 'recovery-tools-2009.iso',
  partitionTable: 'none',
  isHybrid: false,
  volumeLabel: 'RECOVERY',
  system: null,
  warnings: ['not-hybrid', 'odd-size'],
  boot: DISC_BOOT,
};

export const PREPARED: Image = {
  ...PROXMOX,
  path: '/home/sato/Downloads/proxmox-ve_9.1-1-auto.iso',
  name: 'proxmox-ve_9.1-1-auto.iso',
  system:
    PROXMOX.system === null
      ? null
      : { ...PROXMOX.system, unattended: { by: 'proxmox', answersFrom: 'network', source: 'answers.example.net' } },
};

export const WINDOWS: Image = {
  ...PROXMOX,
  path: '/srv/iso/26100.1742.240906-0331.ge_release_svc_refresh_SERVER_EVAL_x64FRE_en-us.iso',
  name: '26100.1742.240906-0331.ge_release_svc_refresh_SERVER_EVAL_x64FRE_en-us.iso',
  partitionTable: 'none',
  isHybrid: false,
  volumeLabel: 'SSS_X64FREE_EN-US_DV9',
  system: {
    product: 'windows-server',
    name: 'Windows Server 2025',
    version: null,
    build: '26100.1742',
    editions: [
      'Windows Server 2025 Standard',
      'Windows Server 2025 Standard (Desktop Experience)',
      'Windows Server 2025 Datacenter',
      'Windows Server 2025 Datacenter (Desktop Experience)',
    ],
    architecture: 'x86-64',
    role: 'installer',
    evidence: 'content',
    unattended: null,
  },
  warnings: ['not-hybrid'],
  boot: { ...DISC_BOOT, writeMode: { mode: 'other', why: 'disc-only', system: 'windows' } },
};

/** Its partition table is for other sectors than those of most drives. */
export const LARGE_SECTORS: Image = {
  ...PROXMOX,
  path: '/srv/img/appliance-4kn.img',
  name: 'appliance-4kn.img',
  content: 'disk',
  isHybrid: false,
  volumeLabel: null,
  system: null,
  warnings: ['sectors-4096'],
  boot: {
    ...HYBRID_BOOT,
    starts: { ...HYBRID_BOOT.starts, bios: { answer: 'no', reason: 'no-boot-code' } },
    secureBoot: { answer: 'no', reason: 'not-signed' },
    writeMode: { mode: 'raw', why: 'disk' },
    tables: ['mbr', 'gpt'],
    sectorSizeBytes: 4096,
    bootCode: null,
    elTorito: [],
  },
};

export const LIKELY: Image = {
  ...PROXMOX,
  path: '/srv/iso/phoenix.x86_64-fnd_5.6.1_patch-aos_6.8.1_ga.iso',
  name: 'phoenix.x86_64-fnd_5.6.1_patch-aos_6.8.1_ga.iso',
  volumeLabel: 'PHOENIX',
  system:
    PROXMOX.system === null
      ? null
      : { ...PROXMOX.system, product: 'nutanix-ce', name: 'Nutanix CE', version: null, evidence: 'likely' },
};

type Ready = Extract<ImageState, { state: 'ready' }>;

export function ready(image: Image, checksum?: Ready['checksum']): Ready {
  return {
    state: 'ready',
    image,
    checksum: checksum ?? { state: 'unknown', expected: null, failure: null },
    isUploaded: false,
    isRawAllowed: false,
  };
}

/** A disc that is still being recorded. */
export const UNREAD_UDF: Image = {
  ...OLD_DISC,
  path: '/home/sato/backup-2026.udf',
  name: 'backup-2026.udf',
  content: 'file-system',
  volumeLabel: 'BACKUP',
  udf: '2.60',
  warnings: ['no-partition-table', 'udf-unsupported'],
  boot: { ...OLD_DISC.boot, writeMode: { mode: 'raw', why: 'no-table' } },
};
