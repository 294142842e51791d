import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { wimFile } from '../helpers/wim-file.ts';
import { makeFat, MIB, PARTS, putFiles, run, TOKEN } from './tools.ts';

/** Disc images in the layouts that distributions use. */
export function makeDiscs(folder: string): void {
  copyFileSync(PARTS.rescue, path.join(folder, 'grub-rescue.iso'));
  copyFileSync(PARTS.ipxe, path.join(folder, 'ipxe.iso'));
  copyFileSync(PARTS.memtest, path.join(folder, 'memtest.iso'));
  makeFat(folder, 'efi.img', { sizeBytes: 4 * MIB, bits: 12, files: { 'EFI/BOOT/BOOTX64.EFI': 'x64.efi' } });
  const content = path.join(folder, 'disc');
  putFiles(content, { 'README.TXT': 'A disc.\n', 'boot.cfg': 'title=Loading installer\n' });
  putFiles(path.join(folder, 'windows'), {
    bootmgr: 'b',
    'setup.exe': 'MZ',
    'sources/boot.wim': wimFile([WINDOWS_PE]),
    'sources/install.wim': wimFile([WINDOWS_SERVER]),
  });
  putFiles(path.join(folder, 'menu', 'boot/grub'), { 'grub.cfg': `echo "${TOKEN} "\nsleep 600\n` });
  const copies = {
    'isolinux/isolinux.bin': PARTS.isolinux,
    'isolinux/ldlinux.c32': PARTS.ldlinux,
    'isolinux/isolinux.cfg': path.join(folder, 'isolinux.cfg'),
    'boot/grub/efi.img': path.join(folder, 'efi.img'),
    'boot/grub/eltorito.img': path.join(folder, 'eltorito.img'),
  };
  for (const [name, source] of Object.entries(copies)) {
    putFiles(path.dirname(path.join(content, name)), {});
    copyFileSync(source, path.join(content, name));
  }

  // Proxmox VE, many others: GRUB for both, GPT and APM beside the MBR
  run(folder, 'grub-mkrescue', ['-o', 'grub-hybrid.iso', '--fonts=', '--locales=', '--themes=', 'menu']);
  const disc = (name: string, args: readonly string[]) =>
    run(folder, 'xorriso', ['-as', 'mkisofs', '-quiet', '-r', '-J', '-o', name, ...args, 'disc']);
  // Debian: ISOLINUX for BIOS, GRUB for UEFI, the ESP image named by the MBR and by a GPT nobody protects
  disc('isolinux-hybrid.iso', [
    '-V',
    'Debian 13.0.0 amd64 n',
    ...ISOHYBRID,
    ...ISOLINUX,
    ...EFI,
    '-isohybrid-gpt-basdat',
  ]);
  disc('isolinux-bios.iso', ['-V', 'BIOS ONLY', ...ISOHYBRID, ...ISOLINUX]);
  // Ubuntu: the ESP is a partition of its own behind the disc
  disc('appended-esp.iso', [
    ...['-V', 'Ubuntu-Server 24.04', '--grub2-mbr', PARTS.grubHybridMbr, '-partition_offset', '16'],
    ...['-append_partition', '2', '0xef', 'efi.img', '-appended_part_as_gpt'],
    ...[
      '-b',
      'boot/grub/eltorito.img',
      '-no-emul-boot',
      '-boot-load-size',
      '4',
      '-boot-info-table',
      '--grub2-boot-info',
    ],
    ...['-eltorito-alt-boot', '-e', '--interval:appended_partition_2:all::', '-no-emul-boot'],
  ]);
  // VMware ESXi: for optical drives only
  disc('esxi-like.iso', ['-V', 'ESXI-8.0U3-24022510-STANDARD', ...ISOLINUX, ...EFI]);
  disc('disc-bios.iso', ['-V', 'OLD TOOLS', ...ISOLINUX]);
  disc('data.iso', ['-V', 'ARCHIVE_2026']);
  // Windows setup: UDF beside an ISO9660 volume, for optical drives only
  run(folder, 'genisoimage', [
    ...['-quiet', '-udf', '-iso-level', '3', '-V', 'SSS_X64FREE_EN-US_DV9', '-o', 'windows-like.iso'],
    ...['-b', 'isolinux/isolinux.bin', '-no-emul-boot', '-boot-load-size', '8'],
    ...['-eltorito-alt-boot', '-e', 'boot/grub/efi.img', '-no-emul-boot', 'disc', 'windows'],
  ]);
}

const WINDOWS_PE = {
  name: 'Microsoft Windows Setup (amd64)',
  arch: 9,
  editionId: 'WindowsPE',
  installationType: 'WindowsPE',
  build: 26100,
};
const WINDOWS_SERVER = {
  name: 'Windows Server 2025 SERVERSTANDARD',
  arch: 9,
  editionId: 'ServerStandard',
  installationType: 'Server',
  build: 26100,
};

const ISOHYBRID = ['-isohybrid-mbr', PARTS.isohybridMbr];
const ISOLINUX = [
  ...['-b', 'isolinux/isolinux.bin', '-c', 'isolinux/boot.cat', '-no-emul-boot'],
  ...['-boot-load-size', '4', '-boot-info-table'],
];
const EFI = ['-eltorito-alt-boot', '-e', 'boot/grub/efi.img', '-no-emul-boot'];
