import type { Firmware, Loader } from '#contract/boot.ts';
import { openFat } from '../filesystem/fat-volume.ts';
import type { Found, Volume } from '../filesystem/volume.ts';
import { attempt, VolumeProblem } from '../filesystem/volume-problem.ts';
import { type SeekableBytes, seekableRange } from '../image/seekable-bytes.ts';
import { cleanText } from '../text/clean-text.ts';
import type { VolumePlace } from './bootable-volumes.ts';
import { EFI_HEADER_BYTES, type Place, readEfiProgram } from './efi-program.ts';
import { readSigners } from './signers.ts';

/** What was found at one place. `other`: no FAT volume. */
export interface VolumeLook {
  readonly place: VolumePlace;
  readonly state: 'fat' | 'other' | 'damaged' | 'out-of-reach';
  readonly loaders: readonly Loader[];
}

const FOLDER = '/EFI/BOOT';
/** Source: UEFI 2.10 §3.5.1.1, "Removable Media Boot Behavior". */
const LOADER_NAMES: readonly (readonly [string, Exclude<Firmware, 'bios'>])[] = [
  ['BOOTX64.EFI', 'uefi-x64'],
  ['BOOTAA64.EFI', 'uefi-arm64'],
  ['BOOTIA32.EFI', 'uefi-ia32'],
];
/** Certificates of one program: Microsoft's take 10 KiB each. */
const CERTIFICATES_MAX_BYTES = 256 * 1024;
const SBAT_MAX_BYTES = 16 * 1024;
const SBAT_LINES_MAX = 16;

/** Opens the FAT volume at a place, if there is one, and reads the loaders UEFI starts from removable media. */
export async function lookForLoaders(bytes: SeekableBytes, place: VolumePlace): Promise<VolumeLook> {
  const seen = (state: VolumeLook['state'], found: readonly Loader[] = []) => ({ place, state, loaders: found });
  if (place.startBytes + place.lengthBytes > bytes.sizeBytes) return seen('damaged');
  const opened = await openFat(seekableRange(bytes, place.startBytes, place.lengthBytes));
  if (!opened.isFound) return seen(stateFor(opened));
  const volume = opened.value;
  const folder = await volume.list(FOLDER);
  if (!folder.isFound) return seen(folder.reason === 'not-found' ? 'fat' : stateFor(folder));
  const loaders: Loader[] = [];
  for (const [name, firmware] of LOADER_NAMES) {
    const entry = folder.value.find((one) => one.name.toUpperCase() === name && one.kind === 'file');
    if (entry === undefined) continue;
    const path = `${FOLDER}/${entry.name}`;
    const read = await attempt(() => readLoader(volume, { path, firmware, partition: place.partition }));
    if (!read.isFound) return seen(stateFor(read), loaders);
    loaders.push(read.value);
  }
  return seen('fat', loaders);
}

function stateFor(found: Found<unknown>): VolumeLook['state'] {
  if (found.isFound) return 'fat';
  switch (found.reason) {
    case 'other-format':
      return 'other';
    case 'out-of-reach':
      return 'out-of-reach';
    default:
      return 'damaged';
  }
}

/** Throws a VolumeProblem where not even its beginning can be read. */
async function readLoader(
  volume: Volume,
  { path, ...facts }: Pick<Loader, 'path' | 'firmware' | 'partition'>,
): Promise<Loader> {
  const head = await volume.read(path, 0, EFI_HEADER_BYTES);
  if (!head.isFound) throw new VolumeProblem(head.reason);
  const program = readEfiProgram(head.value);
  const part = async (place: Place, maxBytes: number) => {
    const found = await volume.read(path, place.offsetBytes, Math.min(place.lengthBytes, maxBytes));
    return found.isFound ? found.value : null;
  };
  const { certificates = null, sbat = null } = program ?? {};
  const table = certificates === null ? Buffer.alloc(0) : await part(certificates, CERTIFICATES_MAX_BYTES);
  const section = sbat === null ? null : await part(sbat, SBAT_MAX_BYTES);
  return {
    ...facts,
    path: cleanText(path),
    isProgram: program?.firmware === facts.firmware,
    signers: table === null ? null : readSigners(table),
    sbat: section === null ? null : sbatLines(section),
  };
}

/** `component,generation` of each line. Source: shim's SBAT.md. */
function sbatLines(section: Buffer): readonly string[] {
  const text = section.toString('utf8').split('\0')[0] ?? '';
  return text
    .split('\n')
    .map((line) => cleanText(line.split(',').slice(0, 2).join(',')))
    .filter((line) => line !== '')
    .slice(0, SBAT_LINES_MAX);
}
