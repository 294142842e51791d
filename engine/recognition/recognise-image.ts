import type { Product, System } from '#contract/system.ts';
import { placesOfGpt, placesOfMbr, type VolumePlace } from '../boot/bootable-volumes.ts';
import { openFat } from '../filesystem/fat-volume.ts';
import { LimitedBytes } from '../filesystem/limited-bytes.ts';
import type { Content } from '../image/describe-content.ts';
import { type SeekableBytes, seekableRange } from '../image/seekable-bytes.ts';
import { gatherFacts, recogniseDisc, recogniseFacts } from './recognise-disc.ts';
import { readRootVolume, withRoot } from './root-volume.ts';

/** Systems have what tells them apart on one of their first partitions. */
const VOLUMES_MAX = 4;
/** Systems that start from a FAT partition and live on another one. */
const BOARDS: ReadonlySet<Product> = new Set(['raspberry-pi-os', 'raspberry-pi']);
/** Of each volume. */
const READ_LIMIT_BYTES = 2 * 1024 * 1024;

/** The operating system an image carries, by its contents, or null. */
export async function recogniseImage(
  bytes: SeekableBytes,
  content: Content,
  signal: AbortSignal,
): Promise<System | null> {
  if (content.iso !== null || content.isUdf) return await recogniseDisc(bytes, signal);
  const places = placesOf(content, bytes.sizeBytes);
  let found: System | null = null;
  for (const { startBytes, lengthBytes } of places) {
    const system = await recogniseFat(seekableRange(bytes, startBytes, lengthBytes), signal);
    found ??= system;
    if (system?.evidence !== 'content') continue;
    found = system;
    break;
  }
  return found !== null && BOARDS.has(found.product) ? await withOwnWords(found, { bytes, places, signal }) : found;
}

interface Partitions {
  readonly bytes: SeekableBytes;
  readonly places: readonly VolumePlace[];
  readonly signal: AbortSignal;
}

/** What its root file system says besides, where that can be read. */
async function withOwnWords(system: System, { bytes, places, signal }: Partitions): Promise<System> {
  for (const { startBytes, lengthBytes } of places) {
    const root = await readRootVolume(seekableRange(bytes, startBytes, lengthBytes), signal);
    if (root !== null) return withRoot(system, root);
  }
  return system;
}

async function recogniseFat(bytes: SeekableBytes, signal: AbortSignal): Promise<System | null> {
  const opened = await openFat(new LimitedBytes(bytes, READ_LIMIT_BYTES, signal));
  return opened.isFound ? recogniseFacts(await gatherFacts(opened.value)) : null;
}

/** Where FAT volumes may be; the whole image where it has no table. */
function placesOf({ gpt, mbr }: Content, sizeBytes: number): readonly VolumePlace[] {
  const places =
    gpt !== null
      ? placesOfGpt(gpt)
      : mbr === null
        ? [{ partition: 0, startBytes: 0, lengthBytes: sizeBytes }]
        : placesOfMbr(mbr.entries, 512);
  return places
    .filter(({ startBytes }) => startBytes < sizeBytes)
    .map((place) => ({ ...place, lengthBytes: Math.min(place.lengthBytes, sizeBytes - place.startBytes) }))
    .slice(0, VOLUMES_MAX);
}
