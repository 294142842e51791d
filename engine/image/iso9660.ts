export interface Iso9660 {
  /** Blanks at the ends removed; still to be cleaned for display. */
  readonly volumeId: string;
  /** Volume space size times logical block size: the bytes the disc needs. */
  readonly volumeBytes: number;
  /** Where the primary volume descriptor lies. */
  readonly descriptorAtBytes: number;
}

const SYSTEM_AREA_BYTES = 16 * 2048;
const DESCRIPTOR_BYTES = 2048;
const TYPE_PRIMARY = 1;
const TYPE_END = 255;

/**
 * Reads the primary volume descriptor from the first bytes of an image (34 KiB and more), or null where it
 * is no ISO9660 volume. Source: ECMA-119 §8.4; both-endian fields are read in their little-endian half.
 */
export function readIso9660(head: Buffer): Iso9660 | null {
  for (let at = SYSTEM_AREA_BYTES; at + DESCRIPTOR_BYTES <= head.length; at += DESCRIPTOR_BYTES) {
    if (head.toString('latin1', at + 1, at + 6) !== 'CD001') return null;
    const type = head[at];
    if (type === TYPE_END) return null;
    if (type === TYPE_PRIMARY) {
      return {
        volumeId: head.toString('latin1', at + 40, at + 72).replace(/[ \0]+$/u, ''),
        volumeBytes: head.readUInt32LE(at + 80) * head.readUInt16LE(at + 128),
        descriptorAtBytes: at,
      };
    }
  }
  return null;
}
