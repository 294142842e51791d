import path from 'node:path';
import type { Image } from '#contract/image.ts';

/** Names under which a checksum file may list the image: its own, what is packed in it, without the packing's ending. */
export function imageNamesOf(image: Image): readonly string[] {
  const own = path.basename(image.path);
  const unpacked = image.layers.length > 0 ? [image.name.replace(/\.[A-Za-z0-9]+$/, '')] : [];
  return [image.name, own, ...(image.entryName === null ? [] : [image.entryName]), ...unpacked];
}
