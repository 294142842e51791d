import {
  CONTENTS_ENTRIES_MAX,
  CONTENTS_VOLUMES_MAX,
  type ContentsEntry,
  type DriveContents,
  type VolumeContents,
} from '#contract/contents.ts';
import { AppError } from '../errors/app-error.ts';
import { LimitedBytes } from '../filesystem/limited-bytes.ts';
import { openVolume } from '../filesystem/open-volume.ts';
import type { Volume, VolumeEntry, VolumeReason } from '../filesystem/volume.ts';
import { attempt, VolumeProblem } from '../filesystem/volume-problem.ts';
import { type SeekableBytes, seekableRange } from '../image/seekable-bytes.ts';
import { cleanText } from '../text/clean-text.ts';
import { drivePlaces, type DrivePlaces, type Place, wholeDrive } from './drive-places.ts';
import { encryptionOf, isBlank, namedSystem } from './named-system.ts';

/** What reading one volume may take, so that a hostile one leaves the others their share. */
const VOLUME_BYTES_MAX = 16 * 1024 * 1024;
/** Of all names together: the answer is one message. */
const NAMES_CHARS_MAX = 200_000;
/** For a name of which nothing can be shown. */
const UNSHOWN_NAME = '\ufffd';
const byName = new Intl.Collator('en', { numeric: true });

/**
 * What is on a drive: its volumes, and the first-level files of those whose file system is read here. `bytes` are the whole
 * drive. Damage is an answer, never a failure; a drive that cannot be read at some places leaves the other volumes as they
 * are. Rejects only with failures of the drive as a whole and with CancelledError.
 */
export async function readContents(
  bytes: SeekableBytes,
  { sectorSizeBytes, signal }: { readonly sectorSizeBytes: number; readonly signal: AbortSignal },
): Promise<DriveContents> {
  const limited = (place: Place) =>
    new LimitedBytes(seekableRange(bytes, place.startBytes, place.lengthBytes), VOLUME_BYTES_MAX, signal);
  const whole = wholeDrive(bytes);
  const { table, places } = await readPlaces(limited(whole), sectorSizeBytes);
  const names = new NamesLeft();
  const volumes: VolumeContents[] = [];
  // a disc image that was written as it is has a table too, for other kinds of computers
  const disc = table === 'none' ? null : await discOver(limited(whole), whole, names);
  if (disc !== null) volumes.push(disc);
  for (const place of places) {
    if (volumes.length >= CONTENTS_VOLUMES_MAX) return { table, volumes, hasMore: true };
    const volume = await volumeAt(limited(place), place, names);
    const isPartOfDisc = disc !== null && !(volume.state === 'read' && volume.fileSystem.startsWith('fat'));
    if (!isPartOfDisc) volumes.push(volume);
  }
  return { table, volumes, hasMore: false };
}

/** A drive whose table cannot be read is looked at as a whole: then that says why. */
async function readPlaces(bytes: SeekableBytes, sectorSizeBytes: number): Promise<DrivePlaces> {
  const otherwise = { table: 'none', places: [wholeDrive(bytes)] } as const;
  try {
    const found = await attempt(() => drivePlaces(bytes, sectorSizeBytes));
    return found.isFound ? found.value : otherwise;
  } catch (cause) {
    if (!isReadError(cause)) throw cause;
    return otherwise;
  }
}

function isReadError(cause: unknown): boolean {
  return cause instanceof AppError && cause.failure.code === 'READ_IO';
}

async function discOver(bytes: SeekableBytes, place: Place, names: NamesLeft): Promise<VolumeContents | null> {
  const volume = await volumeAt(bytes, place, names);
  return volume.state === 'read' && (volume.fileSystem === 'iso9660' || volume.fileSystem === 'udf') ? volume : null;
}

async function volumeAt(bytes: SeekableBytes, place: Place, names: NamesLeft): Promise<VolumeContents> {
  const where = { partition: place.partition, sizeBytes: place.lengthBytes };
  try {
    const encryption = await encryptionOf(bytes);
    if (encryption !== null) return { state: 'named', ...where, system: encryption };
    const opened = await openVolume(bytes);
    if (opened.isFound) return await readVolume(opened.value, where, names);
    const named = await namedSystem(bytes);
    if (named !== null) return { state: 'named', ...where, system: named };
    if (opened.reason !== 'other-format') return { state: 'unreadable', ...where, reason: toldReason(opened.reason) };
    return { state: (await isBlank(bytes)) ? 'blank' : 'unknown', ...where };
  } catch (cause) {
    if (cause instanceof VolumeProblem) return { state: 'unreadable', ...where, reason: toldReason(cause.reason) };
    if (!isReadError(cause)) throw cause;
    return { state: 'unreadable', ...where, reason: 'io' };
  }
}

async function readVolume(
  volume: Volume,
  where: { readonly partition: number; readonly sizeBytes: number },
  names: NamesLeft,
): Promise<VolumeContents> {
  const listed = await volume.listFirst('/', CONTENTS_ENTRIES_MAX);
  if (!listed.isFound) return { state: 'unreadable', ...where, reason: toldReason(listed.reason) };
  const space = await volume.space();
  const { entries, isCut } = names.take(listed.value.entries.map(entryOf));
  return {
    state: 'read',
    ...where,
    fileSystem: volume.format,
    label: cleanText(volume.label),
    usedBytes: space.isFound ? space.value.usedBytes : null,
    entries: [...entries].sort(inOrder),
    hasMore: listed.value.hasMore || isCut,
  };
}

/** Keeps all names of a drive within one message. */
class NamesLeft {
  #chars = NAMES_CHARS_MAX;

  take(entries: readonly ContentsEntry[]): { readonly entries: readonly ContentsEntry[]; readonly isCut: boolean } {
    let count = 0;
    for (const { name } of entries) {
      if (name.length > this.#chars) break;
      this.#chars -= name.length;
      count += 1;
    }
    return { entries: entries.slice(0, count), isCut: count < entries.length };
  }
}

function entryOf({ name, kind, sizeBytes, isDamaged }: VolumeEntry): ContentsEntry {
  const shown = cleanText(name);
  const isSized = kind === 'file' && isDamaged !== true && Number.isSafeInteger(sizeBytes);
  return { name: shown === '' ? UNSHOWN_NAME : shown, kind, sizeBytes: isSized ? sizeBytes : null };
}

function inOrder(a: ContentsEntry, b: ContentsEntry): number {
  if ((a.kind === 'folder') !== (b.kind === 'folder')) return a.kind === 'folder' ? -1 : 1;
  return byName.compare(a.name, b.name);
}

/** `other-format` and reasons about single files cannot come from opening a volume or listing its root. */
function toldReason(reason: VolumeReason): 'damaged' | 'unsupported' | 'too-much' {
  return reason === 'unsupported' || reason === 'too-much' ? reason : 'damaged';
}
