import { crc32 } from '#engine/checksum/crc32.ts';
import { crc32c } from '#engine/checksum/crc32c.ts';
import { sumOf } from '#engine/image/virtual-disk/vhd-footer.ts';
import { hasGptSignature } from '#engine/partition/gpt.ts';

/** Makes checksums right again, so that what lies behind them is reached. Each changes `bytes` in place. */

/** Headers of a GPT in the first sectors and in the last one. */
export function mendGpt(bytes: Buffer): void {
  for (const at of [512, 4096, bytes.length - 512, bytes.length - 4096]) {
    const header = bytes.subarray(Math.max(0, at), at + 512);
    if (at < 0 || header.length < 92 || !hasGptSignature(header)) continue;
    const listAt = Number(header.readBigUInt64LE(72)) * (at === 512 || at === bytes.length - 512 ? 512 : 4096);
    const listBytes = header.readUInt32LE(80) * header.readUInt32LE(84);
    if (listBytes <= 1 << 20) header.writeUInt32LE(crc32(bytes.subarray(listAt, listAt + listBytes)), 88);
    const length = header.readUInt32LE(12);
    if (length > header.length) continue;
    header.writeUInt32LE(0, 16);
    header.writeUInt32LE(crc32(header.subarray(0, length)), 16);
  }
}

/** The first entry of a boot catalogue. */
export function mendCatalogue(bytes: Buffer): void {
  if (bytes.length < 18 * 2048) return;
  const at = bytes.readUInt32LE(17 * 2048 + 0x47) * 2048;
  const entry = bytes.subarray(at, at + 32);
  if (entry.length < 32) return;
  entry.writeUInt16LE(0, 28);
  let sum = 0;
  for (let word = 0; word < 32; word += 2) sum += entry.readUInt16LE(word);
  entry.writeUInt16LE(-sum & 0xffff, 28);
}

const TAGS = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 256, 257, 258, 259, 260, 261, 266]);

/** Tags of UDF descriptors. Source: ECMA-167 3/7.2. */
export function mendUdf(bytes: Buffer): void {
  for (let at = 0; at + 2048 <= bytes.length; at += 2048) {
    const sector = bytes.subarray(at, at + 2048);
    if (!TAGS.has(sector.readUInt16LE(0))) continue;
    const length = sector.readUInt16LE(10);
    if (16 + length <= sector.length) sector.writeUInt16LE(crc16(sector.subarray(16, 16 + length)), 8);
    let sum = 0;
    for (let byte = 0; byte < 16; byte += 1) if (byte !== 4) sum += sector.readUInt8(byte);
    sector.writeUInt8(sum & 0xff, 4);
  }
}

/** CRC-ITU-T with polynomial 0x1021 and start 0. Source: ECMA-167 3/7.2.6. */
function crc16(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1)
      crc = (crc & 0x8000) !== 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

/** Footers and the header of a VHD. */
export function mendVhd(bytes: Buffer): void {
  const structures = [
    { at: 0, lengthBytes: 512, sumAt: 64, word: 'conectix' },
    { at: bytes.length - 512, lengthBytes: 512, sumAt: 64, word: 'conectix' },
    { at: 512, lengthBytes: 1024, sumAt: 36, word: 'cxsparse' },
  ];
  for (const { at, lengthBytes, sumAt, word } of structures) {
    const structure = bytes.subarray(Math.max(0, at), at + lengthBytes);
    if (at < 0 || structure.length < lengthBytes || structure.toString('latin1', 0, 8) !== word) continue;
    structure.writeUInt32BE(sumOf(structure, sumAt), sumAt);
  }
}

/** Headers and lists of regions of a VHDX. */
export function mendVhdx(bytes: Buffer): void {
  for (const [at, lengthBytes] of [
    [64 * 1024, 4096],
    [128 * 1024, 4096],
    [192 * 1024, 65536],
    [256 * 1024, 65536],
  ] as const) {
    const structure = bytes.subarray(at, at + lengthBytes);
    if (structure.length < lengthBytes) continue;
    structure.writeUInt32LE(0, 4);
    structure.writeUInt32LE(crc32c(structure), 4);
  }
}
