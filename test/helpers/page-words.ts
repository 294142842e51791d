import { en } from '#renderer/i18n/en.ts';

/** Latin words that stand in Japanese text as they are: names of things, units, formats. */
const ALLOWED = new Set(
  [
    ...[
      'Stickwright',
      'English',
      'USB',
      'SD',
      'NVMe',
      'SATA',
      'SCSI',
      'RAID',
      'LVM',
      'ZFS',
      'OS',
      'ISO',
      'UEFI',
      'BIOS',
    ],
    ...[
      'SHA',
      'JSON',
      'HTML',
      'GPT',
      'MBR',
      'exFAT',
      'FAT',
      'NTFS',
      'ext4',
      'HFS',
      'iso',
      'img',
      'raw',
      'xz',
      'gz',
      'zst',
    ],
    ...[
      'bz2',
      'zip',
      'B',
      'kB',
      'MB',
      'GB',
      'TB',
      'KiB',
      'MiB',
      'GiB',
      'TiB',
      's',
      'F5',
      'F1',
      'F11',
      'F12',
      'Esc',
      'Ctrl',
    ],
    ...[
      'Enter',
      'Alt',
      'Space',
      'R',
      'O',
      'D',
      'L',
      'Apache',
      'License',
      'Microsoft',
      'Windows',
      'Rufus',
      'polkit',
      'Linux',
      'IP',
      'URL',
      'Proxmox',
      'VE',
      'OpenPGP',
      'VMDK',
      'qcow2',
      'lz4',
      '7z',
    ],
    // sample drives, images and computers
    ...[
      'SanDisk',
      'Ultra',
      'Fit',
      'Kingston',
      'DataTraveler',
      'Lexar',
      'JumpDrive',
      'Samsung',
      'PSSD',
      'T7',
      'BACKUP',
      'PVE',
    ],
  ].map((word) => word.toLowerCase()),
);
const KEYS = new Set<string>(Object.keys(en));
const WORD = /[A-Za-z][A-Za-z']+/g;
const DOTTED = /[A-Za-z][\w-]*(?:\.[\w-]+)+/g;

/** Raw keys of the language files in a text; there must be none in any language. */
export function rawKeys(text: string): readonly string[] {
  return [...new Set(text.match(DOTTED) ?? [])].filter((found) => KEYS.has(found));
}

/** Latin words in a Japanese text that are neither allowed nor part of the given names; raw keys too. */
export function untranslated(text: string, names: readonly string[] = []): readonly string[] {
  const rest = names.reduce((left, name) => left.replaceAll(name, ' '), text);
  const words = rest
    // file names, paths, device nodes, codes and digests are names of things
    .replace(/\S*[/\\]\S*|\S+\.(?:iso|img|xz|gz|zip|sha256)\b|…[0-9A-Z]{4}|\b[0-9a-f]{16,}\b|[0-9a-f]+…/g, ' ')
    .match(WORD);
  const foreign = [...new Set(words ?? [])].filter((word) => !ALLOWED.has(word.toLowerCase()));
  return [...rawKeys(text), ...foreign];
}
