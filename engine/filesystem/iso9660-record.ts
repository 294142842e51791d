/** Flags of a directory record. Source: ECMA-119 §9.1.6. */
const FLAG_DIRECTORY = 0x02;
const FLAG_MULTI_EXTENT = 0x80;
const HEAD_BYTES = 33;
const VERSION = /;[0-9]*$/u;

/** One record of a folder as it is stored. Source: ECMA-119 §9.1. */
export interface IsoRecord {
  readonly extentBlock: number;
  readonly extentBytes: number;
  /** Blocks before the data that hold an extended attribute record. */
  readonly attributeBlocks: number;
  readonly isFolder: boolean;
  /** More records of the same file follow. */
  readonly isContinued: boolean;
  /** Parts of it lie between those of another file; nobody makes such discs. */
  readonly isInterleaved: boolean;
  /** The file identifier as stored; one byte 0 for the folder itself, 1 for its parent. */
  readonly identifier: Buffer;
  /** What follows the identifier: the System Use area. Source: ECMA-119 §9.1.13, SUSP 1.12 §4. */
  readonly systemUse: Buffer;
}

/** The record at `at` of a folder's bytes, or null where the block ends (a length of 0). Throws RangeError outside. */
export function readIsoRecord(
  folder: Buffer,
  at: number,
): { readonly record: IsoRecord; readonly endAt: number } | null {
  const lengthBytes = folder.readUInt8(at);
  if (lengthBytes === 0) return null;
  const bytes = folder.subarray(at, at + lengthBytes);
  const flags = bytes.readUInt8(25);
  const identifierBytes = bytes.readUInt8(32);
  bytes.readUInt8(HEAD_BYTES + identifierBytes - 1); // throws where the identifier does not fit into the record
  const identifierEnd = HEAD_BYTES + identifierBytes;
  return {
    record: {
      extentBlock: bytes.readUInt32LE(2),
      extentBytes: bytes.readUInt32LE(10),
      attributeBlocks: bytes.readUInt8(1),
      isFolder: (flags & FLAG_DIRECTORY) !== 0,
      isContinued: (flags & FLAG_MULTI_EXTENT) !== 0,
      isInterleaved: bytes.readUInt8(26) !== 0,
      identifier: bytes.subarray(HEAD_BYTES, identifierEnd),
      // a padding byte follows an identifier of even length
      systemUse: bytes.subarray(identifierEnd + (identifierBytes % 2 === 0 ? 1 : 0)),
    },
    endAt: at + lengthBytes,
  };
}

/** True for the records of the folder itself and of its parent. Source: ECMA-119 §6.8.2.2. */
export function isDotRecord({ identifier }: IsoRecord): boolean {
  return identifier.length === 1 && (identifier[0] === 0 || identifier[0] === 1);
}

/** The name without version number and the dot of an empty extension. Source: ECMA-119 §7.5, §7.6; Joliet (UCS-2, big-endian). */
export function isoName({ identifier }: IsoRecord, isJoliet: boolean): string {
  const name = isJoliet ? ucs2(identifier) : identifier.toString('latin1');
  const bare = name.replace(VERSION, '');
  return !isJoliet && bare.endsWith('.') ? bare.slice(0, -1) : bare;
}

/** Text of two bytes a character, big-endian; an odd byte at the end is dropped. */
export function ucs2(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}
