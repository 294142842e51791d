import type { System } from '#contract/system.ts';
import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { openDisc } from '../filesystem/open-disc.ts';
import { LimitedBytes } from '../filesystem/limited-bytes.ts';
import type { Volume } from '../filesystem/volume.ts';
import { cleanText } from '../text/clean-text.ts';
import { type DiscFacts, EFI_PATHS } from './disc-facts.ts';
import { harvester, nutanix, truenas } from './families/appliances.ts';
import { debian } from './families/debian.ts';
import { esxi } from './families/esxi.ts';
import { proxmox } from './families/proxmox.ts';
import { raspberryPi } from './families/raspberry-pi.ts';
import { redHat } from './families/red-hat.ts';
import { suse } from './families/suse.ts';
import { windows } from './families/windows.ts';
import type { Family } from './family.ts';
import { readWim, type WimImage } from './wim.ts';

/** All that is ever read of an image to recognise it, in bytes. A folder of thousands of files takes one or two MiB. */
const READ_LIMIT_BYTES = 10 * 1024 * 1024;
/** Of a text file; what is looked for stands near its beginning. */
const TEXT_BYTES = 64 * 1024;

/** In the order they are asked; those with the plainest marks first. Proxmox and TrueNAS are built from Debian. */
const FAMILIES: readonly Family[] = [
  proxmox,
  harvester,
  truenas,
  esxi,
  windows,
  redHat,
  suse,
  debian,
  raspberryPi,
  nutanix,
];

/** The system on a disc image, or null where nothing is recognised or its volume cannot be read. Damage is no error. */
export async function recogniseDisc(bytes: SeekableBytes, signal: AbortSignal): Promise<System | null> {
  const opened = await openDisc(new LimitedBytes(bytes, READ_LIMIT_BYTES, signal));
  if (!opened.isFound) return null;
  return recogniseFacts(await gatherFacts(opened.value));
}

/** The first family that knows the volume; content before what is only likely. Pure. */
export function recogniseFacts(facts: DiscFacts): System | null {
  const systems = FAMILIES.flatMap(({ recognise }) => recognise(facts) ?? []);
  const best = systems.find(({ evidence }) => evidence === 'content') ?? systems[0];
  return best === undefined ? null : cleaned(best);
}

/** Reads what the families want to know. What cannot be read is as if it were not there. */
export async function gatherFacts(volume: Volume): Promise<DiscFacts> {
  const paths = new Set<string>();
  const texts = new Map<string, string>();
  const wims = new Map<string, readonly WimImage[]>();
  for (const path of wanted(({ paths: some = [] }) => some, Object.values(EFI_PATHS))) {
    if ((await volume.find(path)).isFound) paths.add(path);
  }
  for (const path of wanted(({ texts: some = [] }) => some)) {
    const text = await volume.read(path, 0, TEXT_BYTES);
    if (text.isFound) texts.set(path, text.value.toString('utf8'));
  }
  for (const path of wanted(({ wims: some = [] }) => some)) {
    const images = await readWim(volume, path);
    if (images.isFound) wims.set(path, images.value);
  }
  const root = await volume.list('/');
  const names = new Set(root.isFound ? root.value.map(({ name }) => name.toLowerCase()) : []);
  return { label: volume.label, paths, names, texts, wims };
}

function wanted(
  some: (wants: Family['wanted']) => readonly string[],
  besides: readonly string[] = [],
): ReadonlySet<string> {
  return new Set([...FAMILIES.flatMap((family) => some(family.wanted)), ...besides]);
}

/** Texts came from the image: safe to show from here on. */
function cleaned(found: System): System {
  const orNull = (text: string | null) => (text === null ? null : cleanText(text) || null);
  return {
    ...found,
    name: cleanText(found.name),
    version: orNull(found.version),
    build: orNull(found.build),
    editions: found.editions.map(cleanText).filter((edition) => edition !== ''),
    unattended: found.unattended === null ? null : { ...found.unattended, source: orNull(found.unattended.source) },
  };
}
