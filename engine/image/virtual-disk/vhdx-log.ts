import type { DiskFile } from './disk-file.ts';
import { hasGoodChecksum, type VhdxLogPlace } from './vhdx-structures.ts';

/** Read whole, and its parts kept until they are carried out. The logs of Hyper-V have 1 MiB. */
const LOG_MAX_BYTES = 8 * 1024 * 1024;
const PAGE_BYTES = 4096;
const ENTRY_HEADER_BYTES = 64;
const DESCRIPTOR_BYTES = 32;
/** Checksums are made of so many bytes of a log in all, whatever lengths its entries claim. */
const CHECKED_TIMES_MAX = 4;

/** A page or a run of zeros that the log still has to put into the file. */
export interface Patch {
  readonly atBytes: number;
  readonly lengthBytes: number;
  /** Null: zeros. */
  readonly bytes: Buffer | null;
}

interface Entry {
  readonly atBytes: number;
  readonly tailBytes: number;
  readonly sequence: bigint;
  readonly bytes: Buffer;
}

/**
 * What the log of a disk that was not closed properly still has to carry out, oldest first; none where it holds no complete
 * sequence. IMAGE_TRUNCATED where the file is shorter than when the log was written. Source: MS-VHDX 2.3.
 */
export async function readVhdxLog(file: DiskFile, place: VhdxLogPlace): Promise<readonly Patch[]> {
  if (place.lengthBytes === 0 || place.lengthBytes % PAGE_BYTES !== 0 || place.lengthBytes > LOG_MAX_BYTES) {
    throw file.damaged(`a log of ${place.lengthBytes} bytes`);
  }
  const log = await file.readExactly(place.atBytes, place.lengthBytes);
  const sequence = activeSequence(entriesOf(file, log, place.guid), log.length);
  const last = sequence.at(-1);
  if (last === undefined) return [];
  if (last.bytes.readBigUInt64LE(48) > BigInt(file.sizeBytes)) throw file.cutShort();
  return sequence.flatMap((entry) => patchesOf(file, entry));
}

/** All whole entries by their place. */
function entriesOf(file: DiskFile, log: Buffer, guid: Buffer): ReadonlyMap<number, Entry> {
  const entries = new Map<number, Entry>();
  let checkedBytes = 0;
  for (let at = 0; at < log.length; at += PAGE_BYTES) {
    if (log.toString('latin1', at, at + 4) !== 'loge') continue;
    const lengthBytes = log.readUInt32LE(at + 8);
    const isLength = lengthBytes >= PAGE_BYTES && lengthBytes % PAGE_BYTES === 0 && lengthBytes <= log.length;
    if (!isLength || !log.subarray(at + 32, at + 48).equals(guid)) continue;
    checkedBytes += lengthBytes;
    if (checkedBytes > CHECKED_TIMES_MAX * log.length) throw file.damaged('a log of entries that overlap');
    const inOne = log.subarray(at, at + lengthBytes);
    const bytes =
      inOne.length === lengthBytes ? inOne : Buffer.concat([inOne, log.subarray(0, lengthBytes - inOne.length)]);
    if (!hasGoodChecksum(bytes)) continue;
    entries.set(at, { atBytes: at, tailBytes: bytes.readUInt32LE(12), sequence: bytes.readBigUInt64LE(16), bytes });
  }
  return entries;
}

/** The newest run of entries that goes on from its own tail without a gap, oldest first. */
function activeSequence(entries: ReadonlyMap<number, Entry>, logBytes: number): readonly Entry[] {
  const newestFirst = [...entries.values()].sort((one, other) => (one.sequence > other.sequence ? -1 : 1));
  for (const newest of newestFirst) {
    const sequence: Entry[] = [];
    let entry = entries.get(newest.tailBytes);
    while (entry !== undefined && sequence.length < entries.size) {
      const before = sequence.at(-1);
      if (before !== undefined && entry.sequence !== before.sequence + 1n) break;
      sequence.push(entry);
      if (entry === newest) return sequence;
      entry = entries.get((entry.atBytes + entry.bytes.length) % logBytes);
    }
  }
  return [];
}

function patchesOf(file: DiskFile, { bytes, sequence }: Entry): readonly Patch[] {
  const patches: Patch[] = [];
  const count = bytes.readUInt32LE(24);
  let pageAt = Math.ceil((ENTRY_HEADER_BYTES + count * DESCRIPTOR_BYTES) / PAGE_BYTES) * PAGE_BYTES;
  if (pageAt > bytes.length) throw file.damaged('a log entry is too short');
  for (let index = 0; index < count; index += 1) {
    const at = ENTRY_HEADER_BYTES + index * DESCRIPTOR_BYTES;
    const kind = bytes.toString('latin1', at, at + 4);
    const atBytes = file.place(bytes.readBigUInt64LE(at + 16));
    if (bytes.readBigUInt64LE(at + 24) !== sequence) throw file.damaged('a log entry with a foreign part');
    if (kind === 'zero') {
      patches.push({ atBytes, lengthBytes: file.place(bytes.readBigUInt64LE(at + 8)), bytes: null });
      continue;
    }
    const page = bytes.subarray(pageAt, pageAt + PAGE_BYTES);
    if (kind !== 'desc' || page.length < PAGE_BYTES || page.toString('latin1', 0, 4) !== 'data') {
      throw file.damaged('a log entry with an unknown part');
    }
    // The page's first 8 and last 4 bytes stand in the descriptor: in the log they hold marks.
    const whole = Buffer.concat([
      bytes.subarray(at + 8, at + 16),
      page.subarray(8, -4),
      bytes.subarray(at + 4, at + 8),
    ]);
    patches.push({ atBytes, lengthBytes: PAGE_BYTES, bytes: whole });
    pageAt += PAGE_BYTES;
  }
  return patches;
}
