import type { EmbeddedChecksum, ExtraDigest } from '#contract/image.ts';
import { readIso9660 } from './iso9660.ts';

/** Application use area of the primary volume descriptor. Source: ECMA-119 §8.4.32. */
const AREA = { fromBytes: 883, lengthBytes: 512 };
const SECTOR_BYTES = 2048;
const FIELDS_MAX = 64;

/**
 * The MD5 that `implantisomd5` put into an ISO, or null where there is none that can be used. It covers the volume from its
 * start without the sectors left out at its end, the area it stands in read as blanks. Source: the notes on the format in
 * isomd5sum.
 */
export function readEmbeddedChecksum(head: Buffer): EmbeddedChecksum | null {
  const iso = readIso9660(head);
  if (iso === null) return null;
  const fromBytes = iso.descriptorAtBytes + AREA.fromBytes;
  const fields = fieldsOf(head.toString('latin1', fromBytes, fromBytes + AREA.lengthBytes));
  const digest = fields.get('ISO MD5SUM')?.toLowerCase() ?? '';
  const skipped = fields.get('SKIPSECTORS') ?? '';
  if (!/^[0-9a-f]{32}$/u.test(digest) || !/^\d{1,9}$/u.test(skipped)) return null;
  const coveredBytes = iso.volumeBytes - Number(skipped) * SECTOR_BYTES;
  const toBytes = fromBytes + AREA.lengthBytes;
  if (coveredBytes < toBytes) return null;
  return { algorithm: 'md5', digest, coveredBytes, blank: { fromBytes, toBytes } };
}

/** How it is computed anew. */
export function embeddedDigest({ algorithm, coveredBytes, blank }: EmbeddedChecksum): ExtraDigest {
  return { algorithm, suffix: '', endBytes: coveredBytes, blank };
}

/** `NAME = value;` one behind the other; blanks and text without a sign of equality are left out. */
function fieldsOf(area: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const part of area.split(';').slice(0, FIELDS_MAX)) {
    const [name = '', value] = part.split('=');
    if (value !== undefined && !fields.has(name.trim())) fields.set(name.trim(), value.trim());
  }
  return fields;
}
