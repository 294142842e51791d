import { jaBoot } from './ja/boot.ts';
import { jaContents } from './ja/contents.ts';
import { jaDownload } from './ja/download.ts';
import { jaDrives } from './ja/drives.ts';
import { jaErrors } from './ja/errors.ts';
import { jaFrame } from './ja/frame.ts';
import { jaImage } from './ja/image.ts';
import { jaJob } from './ja/job.ts';
import { jaRecords } from './ja/records.ts';
import type { Catalogue } from './keys.ts';

/** Every sentence of the window, in Japanese (style: ux.md 11). A missing key does not compile. */
export const ja = {
  ...jaFrame,
  ...jaImage,
  ...jaBoot,
  ...jaDrives,
  ...jaContents,
  ...jaDownload,
  ...jaJob,
  ...jaRecords,
  ...jaErrors,
} satisfies Catalogue;
