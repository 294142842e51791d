import type { Boot, BootReason, BootVerdict } from '#contract/boot.ts';

const no = (reason: BootReason): BootVerdict => ({ answer: 'no', reason });

const NOTHING: Boot = {
  starts: {
    bios: no('no-boot-sector'),
    'uefi-x64': no('no-fat'),
    'uefi-arm64': no('no-fat'),
    'uefi-ia32': no('no-fat'),
  },
  secureBoot: { answer: 'no', reason: 'no-loader' },
  writeMode: { mode: 'raw', why: 'no-table' },
  tables: [],
  sectorSizeBytes: null,
  isHybridMbr: false,
  bootCode: null,
  elTorito: [],
  loaders: [],
};

const LOADER = {
  path: '/EFI/BOOT/BOOTX64.EFI',
  partition: 2,
  firmware: 'uefi-x64',
  isProgram: true,
  signers: ['microsoft-uefi-2011'],
  sbat: ['sbat,1', 'shim,4'],
} as const;

/** What is known of starting a computer from fake images, by kind. */
export const fakeBoot = {
  nothing: NOTHING,
  hybrid: {
    ...NOTHING,
    starts: {
      bios: { answer: 'yes', reason: 'boot-code' },
      'uefi-x64': { answer: 'yes', reason: 'loader' },
      'uefi-arm64': no('no-loader'),
      'uefi-ia32': no('no-loader'),
    },
    secureBoot: { answer: 'likely', reason: 'signed-microsoft' },
    writeMode: { mode: 'raw', why: 'hybrid' },
    tables: ['mbr', 'gpt', 'el-torito'],
    sectorSizeBytes: 512,
    bootCode: 'grub',
    elTorito: ['bios', 'uefi'],
    loaders: [LOADER],
  },
  disk: { ...NOTHING, writeMode: { mode: 'raw', why: 'disk' }, tables: ['mbr'], sectorSizeBytes: 512 },
  disc: {
    ...NOTHING,
    starts: {
      bios: no('disc-only'),
      'uefi-x64': { answer: 'unknown', reason: 'disc-only' },
      'uefi-arm64': no('no-fat'),
      'uefi-ia32': no('no-fat'),
    },
    secureBoot: { answer: 'likely', reason: 'signed-windows' },
    writeMode: { mode: 'other', why: 'disc-only', system: 'windows' },
    tables: ['el-torito'],
    elTorito: ['bios', 'uefi'],
  },
} as const satisfies Record<string, Boot>;
