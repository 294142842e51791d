/** One file or folder of a FAT folder. */
export interface FatEntry {
  /** The long name where it has one, else `NAME.EXT`. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly firstCluster: number;
  readonly sizeBytes: number;
}

export interface FatFolder {
  readonly entries: readonly FatEntry[];
  readonly hasMore: boolean;
  /** From the entry that holds the volume's name, in the root folder only. */
  readonly volumeLabel: string | null;
}

const ENTRY_BYTES = 32;
const ATTRIBUTE_LABEL = 0x08;
const ATTRIBUTE_FOLDER = 0x10;
const ATTRIBUTE_LONG_NAME = 0x0f;
/** Places of the 13 UTF-16 units of a long name in one entry. */
const LONG_NAME_RUNS = [
  [1, 11],
  [14, 26],
  [28, 32],
] as const;
const LONG_NAME_PARTS_MAX = 20;
/** Bits of byte 12: Windows writes short names in lower case this way. */
const LOWER_BASE = 0x08;
const LOWER_EXTENSION = 0x10;

/** Reads the first `most` entries of a folder from its bytes. Source: Microsoft FAT specification §6 (folders), §7 (long names). */
export function readFatFolder(bytes: Buffer, most: number): FatFolder {
  const entries: FatEntry[] = [];
  let volumeLabel: string | null = null;
  let long = noLongName();
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const entry = bytes.subarray(at, at + ENTRY_BYTES);
    const first = entry.readUInt8(0);
    if (first === 0) break;
    const attributes = entry.readUInt8(11) & 0x3f;
    if (first === 0xe5) {
      long = noLongName();
    } else if (attributes === ATTRIBUTE_LONG_NAME) {
      long = addPart(long, entry);
    } else {
      if ((attributes & ATTRIBUTE_LABEL) !== 0) volumeLabel ??= entry.toString('latin1', 0, 11).trimEnd();
      else if (first !== 0x2e) entries.push(entryOf(entry, longNameOf(long, entry)));
      long = noLongName();
    }
    if (entries.length > most) return { entries: entries.slice(0, most), hasMore: true, volumeLabel };
  }
  return { entries, hasMore: false, volumeLabel };
}

function entryOf(entry: Buffer, longName: string | null): FatEntry {
  return {
    name: longName ?? shortNameOf(entry),
    isFolder: (entry.readUInt8(11) & ATTRIBUTE_FOLDER) !== 0,
    firstCluster: entry.readUInt16LE(20) * 0x10000 + entry.readUInt16LE(26),
    sizeBytes: entry.readUInt32LE(28),
  };
}

function shortNameOf(entry: Buffer): string {
  const name = Buffer.from(entry.subarray(0, 11));
  if (name[0] === 0x05) name[0] = 0xe5;
  const flags = entry.readUInt8(12);
  const part = (start: number, end: number, isLower: boolean) => {
    const text = name.toString('latin1', start, end).trimEnd();
    return isLower ? text.toLowerCase() : text;
  };
  const base = part(0, 8, (flags & LOWER_BASE) !== 0);
  const extension = part(8, 11, (flags & LOWER_EXTENSION) !== 0);
  return extension === '' ? base : `${base}.${extension}`;
}

/** Parts of a long name, last one first; they belong to the short entry whose checksum they carry. */
interface LongName {
  readonly parts: readonly Buffer[];
  readonly checksum: number;
  /** Number of the part that must come next; 0: complete, null: none begun. */
  readonly next: number | null;
}

function noLongName(): LongName {
  return { parts: [], checksum: 0, next: null };
}

function addPart(before: LongName, entry: Buffer): LongName {
  const order = entry.readUInt8(0);
  const number = order & 0x3f;
  const checksum = entry.readUInt8(13);
  const isLast = (order & 0x40) !== 0;
  const isNext = isLast ? number >= 1 && number <= LONG_NAME_PARTS_MAX : number === before.next && number >= 1;
  if (!isNext || (!isLast && checksum !== before.checksum)) return noLongName();
  const part = Buffer.concat(LONG_NAME_RUNS.map(([start, end]) => entry.subarray(start, end)));
  return { parts: isLast ? [part] : [...before.parts, part], checksum, next: number - 1 };
}

/** null where the parts are not complete or belong to another entry. */
function longNameOf({ parts, checksum, next }: LongName, entry: Buffer): string | null {
  if (next !== 0 || checksum !== checksumOf(entry)) return null;
  const text = Buffer.concat([...parts].reverse()).toString('utf16le');
  return text.split('\0')[0]?.replace(/\uffff+$/u, '') ?? null;
}

function checksumOf(entry: Buffer): number {
  let sum = 0;
  for (let at = 0; at < 11; at += 1) sum = (((sum & 1) << 7) + (sum >> 1) + entry.readUInt8(at)) & 0xff;
  return sum;
}
