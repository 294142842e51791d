import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { openIso9660 } from './iso9660-volume.ts';
import { openUdf } from './udf-volume.ts';
import type { Found, Volume } from './volume.ts';

/**
 * The file system of a disc image: UDF where there is one, because the ISO9660 beside it may hold nothing but a note
 * that says so (Windows media), else ISO9660.
 */
export async function openDisc(bytes: SeekableBytes): Promise<Found<Volume>> {
  const udf = await openUdf(bytes);
  if (udf.isFound) return udf;
  const iso = await openIso9660(bytes);
  return iso.isFound || udf.reason === 'other-format' ? iso : udf;
}
