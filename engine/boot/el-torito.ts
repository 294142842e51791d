import type { Boot } from '#contract/boot.ts';
import type { SeekableBytes } from '../image/seekable-bytes.ts';

export interface ElToritoEntry {
  readonly platform: Boot['elTorito'][number];
  readonly isBootable: boolean;
  /** Where its boot image lies. */
  readonly startBytes: number;
  /** As the entry says, in 512-byte units; UEFI entries of 0 or 1 reach to the end of the disc. */
  readonly lengthBytes: number;
}

export interface ElTorito {
  readonly entries: readonly ElToritoEntry[];
  /** Who made the disc, as the catalogue says. */
  readonly madeBy: string;
  readonly isDamaged: boolean;
}

const BLOCK_BYTES = 2048;
const BOOT_RECORD_AT = 17 * BLOCK_BYTES;
const SPECIFICATION = 'EL TORITO SPECIFICATION';
const ENTRY_BYTES = 32;
/** 127 entries behind the first: more than any disc has. */
const CATALOGUE_BYTES = 2 * BLOCK_BYTES;
const PLATFORMS: Readonly<Record<number, ElToritoEntry['platform']>> = { 0: 'bios', 239: 'uefi' };

/**
 * Reads the boot catalogue of a disc image, or null where it has none. A catalogue that is damaged or lies outside has
 * no entries. Source: El Torito 1.0 §2 (catalogue), UEFI 2.10 §13.3.2.1 (platform 0xEF).
 */
export async function readElTorito(bytes: SeekableBytes): Promise<ElTorito | null> {
  const record = await bytes.readAt(BOOT_RECORD_AT, BLOCK_BYTES);
  if (record.length < BLOCK_BYTES || record[0] !== 0) return null;
  if (record.toString('latin1', 1, 6) !== 'CD001') return null;
  if (record.toString('latin1', 7, 7 + SPECIFICATION.length) !== SPECIFICATION) return null;
  const catalogue = await bytes.readAt(record.readUInt32LE(0x47) * BLOCK_BYTES, CATALOGUE_BYTES);
  return parseCatalogue(catalogue);
}

function parseCatalogue(catalogue: Buffer): ElTorito {
  const validation = catalogue.subarray(0, ENTRY_BYTES);
  if (!isValidation(validation)) return { entries: [], madeBy: '', isDamaged: true };
  const entries: ElToritoEntry[] = [];
  let platform = platformOf(validation);
  const first = catalogue.subarray(ENTRY_BYTES, 2 * ENTRY_BYTES);
  if (first.length === ENTRY_BYTES) entries.push(entryOf(first, platform));
  for (let at = 2 * ENTRY_BYTES; at + ENTRY_BYTES <= catalogue.length; at += ENTRY_BYTES) {
    const entry = catalogue.subarray(at, at + ENTRY_BYTES);
    const kind = entry[0];
    if (kind === 0x90 || kind === 0x91) platform = platformOf(entry);
    else if (kind === 0x88) entries.push(entryOf(entry, platform));
    else if (kind !== 0x44) break; // 0x44: selection criteria of the entry before
  }
  return { entries, madeBy: validation.toString('latin1', 4, 28).replace(/[ \0]+$/u, ''), isDamaged: false };
}

/** All its 16-bit words add up to 0. */
function isValidation(entry: Buffer): boolean {
  if (entry.length < ENTRY_BYTES || entry[0] !== 1 || entry[30] !== 0x55 || entry[31] !== 0xaa) return false;
  let sum = 0;
  for (let at = 0; at < ENTRY_BYTES; at += 2) sum += entry.readUInt16LE(at);
  return (sum & 0xffff) === 0;
}

function platformOf(entry: Buffer): ElToritoEntry['platform'] {
  return PLATFORMS[entry[1] ?? -1] ?? 'other';
}

function entryOf(entry: Buffer, platform: ElToritoEntry['platform']): ElToritoEntry {
  return {
    platform,
    isBootable: entry[0] === 0x88,
    startBytes: entry.readUInt32LE(8) * BLOCK_BYTES,
    lengthBytes: entry.readUInt16LE(6) * 512,
  };
}
