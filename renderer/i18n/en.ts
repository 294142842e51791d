import { enBoot } from './en/boot.ts';
import { enContents } from './en/contents.ts';
import { enDownload } from './en/download.ts';
import { enDrives } from './en/drives.ts';
import { enErrors } from './en/errors.ts';
import { enFrame } from './en/frame.ts';
import { enImage } from './en/image.ts';
import { enJob } from './en/job.ts';
import { enRecords } from './en/records.ts';

/** Every sentence of the window, in English. The keys of this object are the keys of all languages. */
export const en = {
  ...enFrame,
  ...enImage,
  ...enBoot,
  ...enDrives,
  ...enContents,
  ...enDownload,
  ...enJob,
  ...enRecords,
  ...enErrors,
} as const;
