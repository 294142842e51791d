import type { Layer } from '#contract/image.ts';
import { isBootMedia } from './describe-content.ts';
import { knownFormat } from './known-formats.ts';
import type { SeekableBytes } from './seekable-bytes.ts';
import { isVhdFooter } from './virtual-disk/vhd-footer.ts';
import { vmdkKind } from './virtual-disk/vmdk-descriptor.ts';

export type Detected =
  | { readonly kind: 'layer'; readonly layer: Layer }
  /** A well-known format that is not an image. */
  | { readonly kind: 'other'; readonly format: string }
  /** The bytes themselves are what is to be written. */
  | { readonly kind: 'content' };

/** Of a dmg and of a VHD alike. */
const TRAILER_BYTES = 512;

/**
 * Tells by content alone what the bytes are. `head` holds their first bytes, as many as there are up to
 * HEAD_BYTES. Whatever is an ISO or has a partition table is an image, even if it begins like something else.
 */
export function detectLayer(head: Buffer): Detected {
  if (isBootMedia(head)) return { kind: 'content' };
  const layer = packedAs(head);
  if (layer !== null) return { kind: 'layer', layer };
  const format = vmdkInSeveralFiles(head) ?? knownFormat(head);
  return format === null ? { kind: 'content' } : { kind: 'other', format };
}

/** Like `detectLayer` for bytes whose end can be read too: a dmg and a VHD of fixed size are recognised by their trailers. */
export async function detectOuterLayer(bytes: SeekableBytes, head: Buffer): Promise<Detected> {
  const trailerAt = bytes.sizeBytes - TRAILER_BYTES;
  const trailer = trailerAt < 0 ? null : await bytes.readAt(trailerAt, TRAILER_BYTES);
  if (trailer !== null && isDmgTrailer(trailer)) return { kind: 'layer', layer: 'dmg' };
  if (trailer !== null && isVhdFooter(trailer)) return { kind: 'layer', layer: 'vhd' };
  return detectLayer(head);
}

/** True for the last 512 bytes of a dmg: signature, its own length, in big-endian. */
export function isDmgTrailer(sector: Buffer): boolean {
  return (
    sector.length === TRAILER_BYTES &&
    sector.toString('latin1', 0, 4) === 'koly' &&
    sector.readUInt32BE(8) === TRAILER_BYTES
  );
}

const SKIPPABLE_FRAMES = Array.from({ length: 16 }, (_, number) => `${String.fromCharCode(0x50 + number)}*M\x18`);
const BZ2_BLOCK = ['1AY&SY', '\x17rE8P\x90'];

const PACKED: readonly { readonly layer: Layer; readonly magics: readonly string[] }[] = [
  { layer: 'gz', magics: ['\x1f\x8b\x08'] },
  { layer: 'xz', magics: ['\xfd7zXZ\0'] },
  { layer: 'zst', magics: ['(\xb5/\xfd', ...SKIPPABLE_FRAMES] },
  { layer: 'lz4', magics: ['\x04"M\x18'] },
  {
    layer: 'bz2',
    magics: [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((level) => BZ2_BLOCK.map((mark) => `BZh${level}${mark}`)),
  },
  { layer: 'zip', magics: ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08', 'PK00PK'] },
  { layer: '7z', magics: ["7z\xbc\xaf'\x1c"] },
  { layer: 'qcow2', magics: ['QFI\xfb'] },
  { layer: 'vhd', magics: ['conectix'] },
  { layer: 'vhdx', magics: ['vhdxfile'] },
  { layer: 'vmdk', magics: ['KDMV'] },
];

/**
 * Sources: RFC 1952 §2.3.1 (gz), the .xz file format §2.1.1.1, RFC 8878 §3.1 (zst; skippable frames), bzip2
 * (block or end mark behind the header), APPNOTE §4.3.7, §4.3.16, §8.5.4 (zip), and those named in virtual-disk/.
 */
function packedAs(head: Buffer): Layer | null {
  const start = head.toString('latin1', 0, 10);
  return PACKED.find(({ magics }) => magics.some((magic) => start.startsWith(magic)))?.layer ?? null;
}

const VMDK_DESCRIPTOR = '# Disk DescriptorFile';

function vmdkInSeveralFiles(head: Buffer): string | null {
  if (head.toString('latin1', 0, VMDK_DESCRIPTOR.length) !== VMDK_DESCRIPTOR) return null;
  return `vmdk in several files (${vmdkKind(head.subarray(0, 4096))})`;
}
