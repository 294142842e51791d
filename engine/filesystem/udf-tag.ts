/** Tag identifiers. Source: ECMA-167 3/7.2.1, 4/7.2.1. */
export const TAG = {
  primaryVolume: 1,
  anchor: 2,
  volumePointer: 3,
  partition: 5,
  logicalVolume: 6,
  terminating: 8,
  fileSet: 256,
  fileIdentifier: 257,
  allocationExtent: 258,
  indirectEntry: 259,
  fileEntry: 261,
  extendedFileEntry: 266,
} as const;

const TAG_BYTES = 16;

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit += 1)
    value = value & 0x8000 ? ((value << 1) ^ 0x1021) & 0xffff : (value << 1) & 0xffff;
  return value;
});

/** CRC-16 of polynomial x^16 + x^12 + x^5 + 1, starting at 0. Source: ECMA-167 1/7.2.6. */
export function crc16(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = ((value << 8) ^ (CRC_TABLE[((value >> 8) ^ byte) & 0xff] ?? 0)) & 0xffff;
  return value;
}

/**
 * The tag identifier of a descriptor, or null where the bytes have no valid tag: its own checksum and the CRC over the
 * bytes it covers must be right, as far as they are there. Source: ECMA-167 3/7.2.
 */
export function readTag(descriptor: Buffer): number | null {
  if (descriptor.length < TAG_BYTES) return null;
  let sum = 0;
  for (let at = 0; at < TAG_BYTES; at += 1) if (at !== 4) sum = (sum + (descriptor[at] ?? 0)) & 0xff;
  if (sum !== descriptor[4]) return null;
  const covered = descriptor.subarray(TAG_BYTES, TAG_BYTES + descriptor.readUInt16LE(10));
  const isWhole = covered.length === descriptor.readUInt16LE(10);
  if (isWhole && crc16(covered) !== descriptor.readUInt16LE(8)) return null;
  return descriptor.readUInt16LE(0);
}

/**
 * Text of OSTA compressed Unicode: the first byte says whether 8 or 16 bits a character follow.
 * Source: UDF 2.60 §2.1.1. Anything else is no text: ''.
 */
export function ostaText(bytes: Buffer): string {
  const kind = bytes[0];
  if (kind === 8 || kind === 254) return bytes.subarray(1).toString('latin1');
  if (kind !== 16 && kind !== 255) return '';
  return Buffer.from(bytes.subarray(1, 1 + ((bytes.length - 1) & ~1)))
    .swap16()
    .toString('utf16le');
}

/** Text of a field of fixed size, whose last byte is its length. Source: ECMA-167 1/7.2.12 (dstring). */
export function dstring(field: Buffer): string {
  const lengthBytes = field[field.length - 1] ?? 0;
  return ostaText(field.subarray(0, Math.min(lengthBytes, field.length - 1))).replace(/[ \0]+$/u, '');
}
