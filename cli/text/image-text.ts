import type { Image, ImageWarning } from '#contract/image.ts';
import { cleanText } from '#engine/index.ts';
import { bootFacts } from './boot-text.ts';
import { en } from './en.ts';
import { bytesText, sizeText } from './format.ts';

/** `Proxmox VE 9.1-1 installer`; null where nothing is recognised. */
export function systemTitle({ system }: Pick<Image, 'system'>): string | null {
  if (system === null) return null;
  const { name, version, editions, role, evidence } = system;
  const [only, other] = editions;
  const edition = only === undefined || other !== undefined || only.startsWith(name) ? null : only;
  const title = en.systemRoles[role]([name, version, edition].filter((part) => part !== null).join(' '));
  return evidence === 'likely' ? en.likely(title) : title;
}

/** Why starting a server from it is dangerous; null where it asks. */
export function unattendedText({ system }: Pick<Image, 'system'>): string | null {
  if (system?.unattended == null) return null;
  const { answersFrom, source } = system.unattended;
  return `${en.installsByItself} ${en.answersFrom[answersFrom](source)}`;
}

/** How it was recognised, from its contents: `PVE, disc image …`. */
export function imageKind(image: Image): string {
  const kind = image.content === 'iso9660' && image.isHybrid ? en.imageKinds.hybrid : en.imageKinds[image.content];
  const table = image.partitionTable === 'none' ? '' : `, ${image.partitionTable.toUpperCase()}`;
  return `${kind}${table}`;
}

/** Exact bytes that will be written, or that nobody knows yet. */
export function imageSize(image: Image): string {
  return image.sizeBytes === null ? en.unpackedSizeUnknown : bytesText(image.sizeBytes);
}

/** Facts of an image, label and value, in reading order; all text is cleaned. */
export function imageFacts(image: Image): readonly (readonly [string, string])[] {
  const facts: [string, string][] = [
    [image.remote === undefined ? 'File' : 'Address', cleanText(image.path)],
    ...systemFacts(image),
    ['Kind', imageKind(image)],
  ];
  if (image.udf !== undefined) facts.push(['File system', `UDF ${image.udf}`]);
  if (image.volumeLabel !== null) facts.push(['Volume name', cleanText(image.volumeLabel)]);
  if (image.layers.length > 0) facts.push(['Packed', packedText(image)]);
  if (image.entryName !== null) facts.push(['File inside', cleanText(image.entryName)]);
  facts.push([
    'Size',
    image.sizeBytes === null ? en.unpackedSizeUnknown : `${sizeText(image.sizeBytes)}, ${bytesText(image.sizeBytes)}`,
  ]);
  if (image.blockMap !== undefined) facts.push(['Block map', en.blockMapUse(cleanText(image.blockMap))]);
  if (image.embedded !== undefined) facts.push(['Own checksum', en.embeddedUse]);
  facts.push(...bootFacts(image.boot).map(([label, value]): [string, string] => [label, value]));
  return facts;
}

function systemFacts({ system }: Image): [string, string][] {
  if (system === null) return [];
  const facts: [string, string][] = [];
  const which = [system.architecture, system.build].filter((part) => part !== null).join(', ');
  if (which !== '') facts.push(['For', which]);
  if (system.editions.length > 1) facts.push(['Editions', system.editions.join('; ')]);
  if (system.evidence === 'likely') facts.push(['Evidence', en.likelyOnly]);
  return facts;
}

/** Warnings that the line on how it is written does not say already. */
export function imageWarnings({ warnings, boot }: Image): readonly ImageWarning[] {
  return boot.writeMode.mode === 'other' ? warnings.filter((warning) => warning !== 'not-hybrid') : warnings;
}

/** `xz, 412 MB`. */
export function packedText(image: Image): string {
  return en.packedAs(
    image.layers.join(' + '),
    image.remote?.sizeBytes === null ? en.sizeNotTold : sizeText(image.file.sizeBytes),
  );
}
