export interface ApmPartition {
  readonly type: string;
  /** In blocks of 512 bytes, however large the map says its blocks are. */
  readonly startBytes: number;
  readonly lengthBytes: number;
}

const ENTRIES_MAX = 64;
/** Hybrid discs carry maps for both: entries lie one block apart. */
const BLOCK_SIZES = [512, 2048, 4096];

/**
 * Reads an Apple partition map from the first bytes of a drive or image, or null where there is none. Its entries count
 * themselves; one that is missing ends the list. Big-endian. Source: Inside Macintosh: Devices, "The Partition Map".
 */
export function readApm(head: Buffer): readonly ApmPartition[] | null {
  for (const blockBytes of BLOCK_SIZES) {
    const first = head.subarray(blockBytes, blockBytes + 512);
    if (!isEntry(first)) continue;
    const count = Math.min(first.readUInt32BE(4), ENTRIES_MAX);
    const partitions: ApmPartition[] = [];
    for (let index = 1; index <= count; index += 1) {
      const entry = head.subarray(index * blockBytes, index * blockBytes + 512);
      if (!isEntry(entry)) break;
      partitions.push({
        type: entry.toString('latin1', 48, 80).replace(/\0.*$/su, ''),
        startBytes: entry.readUInt32BE(8) * blockBytes,
        lengthBytes: entry.readUInt32BE(12) * blockBytes,
      });
    }
    return partitions;
  }
  return null;
}

/** `PM`, and a count that a map can have. */
function isEntry(block: Buffer): boolean {
  return block.length === 512 && block.toString('latin1', 0, 2) === 'PM' && block.readUInt32BE(4) > 0;
}
