import { createHash } from 'node:crypto';
import type { WrittenRecord } from '#contract/record.ts';
import { ChunkTable } from '../checksum/chunk-table.ts';
import type { OpenDrive } from '../platform/open-drive.ts';
import { Mismatches } from './mismatches.ts';
import { readPass } from './read-pass.ts';

export interface CompareRecordRequest {
  readonly drive: OpenDrive;
  readonly record: WrittenRecord;
  readonly signal: AbortSignal;
  readonly pieceMaxBytes: number;
  readonly onCompared: (bytes: number) => void;
}

const ENTRY_BYTES = 8;

/**
 * Reads what a receipt covers and compares it with the receipt alone; writes nothing. Equal SHA-256: equal, whatever the
 * block sums say. Different: the blocks whose sums differ, or the whole where the sums show no difference or are missing.
 *
 * Throws TransferError or the signal's reason.
 */
export async function compareWithRecord(request: CompareRecordRequest): Promise<Mismatches> {
  const { drive, record, signal } = request;
  const sha256 = createHash('sha256');
  const table = new ChunkTable();
  await readPass({
    drive,
    fromBytes: 0,
    toBytes: record.sizeBytes,
    signal,
    pieceMaxBytes: request.pieceMaxBytes,
    onBytes: (bytes) => {
      sha256.update(bytes);
      table.add(bytes);
      request.onCompared(bytes.length);
    },
  });
  const found = new Mismatches();
  if (sha256.digest('hex') === record.sha256) return found;
  addDifferingBlocks(found, record, table);
  if (found.count === 0) found.add(0, record.sizeBytes);
  return found;
}

function addDifferingBlocks(found: Mismatches, { blocks, sizeBytes }: WrittenRecord, table: ChunkTable): void {
  if (blocks === null) return;
  const expected = Buffer.from(blocks.table, 'base64');
  const actual = table.blockSums(blocks.blockBytes);
  for (let at = 0; at < actual.length; at += ENTRY_BYTES) {
    if (actual.subarray(at, at + ENTRY_BYTES).equals(expected.subarray(at, at + ENTRY_BYTES))) continue;
    const offsetBytes = (at / ENTRY_BYTES) * blocks.blockBytes;
    found.add(offsetBytes, Math.min(blocks.blockBytes, sizeBytes - offsetBytes));
  }
}
