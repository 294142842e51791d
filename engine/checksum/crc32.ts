import * as zlib from 'node:zlib';
import { isRecord } from '../text/is-record.ts';

type Crc32 = (bytes: Uint8Array, before?: number) => number;

const TABLE = new Uint32Array(256).map((_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Plain version for Node before 20.15, which has no `zlib.crc32`. */
export function crc32ByTable(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return ~value >>> 0;
}

/**
 * CRC-32 of the bytes as gzip, zip, xz and GPT use it; `before` is the value of what came before them.
 * Source: ISO 3309, polynomial 0xEDB88320 (reflected).
 */
export const crc32: Crc32 = isRecord(zlib) && typeof zlib.crc32 === 'function' ? zlib.crc32 : crc32ByTable;
