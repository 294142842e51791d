import type { ExtraDigest } from '#contract/image.ts';

/** What an extra digest sees of the bytes at `offsetBytes`: cut where it ends, with its blank area filled in a copy. */
export function extraPart(bytes: Buffer, offsetBytes: number, { endBytes, blank }: ExtraDigest): Buffer {
  const part =
    endBytes === null ? bytes : bytes.subarray(0, Math.max(0, Math.min(bytes.length, endBytes - offsetBytes)));
  if (blank === null || blank.toBytes <= offsetBytes || blank.fromBytes >= offsetBytes + part.length) return part;
  const from = Math.max(0, blank.fromBytes - offsetBytes);
  return Buffer.from(part).fill(0x20, from, Math.min(part.length, blank.toBytes - offsetBytes));
}
