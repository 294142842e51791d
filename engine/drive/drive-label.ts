import type { DriveIdentity } from '#contract/drive.ts';
import { cleanText } from '../text/clean-text.ts';

/** Characters of the serial that are shown: enough to tell twins apart, too few to identify a person. */
const SERIAL_SHOWN = 4;

/** One line that names a drive in messages: `SanDisk Ultra Fit …4F21 (/dev/sdb)`, or just its path. */
export function driveLabel(identity: DriveIdentity): string {
  const name = cleanText([identity.vendor, identity.model].filter((part) => part !== null).join(' '));
  const path = cleanText(identity.devicePath);
  if (name === '') return path;
  const serial = identity.serial === null ? '' : ` …${cleanText(identity.serial).slice(-SERIAL_SHOWN)}`;
  return `${name}${serial} (${path})`;
}
