import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { putFiles, run } from '../corpus/tools.ts';
import { efiImage } from '../helpers/efi-image.ts';
import { fatImage } from '../helpers/fat-image.ts';
import { bootableDisc, gptDisk, mbrSector } from '../helpers/image-heads.ts';
import { packWith, sampleBytes } from '../helpers/image-files.ts';
import { makeDmg } from '../helpers/make-dmg.ts';
import {
  EXFAT_TOOLS,
  EXT_TOOLS,
  makeExfat,
  makeExt,
  makeNtfs,
  NTFS_TOOLS,
  volumeBytes,
  volumeToolsMissing,
} from '../helpers/real-volumes.ts';
import { withMetadataPartition } from '../helpers/udf-metadata.ts';
import { wimFile } from '../helpers/wim-file.ts';

/** Whole, right inputs that are then damaged. null: the tool that makes it is not installed. */

const SIGNED = efiImage({ signedBy: ['Microsoft Corporation UEFI CA 2011', 'Somebody'], sbat: 'sbat,1\nshim,4\n' });

export const signedProgram = (): Buffer => SIGNED;

export function espVolume(bits: 12 | 16 = 12): Buffer {
  return fatImage({ bits, files: { 'EFI/BOOT/BOOTX64.EFI': SIGNED, 'EFI/BOOT/a long name.efi': SIGNED } });
}

export function gptImage(sectorSizeBytes: 512 | 4096): Buffer {
  const esp = espVolume();
  const firstLba = (64 * 1024) / sectorSizeBytes;
  const lastLba = firstLba + Math.ceil(esp.length / sectorSizeBytes) - 1;
  const partitions = [{ firstLba, lastLba }];
  const disk = gptDisk({ sectorSizeBytes, diskSectors: lastLba + 64, partitions });
  esp.copy(disk, firstLba * sectorSizeBytes);
  return disk;
}

export function mbrImage(): Buffer {
  const esp = espVolume();
  const first = 128;
  const disk = Buffer.alloc(first * 512 + esp.length);
  mbrSector([
    { type: 0x05, firstLba: 64, lengthSectors: 32 },
    { type: 0xef, firstLba: first, lengthSectors: esp.length / 512, isActive: true },
  ]).copy(disk);
  mbrSector([
    { type: 0x0b, firstLba: 1, lengthSectors: 8 },
    { type: 0x05, firstLba: 16, lengthSectors: 8 },
  ]).copy(disk, 64 * 512);
  disk.write('Missing operating system', 300, 'latin1');
  esp.copy(disk, first * 512);
  return disk;
}

export function discImage(): Buffer {
  return bootableDisc({
    volumeId: 'FUZZ',
    images: [
      { platform: 0, bytes: Buffer.alloc(2048, 0x90) },
      { platform: 0xef, bytes: espVolume() },
    ],
  });
}

/** The beginning of an ISO with a checksum in itself. */
export function implantedHead(): Buffer {
  const head = Buffer.from(discImage());
  const area = `ISO MD5SUM = ${'ab'.repeat(16)};SKIPSECTORS = 1;RHLISOSTATUS=0;FRAGMENT SUMS = ${'1'.repeat(60)};FRAGMENT COUNT = 20;`;
  head.fill(0x20, 33_651, 34_163).write(area, 33_651, 'latin1');
  return head;
}

/** UDF 2.50 with a metadata partition; null where its disc cannot be made. */
export function metadataDisc(): Buffer | null {
  const disc = treeDisc('udf');
  return disc === null ? null : withMetadataPartition(disc);
}

/** A disc with Rock Ridge and Joliet, or with UDF, and the files that recognition reads. */
export function treeDisc(kind: 'rock-ridge' | 'udf'): Buffer | null {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-fuzz-'));
  const program = kind === 'udf' ? 'genisoimage' : 'xorriso';
  if (spawnSync(program, ['--version']).error !== undefined) return null;
  try {
    putFiles(path.join(folder, 'tree'), {
      '.cd-info': "PRODUCT='pve'\nRELEASE='9.1'\nISORELEASE='1'\n",
      '.disk/info': 'Debian GNU/Linux 13.0.0 "Trixie" - Official amd64 NETINST 20250809-11:20\n',
      '.treeinfo': '[general]\nfamily = Fedora\nname = Fedora 42\nversion = 42\narch = x86_64\n',
      'boot.cfg': 'title=Loading ESXi installer\nbuild=8.0.3-0.0.24022510\n',
      'sources/install.wim': wimFile([WIM]),
      'sources/boot.wim': wimFile([WIM]),
      bootmgr: 'b',
      'deep/er/and/deeper/a name that is rather long and goes on for a while.txt': 'text',
    });
    const args =
      kind === 'udf' ? ['-quiet', '-udf', '-V', 'FUZZ'] : ['-as', 'mkisofs', '-quiet', '-r', '-J', '-V', 'FUZZ'];
    run(folder, program, [...args, '-o', 'disc.iso', 'tree']);
    return readFileSync(path.join(folder, 'disc.iso'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const USER_FILES = {
  'a.txt': 'x',
  'folder/b.txt': 'y',
  ...Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`a rather long name, number ${index}.txt`, String(index)]),
  ),
};
const USER_VOLUMES = {
  exfat: { make: makeExfat, tools: EXFAT_TOOLS, sizeBytes: 2 << 20, args: ['-b', '64K'] },
  ntfs: { make: makeNtfs, tools: NTFS_TOOLS, sizeBytes: 4 << 20, args: [] },
  ext2: { make: makeExt, tools: EXT_TOOLS, sizeBytes: 1 << 20, args: ['-t', 'ext2'] },
  ext4: { make: makeExt, tools: EXT_TOOLS, sizeBytes: 1 << 20, args: ['-t', 'ext4', '-O', '^has_journal'] },
  'ext4-inline': {
    make: makeExt,
    tools: EXT_TOOLS,
    sizeBytes: 1 << 20,
    args: ['-t', 'ext4', '-O', '^has_journal,inline_data,64bit', '-I', '256', '-b', '1024'],
  },
} as const;

/** A small volume with a folder of several blocks. */
export function userVolume(kind: keyof typeof USER_VOLUMES): Buffer | null {
  const { make, tools, sizeBytes, args } = USER_VOLUMES[kind];
  if (volumeToolsMissing(...tools) !== null) return null;
  return volumeBytes(make, { sizeBytes, label: 'FUZZ', files: USER_FILES, args });
}

const WIM = {
  name: 'Windows Server 2025 SERVERSTANDARD',
  arch: 9,
  editionId: 'ServerStandard',
  installationType: 'Server',
  build: 26100,
};

export const packed = (program: string, args: readonly string[]): Buffer | null =>
  packWith(program, args, sampleBytes(300_000));

export function zipFile(): Buffer | null {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-fuzz-'));
  try {
    if (spawnSync('zip', ['--version']).error !== undefined) return null;
    putFiles(folder, { 'disk.img': sampleBytes(50_000), 'notes/readme.txt': 'x', 'b.img': 'small' });
    run(folder, 'zip', ['-q', '-r', 'a.zip', 'disk.img', 'notes', 'b.img']);
    return readFileSync(path.join(folder, 'a.zip'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function dmgFile(): Buffer {
  const bytes = sampleBytes(64 * 512);
  return makeDmg({
    blocks: [
      { kind: 'zlib', bytes },
      { kind: 'raw', bytes },
      { kind: 'zero', bytes: Buffer.alloc(4096) },
    ],
  });
}
