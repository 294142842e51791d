import type { Image } from '#contract/image.ts';
import { type Gpt, readGpt } from '../partition/gpt.ts';
import { hasBootSignature, isFileSystemBootSector, type Mbr, readMbr } from '../partition/mbr.ts';
import { cleanText } from '../text/clean-text.ts';
import { type DeclaredFileSystem, readFileSystemSize } from './file-system-size.ts';
import { type Iso9660, readIso9660 } from './iso9660.ts';

/** What the first bytes of an unpacked image say about it. */
export interface Content {
  readonly kind: Image['content'];
  readonly iso: Iso9660 | null;
  readonly mbr: Mbr | null;
  readonly gpt: Gpt | null;
  /** Where it fills the image: neither a disc nor a partition table beside it. */
  readonly fileSystem: DeclaredFileSystem | null;
  /** Ends in 0x55 0xAA: an MBR or the boot sector of a file system. */
  readonly hasBootSector: boolean;
  /** Has the recognition sequence of UDF, alone or beside ISO9660. */
  readonly isUdf: boolean;
  /** Cleaned for display. */
  readonly volumeLabel: string | null;
}

/** First bytes that are enough for all that is looked for: ISO9660, GPT with 4096-byte sectors, ext. */
export const HEAD_BYTES = 128 * 1024;

const EXT_MAGIC_AT = 1024 + 56;
const EXT_LABEL_AT = 1024 + 120;
const UDF_AT = 32768 + 1;

/** Describes an image by its first HEAD_BYTES (or all of it, where it is shorter). */
export function describeContent(head: Buffer): Content {
  const iso = readIso9660(head);
  const mbr = readMbr(head);
  const gpt = readGpt(head);
  const fileSystemLabel = readFileSystemLabel(head);
  const hasTable = mbr !== null || gpt !== null;
  const label = cleanText(iso?.volumeId ?? (hasTable ? '' : (fileSystemLabel ?? '')));
  return {
    kind: kindOf({ isIso: iso !== null, hasTable, isFileSystem: fileSystemLabel !== null }),
    iso,
    mbr,
    gpt,
    fileSystem: iso === null && !hasTable ? readFileSystemSize(head) : null,
    hasBootSector: hasBootSignature(head),
    isUdf: hasUdf(head),
    volumeLabel: label === '' ? null : label,
  };
}

/** True where the bytes are surely an image, whatever else their first bytes look like. */
export function isBootMedia(head: Buffer): boolean {
  const content = describeContent(head);
  return content.iso !== null || content.mbr !== null || content.gpt !== null;
}

function kindOf(facts: {
  readonly isIso: boolean;
  readonly hasTable: boolean;
  readonly isFileSystem: boolean;
}): Content['kind'] {
  if (facts.isIso) return 'iso9660';
  if (facts.hasTable) return 'disk';
  return facts.isFileSystem ? 'file-system' : 'unknown';
}

/** Label of a file system that fills the image, '' where it has none, null where it is no file system. */
function readFileSystemLabel(head: Buffer): string | null {
  if (isFileSystemBootSector(head)) return readFatLabel(head);
  if (head.length > EXT_LABEL_AT + 16 && head.readUInt16LE(EXT_MAGIC_AT) === 0xef53) {
    return head.toString('utf8', EXT_LABEL_AT, EXT_LABEL_AT + 16).replace(/\0.*$/su, '');
  }
  const start = head.toString('latin1', 0, 4);
  if (start === 'hsqs' || start === 'XFSB') return '';
  return hasUdf(head) ? '' : null;
}

/** Source: ECMA-167 2/8.3 and 2/9.1: among the structures of 2048 bytes from byte 32768 on. */
function hasUdf(head: Buffer): boolean {
  for (let at = UDF_AT; at + 5 <= head.length; at += 2048) {
    const identifier = head.toString('latin1', at, at + 5);
    if (['BEA01', 'NSR02', 'NSR03'].includes(identifier)) return true;
    if (identifier !== 'CD001') return false;
  }
  return false;
}

/** Source: Microsoft FAT specification §3.2, §3.3 (BS_VolLab); NTFS and exFAT keep theirs elsewhere. */
function readFatLabel(head: Buffer): string {
  const isFat32 = head.readUInt16LE(22) === 0;
  const at = isFat32 ? 71 : 43;
  if (head[at - 5] !== 0x29) return '';
  const label = head.toString('latin1', at, at + 11).trim();
  return label === 'NO NAME' ? '' : label;
}
