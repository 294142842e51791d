import { recordNumber } from './ntfs-attributes.ts';
import { VolumeProblem } from './volume-problem.ts';

/** One name in a folder. A file with a short name beside its long one has two. */
export interface NtfsName {
  readonly record: number;
  readonly name: string;
  /** The 8.3 name of a file whose other name stands here, too. */
  readonly isShort: boolean;
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
}

const ENTRY_LAST = 0x02;
const NAMESPACE_DOS = 2;
const NAME_HEAD_BYTES = 66;
const ATTRIBUTE_REPARSE = 0x400;
const ATTRIBUTE_FOLDER = 0x10000000;
/** Reparse points that lead elsewhere; all others are files and folders with something special. Source: [MS-FSCC] §2.1.2.1. */
const TAGS_OF_LINKS = [0xa0000003, 0xa000000c, 0xa000001d];

/** The names in an index, from its header at `at` on; those in nodes below are not followed. Source: NTFS index header, index entry, file name attribute. */
export function readNtfsNames(bytes: Buffer, headerAt: number): readonly NtfsName[] {
  const names: NtfsName[] = [];
  const endAt = headerAt + bytes.readUInt32LE(headerAt + 4);
  let at = headerAt + bytes.readUInt32LE(headerAt);
  if (endAt > bytes.length) throw new VolumeProblem('damaged');
  while (at + 16 <= endAt) {
    const lengthBytes = bytes.readUInt16LE(at + 8);
    if ((bytes.readUInt16LE(at + 12) & ENTRY_LAST) !== 0) break;
    if (lengthBytes < 16 || at + lengthBytes > endAt) throw new VolumeProblem('damaged');
    const key = bytes.subarray(at + 16, at + 16 + bytes.readUInt16LE(at + 10));
    names.push(nameOf(recordNumber(bytes, at), key));
    at += lengthBytes;
  }
  return names;
}

function nameOf(record: number, key: Buffer): NtfsName {
  const attributes = key.readUInt32LE(56);
  const isLink = (attributes & ATTRIBUTE_REPARSE) !== 0 && TAGS_OF_LINKS.includes(key.readUInt32LE(60));
  const isFolder = (attributes & ATTRIBUTE_FOLDER) !== 0;
  const nameEnd = NAME_HEAD_BYTES + key.readUInt8(64) * 2;
  if (nameEnd > key.length) throw new VolumeProblem('damaged');
  return {
    record,
    name: key.toString('utf16le', NAME_HEAD_BYTES, nameEnd),
    isShort: key.readUInt8(65) === NAMESPACE_DOS,
    kind: isLink ? 'other' : isFolder ? 'folder' : 'file',
    sizeBytes: isLink || isFolder ? 0 : Number(key.readBigUInt64LE(48)),
  };
}
