interface Magic {
  readonly format: string;
  readonly at: number;
  readonly bytes: string;
}

/** Files people choose by mistake, by their first bytes (as Latin-1 text). None of them is an image. */
const MAGICS: readonly Magic[] = [
  { format: 'rar', at: 0, bytes: 'Rar!\x1a\x07' },
  { format: 'tar', at: 257, bytes: 'ustar' },
  { format: 'lz4 legacy', at: 0, bytes: '\x02!L\x18' },
  { format: 'lzip', at: 0, bytes: 'LZIP' },
  { format: 'lzop', at: 0, bytes: '\x89LZO\0\r\n' },
  { format: 'compress', at: 0, bytes: '\x1f\x9d' },
  { format: 'cab', at: 0, bytes: 'MSCF\0\0\0\0' },
  { format: 'wim', at: 0, bytes: 'MSWIM\0\0\0' },
  { format: 'vmdk', at: 0, bytes: 'COWD' },
  { format: 'vdi', at: 64, bytes: '\x7f\x10\xda\xbe' },
  { format: 'isz', at: 0, bytes: 'IsZ!' },
  { format: 'encrypted dmg', at: 0, bytes: 'encrcdsa' },
  { format: 'sparseimage', at: 0, bytes: 'sprs' },
  { format: 'android sparse image', at: 0, bytes: ':\xff&\xed' },
  { format: 'rpm', at: 0, bytes: '\xed\xab\xee\xdb' },
  { format: 'deb', at: 0, bytes: '!<arch>\n' },
  { format: 'pdf', at: 0, bytes: '%PDF-' },
  { format: 'png', at: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { format: 'jpeg', at: 0, bytes: '\xff\xd8\xff' },
  { format: 'elf', at: 0, bytes: '\x7fELF' },
  { format: 'torrent', at: 0, bytes: 'd8:announce' },
];

const HTML = /^\s*<(?:!doctype html|html)/iu;

/** Name of a well-known format that is not an image, or null. `head` is the first 512 bytes or more. */
export function knownFormat(head: Buffer): string | null {
  for (const { format, at, bytes } of MAGICS) {
    if (head.toString('latin1', at, at + bytes.length) === bytes) return format;
  }
  if (isWindowsProgram(head)) return 'exe';
  // A download that ended on an error or login page instead of the image.
  if (HTML.test(head.toString('latin1', 0, 256))) return 'html page';
  return null;
}

function isWindowsProgram(head: Buffer): boolean {
  if (head.length < 64 || head.toString('latin1', 0, 2) !== 'MZ') return false;
  const at = head.readUInt32LE(60);
  return head.toString('latin1', at, at + 4) === 'PE\0\0';
}
