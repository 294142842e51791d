import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { openExfat } from './exfat-volume.ts';
import { openExt } from './ext-volume.ts';
import { openFat } from './fat-volume.ts';
import { openIso9660 } from './iso9660-volume.ts';
import { openNtfs } from './ntfs-volume.ts';
import { openUdf } from './udf-volume.ts';
import type { Found, Volume, VolumeReason } from './volume.ts';

/** UDF first: what stands beside it on the same disc may be nothing but a note. A boot sector of FAT comes last: others leave one behind. */
const FORMATS = [openNtfs, openExfat, openExt, openUdf, openIso9660, openFat];

/**
 * The file system that begins with the first of `bytes`, whichever of those read here it is. What an earlier one left behind
 * is damaged as a rule: a whole one goes before it.
 */
export async function openVolume(bytes: SeekableBytes): Promise<Found<Volume>> {
  let reason: VolumeReason = 'other-format';
  for (const open of FORMATS) {
    const found = await open(bytes);
    if (found.isFound) return found;
    if (reason === 'other-format') reason = found.reason;
  }
  return { isFound: false, reason };
}
