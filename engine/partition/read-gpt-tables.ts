import type { SeekableBytes } from '../image/seekable-bytes.ts';
import {
  GPT_SECTOR_SIZES,
  type Gpt,
  type GptHeader,
  gptListBytes,
  hasGptSignature,
  readGptEntries,
  readGptHeader,
} from './gpt.ts';

export interface GptTables {
  /** The copy that was read: the primary one unless only the backup is whole. null: none is. */
  readonly gpt: Gpt | null;
  /** `none`: no sign of a GPT. `unread`: nobody can tell, the image is packed. */
  readonly primary: 'none' | 'whole' | 'header-damaged' | 'entries-damaged';
  readonly backup: 'none' | 'whole' | 'missing' | 'unread';
}

const NONE: GptTables = { gpt: null, primary: 'none', backup: 'none' };

/**
 * Reads both copies of the GPT of an image or drive. The backup is looked for where the primary one says, or in the last
 * sector where the primary one is damaged; `hasEnd` false: the end cannot be read (packed). Source: UEFI 2.10 §5.3.
 */
export async function readGptTables(
  bytes: SeekableBytes,
  { isProtected, hasEnd }: { readonly isProtected: boolean; readonly hasEnd: boolean },
): Promise<GptTables> {
  let hasSign = isProtected;
  for (const size of GPT_SECTOR_SIZES) {
    const sector = await bytes.readAt(size, size);
    const header = readGptHeader(sector, size);
    if (header !== null) return await fromPrimary(bytes, header, hasEnd);
    hasSign ||= hasGptSignature(sector);
  }
  if (!hasSign) return NONE;
  const backup = hasEnd ? await findBackup(bytes) : null;
  return { gpt: backup, primary: 'header-damaged', backup: backup !== null ? 'whole' : hasEnd ? 'missing' : 'unread' };
}

async function fromPrimary(bytes: SeekableBytes, header: GptHeader, hasEnd: boolean): Promise<GptTables> {
  const partitions = await readList(bytes, header);
  const atBytes = header.alternateLba * header.sectorSizeBytes;
  const isInside = atBytes + header.sectorSizeBytes <= bytes.sizeBytes;
  const copy = hasEnd && isInside ? await readCopy(bytes, atBytes, header.sectorSizeBytes) : null;
  const backup = copy !== null ? 'whole' : hasEnd || !isInside ? 'missing' : 'unread';
  if (partitions !== null) return { gpt: { ...header, partitions }, primary: 'whole', backup };
  return { gpt: { ...header, partitions: copy?.partitions ?? null }, primary: 'entries-damaged', backup };
}

async function findBackup(bytes: SeekableBytes): Promise<Gpt | null> {
  for (const size of GPT_SECTOR_SIZES) {
    const last = Math.floor(bytes.sizeBytes / size) - 1;
    const found = last <= 1 ? null : await readCopy(bytes, last * size, size);
    if (found?.partitions != null) return found;
  }
  return null;
}

async function readCopy(bytes: SeekableBytes, atBytes: number, sectorSizeBytes: number): Promise<Gpt | null> {
  const header = readGptHeader(await bytes.readAt(atBytes, sectorSizeBytes), sectorSizeBytes);
  return header === null ? null : { ...header, partitions: await readList(bytes, header) };
}

async function readList(bytes: SeekableBytes, header: GptHeader): Promise<Gpt['partitions']> {
  const lengthBytes = gptListBytes(header);
  const startBytes = header.entriesLba * header.sectorSizeBytes;
  if (lengthBytes === null || startBytes + lengthBytes > bytes.sizeBytes) return null;
  return readGptEntries(header, await bytes.readAt(startBytes, lengthBytes));
}
