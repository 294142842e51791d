import { createHash } from 'node:crypto';

export interface MappedRange {
  readonly startBytes: number;
  readonly endBytes: number;
  /** Lower-case hex digits. */
  readonly checksum: string;
}

const ALGORITHMS = ['sha256', 'sha512', 'sha384', 'sha224', 'sha1', 'md5'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** The map of an image: which of its blocks hold data, and the checksum of every run of them. */
export interface BlockMap {
  /** All find damage; none is used as proof of who made the image. */
  readonly algorithm: Algorithm;
  readonly imageBytes: number;
  /** In order, not overlapping. Empty where the map carries no checksums. */
  readonly ranges: readonly MappedRange[];
}

/** Why a map cannot be used. */
export class BlockMapProblem extends Error {
  override readonly name = 'BlockMapProblem';
  readonly reason: 'damaged' | 'own-checksum' | 'version';
  constructor(what: string, reason: BlockMapProblem['reason'] = 'damaged') {
    super(what);
    this.reason = reason;
  }
}

const VERSIONS = ['1.3', '1.4', '2.0'];
const RANGE = /<Range\b([^<>]*)>\s*(\d{1,15})(?:\s*-\s*(\d{1,15}))?\s*<\/Range>/gu;

/**
 * Reads a .bmap file of version 1.3, 1.4 or 2.0; null where the text is none. BlockMapProblem for contradictions, a wrong
 * checksum of its own, and other versions. Source: the notes on the format inside the files of bmap-tools.
 */
export function parseBlockMap(text: string): BlockMap | null {
  const xml = withoutComments(text);
  const version = /<bmap\b[^<>]{0,200}?\sversion\s*=\s*["']([^"'<>]{1,20})["'][^<>]{0,200}>/u.exec(xml)?.[1];
  if (version === undefined) return null;
  if (!VERSIONS.includes(version)) throw new BlockMapProblem(`bmap of version ${version}`, 'version');
  const isOld = version === '1.3';
  const named = isOld ? 'sha1' : textOf(xml, 'ChecksumType');
  const type = ALGORITHMS.find((one) => one === named?.toLowerCase());
  if (type === undefined) throw new BlockMapProblem(`bmap with checksums of type ${named}`, 'version');
  assertOwnChecksum(text, textOf(xml, isOld ? 'BmapFileSHA1' : 'BmapFileChecksum'), type);
  const imageBytes = numberOf(xml, 'ImageSize');
  const blockBytes = numberOf(xml, 'BlockSize');
  if (blockBytes === 0) throw new BlockMapProblem('blocks of 0 bytes');
  const blocks = numberOf(xml, 'BlocksCount');
  if (blocks !== Math.ceil(imageBytes / blockBytes)) throw new BlockMapProblem('its sizes contradict each other');
  const found = [...xml.matchAll(RANGE)];
  // A range that is written in another way must not be left out in silence.
  if (found.length !== xml.split('<Range').length - 1) throw new BlockMapProblem('a range that cannot be read');
  const sumName = isOld ? 'sha1' : 'chksum';
  const ranges: MappedRange[] = [];
  let nextBlock = 0;
  let mappedBlocks = 0;
  for (const [, attributes = '', firstText = '', lastText = firstText] of found) {
    const [first, last] = [Number(firstText), Number(lastText)];
    if (first < nextBlock || last < first || last >= blocks) throw new BlockMapProblem('a range at an odd place');
    nextBlock = last + 1;
    mappedBlocks += last - first + 1;
    const [, checksum] = new RegExp(`\\b${sumName}\\s*=\\s*["']([0-9a-fA-F]+)["']`, 'u').exec(attributes) ?? [];
    if (checksum === undefined) continue;
    const endBytes = Math.min((last + 1) * blockBytes, imageBytes);
    ranges.push({ startBytes: first * blockBytes, endBytes, checksum: checksum.toLowerCase() });
  }
  if (mappedBlocks !== numberOf(xml, 'MappedBlocksCount')) throw new BlockMapProblem('a range is missing');
  if (ranges.length > 0 && ranges.length < found.length) throw new BlockMapProblem('a checksum is missing');
  return { algorithm: type, imageBytes, ranges };
}

/** True where a file is meant as a block map, right or not. */
export function isBlockMap({ name, bytes }: { readonly name: string; readonly bytes: Buffer }): boolean {
  return /\.bmap$/iu.test(name) || /<bmap\b/u.test(bytes.toString('latin1', 0, 4096));
}

/** The file's own checksum is made with zeros in its place. */
function assertOwnChecksum(text: string, own: string | null, algorithm: BlockMap['algorithm']): void {
  if (own === null) return;
  const hex = /^[0-9a-f]+$/iu.test(own) ? own : '';
  const actual = createHash(algorithm)
    .update(text.replace(hex, '0'.repeat(hex.length)))
    .digest('hex');
  if (hex === '' || actual !== hex.toLowerCase()) throw new BlockMapProblem('its own checksum differs', 'own-checksum');
}

function withoutComments(text: string): string {
  const [start = '', ...rest] = text.split('<!--');
  return start + rest.map((part) => (part.includes('-->') ? part.slice(part.indexOf('-->') + 3) : '')).join('');
}

function textOf(xml: string, element: string): string | null {
  return new RegExp(`<${element}>\\s*([^<>\\s]{1,200})\\s*</${element}>`, 'u').exec(xml)?.[1] ?? null;
}

function numberOf(xml: string, element: string): number {
  const text = textOf(xml, element) ?? '';
  if (!/^\d{1,15}$/u.test(text)) throw new BlockMapProblem(`its ${element} is no number`);
  return Number(text);
}
