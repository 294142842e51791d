import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Shown by every image of the corpus that starts its own boot loader. */
export const TOKEN = 'corpus-started';

export const MIB = 1024 * 1024;

const PROGRAMS = [
  'xorriso',
  'grub-mkstandalone',
  'grub-mkrescue',
  'genisoimage',
  'mkfs.vfat',
  'mkfs.ext4',
  'mcopy',
  'syslinux',
  'sfdisk',
  'sgdisk',
  'xz',
  'gzip',
];
const FILES = {
  'grub-rescue-pc': '/usr/lib/grub-rescue/grub-rescue-cdrom.iso',
  ipxe: '/usr/lib/ipxe/ipxe.iso',
  'memtest86+': '/usr/lib/memtest86+/memtest86+x64.iso',
  isolinux: '/usr/lib/ISOLINUX/isolinux.bin',
  'syslinux-common': '/usr/lib/syslinux/modules/bios/ldlinux.c32',
  'grub-pc-bin': '/usr/lib/grub/i386-pc/boot_hybrid.img',
  'grub-efi-amd64-bin': '/usr/lib/grub/x86_64-efi',
  'shim-signed': '/usr/lib/shim/shimx64.efi.signed',
  'grub-efi-amd64-signed': '/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed',
} as const;

/** What the corpus is made of lies here once its Debian packages are installed. */
export const PARTS = {
  rescue: FILES['grub-rescue-pc'],
  ipxe: FILES.ipxe,
  memtest: FILES['memtest86+'],
  isolinux: FILES.isolinux,
  isohybridMbr: '/usr/lib/ISOLINUX/isohdpfx.bin',
  ldlinux: FILES['syslinux-common'],
  syslinuxMbr: '/usr/lib/SYSLINUX/mbr.bin',
  syslinuxGptMbr: '/usr/lib/SYSLINUX/gptmbr.bin',
  grubMbr: '/usr/lib/grub/i386-pc/boot.img',
  grubHybridMbr: FILES['grub-pc-bin'],
  shim: FILES['shim-signed'],
  signedGrub: FILES['grub-efi-amd64-signed'],
} as const;

/** Why the corpus cannot be built here, or null: give it to `t.skip`. */
export function corpusMissing(): string | null {
  const program = PROGRAMS.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error !== undefined);
  if (program !== undefined) return `needs ${program}`;
  const lost = Object.entries(FILES).find(([, file]) => !existsSync(file));
  return lost === undefined ? null : `needs Debian package ${lost[0]}`;
}

/** Runs a tool in `folder`; throws with what it said where it fails. */
export function run(folder: string, program: string, args: readonly string[]): void {
  feed(folder, [program, ...args], '');
}

/** The same with `input` on its standard input. */
export function feed(folder: string, [program = '', ...args]: readonly string[], input: string): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd: folder, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

/** Writes files below `folder`, with the folders they need. */
export function putFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
}

export interface FatRecipe {
  readonly sizeBytes: number;
  readonly bits?: 12 | 16 | 32;
  readonly sectorBytes?: 512 | 4096;
  readonly clusterSectors?: number;
  /** Path inside the volume → path of the file to copy. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A FAT volume in a file of its own. */
export function makeFat(folder: string, name: string, recipe: FatRecipe): void {
  const { sizeBytes, bits, sectorBytes = 512, clusterSectors, files = {} } = recipe;
  writeFileSync(path.join(folder, name), Buffer.alloc(sizeBytes));
  const kind = bits === undefined ? [] : ['-F', String(bits)];
  const clusters = clusterSectors === undefined ? [] : ['-s', String(clusterSectors)];
  run(folder, 'mkfs.vfat', ['-S', String(sectorBytes), ...kind, ...clusters, '-i', 'c0495000', '-n', 'CORPUS', name]);
  const made = new Set<string>();
  for (const [target, source] of Object.entries(files)) {
    const parts = target.split('/').slice(0, -1);
    parts.forEach((_, index) => {
      const at = parts.slice(0, index + 1).join('/');
      if (!made.has(at)) run(folder, 'mmd', ['-i', name, `::${at}`]);
      made.add(at);
    });
    run(folder, 'mcopy', ['-i', name, source, `::${target}`]);
  }
}

/** Reads, changes and writes a file of the corpus under a new name. */
export function altered(
  folder: string,
  [from, to]: readonly [string, string],
  change: (bytes: Buffer) => Buffer,
): void {
  writeFileSync(path.join(folder, to), change(readFileSync(path.join(folder, from))));
}
