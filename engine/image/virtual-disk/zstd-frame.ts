const FRAME_MAGIC = 0xfd2fb528;
const BLOCK_RLE = 1;
const BLOCK_RESERVED = 3;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];

/** Length of the zstd frame that `bytes` begin with, or null where it is none or goes on. Source: RFC 8878 §3.1.1. */
export function zstdFrameBytes(bytes: Buffer): number | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== FRAME_MAGIC) return null;
  const descriptor = bytes[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const hasChecksum = (descriptor & 0x04) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeFieldBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 2 ** sizeFlag;
  let at = 5 + (isSingleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0) + sizeFieldBytes;
  while (at + 3 <= bytes.length) {
    const header = bytes.readUIntLE(at, 3);
    const type = (header >> 1) & 3;
    if (type === BLOCK_RESERVED) return null;
    at += 3 + (type === BLOCK_RLE ? 1 : header >> 3);
    if ((header & 1) === 0) continue;
    const endAt = at + (hasChecksum ? 4 : 0);
    return endAt <= bytes.length ? endAt : null;
  }
  return null;
}
