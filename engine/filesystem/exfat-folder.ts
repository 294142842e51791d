/** A file or folder of an exFAT folder, or what the root folder says about the volume. */
export type ExfatEntry =
  | {
      readonly kind: 'file' | 'folder';
      readonly name: string;
      readonly firstCluster: number;
      readonly sizeBytes: number;
      /** Bytes that were written; those behind read as zeros. */
      readonly writtenBytes: number;
      /** Its clusters follow each other; the table says nothing about them. */
      readonly isContiguous: boolean;
    }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'bitmap'; readonly firstCluster: number; readonly sizeBytes: number };

export const EXFAT_ENTRY_BYTES = 32;
/** Kinds of entries in use. Source: exFAT §7.1 to §7.7. */
const TYPE_BITMAP = 0x81;
const TYPE_LABEL = 0x83;
const TYPE_FILE = 0x85;
const TYPE_STREAM = 0xc0;
const TYPE_NAME = 0xc1;
const ATTRIBUTE_FOLDER = 0x10;
const FLAG_CONTIGUOUS = 0x02;
const NAME_UNITS_PER_ENTRY = 15;
const LABEL_UNITS_MAX = 11;
/** One file entry, one stream entry and 17 parts of a name. Source: exFAT §7.4.2. */
export const EXFAT_SET_ENTRIES_MAX = 19;

/** What one step found: an entry or nothing of interest, and where the next one begins; null: the folder ends here. */
export interface ExfatStep {
  readonly entry: ExfatEntry | null;
  readonly nextAt: number;
}

/** The entry or set of entries at `at`; null at the end of the folder. Source: exFAT §6, §7. */
export function readExfatEntry(folder: Buffer, at: number): ExfatStep | null {
  const first = folder.subarray(at, at + EXFAT_ENTRY_BYTES);
  const type = first[0] ?? 0;
  if (first.length < EXFAT_ENTRY_BYTES || type === 0) return null;
  const nextAt = at + EXFAT_ENTRY_BYTES;
  if (type === TYPE_LABEL) {
    const units = Math.min(first.readUInt8(1), LABEL_UNITS_MAX);
    return { entry: { kind: 'label', label: first.toString('utf16le', 2, 2 + units * 2) }, nextAt };
  }
  if (type === TYPE_BITMAP) {
    const place = { firstCluster: first.readUInt32LE(20), sizeBytes: Number(first.readBigUInt64LE(24)) };
    return { entry: { kind: 'bitmap', ...place }, nextAt };
  }
  if (type !== TYPE_FILE) return { entry: null, nextAt };
  const count = first.readUInt8(1);
  const stream = folder.subarray(nextAt, nextAt + EXFAT_ENTRY_BYTES);
  // what belongs together is not there as a whole: passed by, as every system does
  if (count < 2 || count >= EXFAT_SET_ENTRIES_MAX || stream[0] !== TYPE_STREAM) return { entry: null, nextAt };
  const name = nameOf(folder.subarray(nextAt + EXFAT_ENTRY_BYTES), count - 1, stream.readUInt8(3));
  if (name === null) return { entry: null, nextAt };
  const entry = {
    kind: (first.readUInt16LE(4) & ATTRIBUTE_FOLDER) === 0 ? 'file' : 'folder',
    name,
    firstCluster: stream.readUInt32LE(20),
    sizeBytes: Number(stream.readBigUInt64LE(24)),
    writtenBytes: Number(stream.readBigUInt64LE(8)),
    isContiguous: (stream.readUInt8(1) & FLAG_CONTIGUOUS) !== 0,
  } as const;
  return { entry, nextAt: nextAt + count * EXFAT_ENTRY_BYTES };
}

/** The name in the first entries of `parts`; null where they are not all there. */
function nameOf(parts: Buffer, count: number, units: number): string | null {
  const needed = Math.ceil(units / NAME_UNITS_PER_ENTRY);
  if (units === 0 || needed > count) return null;
  const texts: Buffer[] = [];
  for (let index = 0; index < needed; index += 1) {
    const part = parts.subarray(index * EXFAT_ENTRY_BYTES, (index + 1) * EXFAT_ENTRY_BYTES);
    if (part.length < EXFAT_ENTRY_BYTES || part[0] !== TYPE_NAME) return null;
    texts.push(part.subarray(2));
  }
  return Buffer.concat(texts).toString('utf16le', 0, units * 2);
}
