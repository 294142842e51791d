import { BlockMap } from '@balena/udif';
import { AppError } from '../errors/app-error.ts';
import { damaged, type DecodeContext, unsupported } from './decode-context.ts';
import type { SeekableBytes } from './seekable-bytes.ts';

const SECTOR_BYTES = 512;
const TRAILER_BYTES = 512;
/** The list of blocks of a 1 TB image is about 100 MB of XML; nobody writes that to a stick. */
const XML_MAX_BYTES = 32 * 1024 * 1024;

/** How the bytes of a block are stored; `other` is told by name. */
export type DmgPacking = 'zero' | 'raw' | 'zlib' | 'adc' | 'bz2' | 'xz';

export interface DmgBlock {
  readonly packing: DmgPacking;
  readonly sizeBytes: number;
  /** In the file. */
  readonly packedAt: number;
  readonly packedBytes: number;
  /** False for free space, which checksums leave out. */
  readonly isChecked: boolean;
}

/** A run of blocks with a checksum of its own. */
export interface DmgPart {
  readonly startBytes: number;
  readonly sizeBytes: number;
  /** CRC-32 of what its blocks unpack to, or null where there is none. */
  readonly crc32: number | null;
  readonly blocks: readonly DmgBlock[];
}

export interface Dmg {
  readonly sizeBytes: number;
  /** In order, not overlapping; what lies between them is zeros. */
  readonly parts: readonly DmgPart[];
}

const BLOCK_COMMENT = 0x7ffffffe;
const BLOCK_END = 0xffffffff;
const PACKINGS: ReadonlyMap<number, DmgPacking> = new Map([
  [0, 'zero'],
  [1, 'raw'],
  [2, 'zero'],
  [0x80000004, 'adc'],
  [0x80000005, 'zlib'],
  [0x80000006, 'bz2'],
  [0x80000008, 'xz'],
]);
const LZFSE = 0x80000007;

/**
 * Reads the directory of a dmg whose last 512 bytes are its trailer. DECOMPRESS_FAILED where it is damaged,
 * IMAGE_UNSUPPORTED for images in several files and for LZFSE.
 */
export async function openDmg(bytes: SeekableBytes, context: DecodeContext): Promise<Dmg> {
  const bad = (cause: unknown) => damaged(context, { format: 'dmg', offsetBytes: 0 }, cause);
  const trailer = await bytes.readAt(bytes.sizeBytes - TRAILER_BYTES, TRAILER_BYTES);
  if (trailer.readUInt32BE(60) > 1) throw unsupported(context, 'dmg in several files');
  const xmlAt = Number(trailer.readBigUInt64BE(216));
  const xmlBytes = Number(trailer.readBigUInt64BE(224));
  if (xmlBytes === 0 || xmlBytes > XML_MAX_BYTES || xmlAt + xmlBytes > bytes.sizeBytes) {
    throw bad(new Error('its directory lies outside the file'));
  }
  const sizeBytes = Number(trailer.readBigUInt64BE(492)) * SECTOR_BYTES;
  const dataAt = Number(trailer.readBigUInt64BE(24));
  try {
    const xml = (await bytes.readAt(xmlAt, xmlBytes)).toString('utf8');
    const parts = blockMapsOf(xml).map((map) => toPart(map, dataAt, context));
    parts.sort((one, other) => one.startBytes - other.startBytes);
    let doneBytes = 0;
    for (const part of parts) {
      if (part.startBytes < doneBytes) throw new Error('two parts overlap');
      doneBytes = part.startBytes + part.sizeBytes;
      for (const block of part.blocks) {
        if (block.packedAt + block.packedBytes > bytes.sizeBytes) throw new Error('a block lies outside');
      }
    }
    if (doneBytes > sizeBytes) throw new Error('its parts are longer than the image');
    return { sizeBytes, parts };
  } catch (cause) {
    // What is thrown by mistake stays what it is.
    const isBug = cause instanceof TypeError || cause instanceof ReferenceError;
    throw cause instanceof AppError || isBug ? cause : bad(cause);
  }
}

/**
 * The block maps of a property list. Not read with the plist parser of @balena/udif 1.1.2: after one damaged
 * list it fails for every later one in the same process.
 */
function blockMapsOf(xml: string): readonly BlockMap[] {
  const [, list] = /<key>blkx<\/key>\s*<array>(.*?)<\/array>/su.exec(xml) ?? [];
  if (list === undefined) throw new Error('its directory lists no blocks');
  return [...list.matchAll(/<data>([^<]*)<\/data>/gu)].map(([, data = '']) =>
    BlockMap.parse(Buffer.from(data, 'base64')),
  );
}

function toPart(map: BlockMap, dataAt: number, context: DecodeContext): DmgPart {
  const blocks: DmgBlock[] = [];
  let doneSectors = 0;
  for (const block of map.blocks) {
    if (block.type === BLOCK_COMMENT || block.type === BLOCK_END) continue;
    const packing = PACKINGS.get(block.type);
    if (packing === undefined) {
      const name = block.type === LZFSE ? 'LZFSE' : `method 0x${block.type.toString(16)}`;
      throw unsupported(context, `dmg packed with ${name}`);
    }
    if (block.sectorNumber !== doneSectors) throw new Error('its blocks are not in order');
    doneSectors += block.sectorCount;
    blocks.push({
      packing,
      sizeBytes: block.sectorCount * SECTOR_BYTES,
      packedAt: dataAt + block.compressedOffset,
      packedBytes: block.compressedLength,
      isChecked: block.type !== 2,
    });
  }
  const { checksum } = map;
  return {
    startBytes: map.sectorNumber * SECTOR_BYTES,
    sizeBytes: doneSectors * SECTOR_BYTES,
    crc32: checksum.type === 2 ? Number.parseInt(checksum.value.slice(0, 8), 16) : null,
    blocks,
  };
}
