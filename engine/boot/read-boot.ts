import type { Boot } from '#contract/boot.ts';
import type { System } from '#contract/system.ts';
import { attempt } from '../filesystem/volume-problem.ts';
import { describeContent } from '../image/describe-content.ts';
import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { readApm } from '../partition/apm.ts';
import { isFileSystemBootSector, type Mbr, readMbr } from '../partition/mbr.ts';
import { readLogicalPartitions } from '../partition/logical-partitions.ts';
import { type GptTables, readGptTables } from '../partition/read-gpt-tables.ts';
import type { BootFacts } from './boot-facts.ts';
import { placesOfGpt, placesOfMbr, type VolumePlace } from './bootable-volumes.ts';
import { readBootSector } from './boot-sector.ts';
import { type ElTorito, readElTorito } from './el-torito.ts';
import { lookForLoaders, type VolumeLook } from './find-loaders.ts';
import { followBootCode } from './follow-boot-code.ts';
import { judgeBoot } from './judge-boot.ts';

/** First bytes with sector 0, both places of a GPT header, descriptors of a disc and marks of UDF. */
const HEAD_BYTES = 64 * 1024;
const SECTOR_BYTES = 512;

export interface BootReport {
  readonly boot: Boot;
  readonly gpt: GptTables;
}

export interface BootOptions {
  /** False: the end cannot be read, because the image is packed. */
  readonly hasEnd: boolean;
  /** What it was recognised as, to name whose setup disc it is. */
  readonly system: System | null;
}

/**
 * What the bytes of an image, or of a drive, say about starting a computer from them. Damage is a verdict, never a failure; failures are those of `bytes` itself.
 */
export async function readBoot(bytes: SeekableBytes, { hasEnd, system }: BootOptions): Promise<BootReport> {
  const head = await bytes.readAt(0, HEAD_BYTES);
  const sector = head.subarray(0, SECTOR_BYTES);
  const mbr = readMbr(sector);
  const gpt = await readable(readGptTables(bytes, { isProtected: mbr?.isProtective === true, hasEnd }), NO_GPT);
  const isGptUsed = mbr?.isProtective === true && gpt.primary !== 'none';
  const elTorito = await readable(readElTorito(bytes), UNREAD_CATALOGUE);
  const { iso, isUdf } = describeContent(head);
  const mbrLook = await lookAtMbr(bytes, isGptUsed ? null : mbr);
  const whole: readonly VolumePlace[] = isFileSystemBootSector(sector) ? [wholeOf(bytes)] : [];
  const onDrive = isGptUsed && gpt.gpt !== null ? placesOfGpt(gpt.gpt) : mbr === null ? whole : null;
  const volumes = onDrive === null ? mbrLook.looks : await lookAt(bytes, onDrive);
  const firstSector = readBootSector(sector);
  const facts: BootFacts = {
    isDisc: iso !== null || isUdf,
    product: system?.product ?? null,
    mbr,
    gpt,
    isGptUsed,
    hasApm: readApm(head) !== null,
    elTorito,
    firstSector,
    handover: await followBootCode(bytes, { sector: firstSector, mbr, gpt: gpt.gpt }),
    volumes,
    discVolumes: await lookAt(bytes, placesOfDisc(elTorito, bytes)),
    mbrSectorBytes: mbrLook.sectorBytes,
  };
  return { boot: judgeBoot(facts), gpt };
}

const NO_GPT: GptTables = { gpt: null, primary: 'header-damaged', backup: 'unread' };
const UNREAD_CATALOGUE: ElTorito = { entries: [], madeBy: '', isDamaged: true };

/** What could be read; `otherwise` where it lies out of reach. */
async function readable<T>(work: Promise<T>, otherwise: T): Promise<T> {
  const found = await attempt(() => work);
  return found.isFound ? found.value : otherwise;
}

async function lookAt(bytes: SeekableBytes, places: readonly VolumePlace[]): Promise<readonly VolumeLook[]> {
  const looks: VolumeLook[] = [];
  for (const place of places) looks.push(await lookForLoaders(bytes, place));
  return looks;
}

/** An MBR does not say what its numbers count: 512-byte sectors, unless FAT volumes are only where larger ones lead. */
async function lookAtMbr(
  bytes: SeekableBytes,
  mbr: Mbr | null,
): Promise<{ readonly sectorBytes: 512 | 4096; readonly looks: readonly VolumeLook[] }> {
  if (mbr === null) return { sectorBytes: 512, looks: [] };
  const logical = await readable(readLogicalPartitions(bytes, mbr.entries, 512), []);
  const looks = await lookAt(bytes, placesOfMbr([...mbr.entries, ...logical], 512));
  if (looks.some(({ state }) => state === 'fat' || state === 'out-of-reach')) return { sectorBytes: 512, looks };
  const inLarge = placesOfMbr(mbr.entries, 4096).filter(
    (place) => place.startBytes + place.lengthBytes <= bytes.sizeBytes,
  );
  const large = await lookAt(bytes, inLarge);
  return large.some(({ state }) => state === 'fat') ? { sectorBytes: 4096, looks: large } : { sectorBytes: 512, looks };
}

function wholeOf(bytes: SeekableBytes): VolumePlace {
  return { partition: 0, startBytes: 0, lengthBytes: bytes.sizeBytes };
}

/** UEFI boot images of a disc. Their entries often claim less than they are, so the volume itself says where it ends. */
function placesOfDisc(elTorito: ElTorito | null, bytes: SeekableBytes): readonly VolumePlace[] {
  return (elTorito?.entries ?? [])
    .filter(({ platform, isBootable, startBytes }) => platform === 'uefi' && isBootable && startBytes < bytes.sizeBytes)
    .slice(0, 4)
    .map(({ startBytes }) => ({ partition: 0, startBytes, lengthBytes: bytes.sizeBytes - startBytes }));
}
