import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { readExactly } from './limited-bytes.ts';
import { dstring, readTag, TAG } from './udf-tag.ts';
import { VolumeProblem } from './volume-problem.ts';

/** Descriptors of one sequence; real ones have less than ten. */
const DESCRIPTORS_MAX = 256;
/** Where an anchor may be, in sectors; from the end for negative ones. Source: ECMA-167 3/8.4.2.1, UDF 2.60 §2.2.3. */
const ANCHORS = [256, -1, -257, 512];
/** In the order of how often they are met: optical images, then hard disks. */
const SECTOR_SIZES = [2048, 512, 4096, 1024];
/** Begins the identifier of the domain. */
const DOMAIN = '*OSTA UDF Compliant';
const RECOGNITION_AT = 32 * 1024;
const RECOGNITION_MAX = 64;
const MAP_KINDS = { '*UDF Metadata Partition': 'metadata', '*UDF Sparable Partition': 'sparable' } as const;

/** Where the blocks of one partition reference lie. */
export type PartitionMap =
  /** Blocks count from the start of a partition. */
  | { readonly kind: 'physical'; readonly partitionNumber: number }
  /** Blocks count inside a file of another partition. Source: UDF 2.60 §2.2.10. */
  | {
      readonly kind: 'metadata';
      readonly partitionNumber: number;
      readonly fileBlock: number;
      readonly mirrorBlock: number;
    };

/** An address in a partition. Source: ECMA-167 4/7.1 (lb_addr). */
export interface BlockAddress {
  readonly block: number;
  /** Index into the partition maps. */
  readonly mapIndex: number;
}

export interface UdfLayout {
  readonly blockBytes: number;
  readonly label: string;
  readonly maps: readonly PartitionMap[];
  /** Byte ranges of the partitions, by partition number. */
  readonly partitions: ReadonlyMap<number, { readonly startBytes: number; readonly lengthBytes: number }>;
  readonly fileSet: BlockAddress;
}

/** What a UDF volume says of itself, whether its partitions can be read or not. */
export interface UdfName {
  readonly label: string;
  /** `2.50`; null where it tells none. */
  readonly revision: string | null;
}

interface Sequence {
  readonly partitions: Map<number, { readonly startSector: number; readonly sectors: number }>;
  logicalVolume: Buffer | null;
  /** Numbers that say which of several copies counts. */
  readonly newest: Map<string, number>;
}

/**
 * Finds the anchor and reads the volume descriptor sequence it names, or the reserve one. `other-format` where the
 * recognition sequence has no NSR descriptor. Source: ECMA-167 2/8.3 and 2/9.1 (recognition), 3/8.4.2 (anchor, sequence).
 */
export async function readUdfLayout(bytes: SeekableBytes): Promise<UdfLayout> {
  const { logicalVolume, sequence, sectorBytes } = await readLogicalVolume(bytes);
  return layoutOf(logicalVolume, sequence, sectorBytes);
}

/** Like `readUdfLayout` for the name alone. Source: UDF 2.60 §2.1.5.3 (the revision, in decimal digits of 4 bits each). */
export async function readUdfName(bytes: SeekableBytes): Promise<UdfName> {
  const { logicalVolume } = await readLogicalVolume(bytes);
  const digits = logicalVolume.readUInt16LE(240).toString(16).padStart(3, '0');
  const isRevision = logicalVolume.toString('latin1', 217, 236) === DOMAIN && /^\d{3}$/u.test(digits);
  return {
    label: dstring(logicalVolume.subarray(84, 212)),
    revision: isRevision ? `${digits.slice(0, 1)}.${digits.slice(1)}` : null,
  };
}

interface FoundVolume {
  readonly logicalVolume: Buffer;
  readonly sequence: Sequence;
  readonly sectorBytes: number;
}

async function readLogicalVolume(bytes: SeekableBytes): Promise<FoundVolume> {
  if (!(await hasNsr(bytes))) throw new VolumeProblem('other-format');
  const anchor = await findAnchor(bytes);
  if (anchor === null) throw new VolumeProblem('damaged');
  const { sector, sectorBytes } = anchor;
  for (const at of [16, 24]) {
    const sequence = await readSequence(bytes, { extent: extentAd(sector, at), sectorBytes });
    const { logicalVolume } = sequence;
    if (logicalVolume !== null && sequence.partitions.size > 0) return { logicalVolume, sequence, sectorBytes };
  }
  throw new VolumeProblem('damaged');
}

async function hasNsr(bytes: SeekableBytes): Promise<boolean> {
  for (let index = 0; index < RECOGNITION_MAX; index += 1) {
    const at = RECOGNITION_AT + index * 2048;
    if (at + 2048 > bytes.sizeBytes) return false;
    const identifier = (await readExactly(bytes, at, 8)).toString('latin1', 1, 6);
    if (identifier === 'NSR02' || identifier === 'NSR03') return true;
    // structures of 4096 bytes leave every other place empty
    if (!/^(?:CD001|BEA01|BOOT2|CDW02|\0{5})$/u.test(identifier)) return false;
  }
  return false;
}

async function findAnchor(
  bytes: SeekableBytes,
): Promise<{ readonly sector: Buffer; readonly sectorBytes: number } | null> {
  for (const place of ANCHORS) {
    for (const sectorBytes of SECTOR_SIZES) {
      const sectors = Math.floor(bytes.sizeBytes / sectorBytes);
      const number = place < 0 ? sectors + place : place;
      if (number < 0 || number >= sectors) continue;
      const sector = await readExactly(bytes, number * sectorBytes, 512);
      if (readTag(sector) === TAG.anchor && sector.readUInt32LE(12) === number) return { sector, sectorBytes };
    }
  }
  return null;
}

interface SectorRun {
  readonly firstSector: number;
  readonly lengthBytes: number;
}

/** Source: ECMA-167 3/7.1 (extent_ad). */
function extentAd(bytes: Buffer, at: number): SectorRun {
  return { lengthBytes: bytes.readUInt32LE(at), firstSector: bytes.readUInt32LE(at + 4) };
}

async function readSequence(
  bytes: SeekableBytes,
  place: { readonly extent: SectorRun; readonly sectorBytes: number },
): Promise<Sequence> {
  const found: Sequence = { partitions: new Map(), logicalVolume: null, newest: new Map() };
  let { extent } = place;
  const { sectorBytes } = place;
  for (let read = 0, index = 0; read < DESCRIPTORS_MAX; read += 1, index += 1) {
    const at = (extent.firstSector + index) * sectorBytes;
    if (index * sectorBytes >= extent.lengthBytes || at + sectorBytes > bytes.sizeBytes) return found;
    const sector = await readExactly(bytes, at, sectorBytes);
    const tag = readTag(sector);
    if (tag === null || tag === TAG.terminating) return found;
    if (tag === TAG.volumePointer) {
      extent = extentAd(sector, 20);
      index = -1;
    }
    if (tag === TAG.partition && isNewest(found, `p${sector.readUInt16LE(22)}`, sector)) {
      const run = { startSector: sector.readUInt32LE(188), sectors: sector.readUInt32LE(192) };
      found.partitions.set(sector.readUInt16LE(22), run);
    }
    if (tag === TAG.logicalVolume && isNewest(found, 'lv', sector)) found.logicalVolume = sector;
  }
  return found;
}

/** Of several descriptors for the same thing the one with the highest sequence number counts. Source: ECMA-167 3/8.4.3. */
function isNewest({ newest }: Sequence, what: string, sector: Buffer): boolean {
  const number = sector.readUInt32LE(16);
  if (number < (newest.get(what) ?? 0)) return false;
  newest.set(what, number);
  return true;
}

/** Source: ECMA-167 3/10.6 (logical volume descriptor), 3/10.7 (partition maps), 3/10.5 (partition descriptor). */
function layoutOf(volume: Buffer, sequence: Sequence, sectorBytes: number): UdfLayout {
  const blockBytes = volume.readUInt32LE(212);
  if (![512, 1024, 2048, 4096].includes(blockBytes)) throw new VolumeProblem('damaged');
  const partitions = new Map(
    [...sequence.partitions].map(([number, { startSector, sectors }]) => [
      number,
      { startBytes: startSector * sectorBytes, lengthBytes: sectors * sectorBytes },
    ]),
  );
  return {
    blockBytes,
    label: dstring(volume.subarray(84, 212)),
    maps: readMaps(volume),
    partitions,
    fileSet: { block: volume.readUInt32LE(252), mapIndex: volume.readUInt16LE(256) },
  };
}

function readMaps(volume: Buffer): readonly PartitionMap[] {
  const maps: PartitionMap[] = [];
  let at = 440;
  for (let left = Math.min(volume.readUInt32LE(268), 16); left > 0; left -= 1) {
    const type = volume.readUInt8(at);
    const lengthBytes = volume.readUInt8(at + 1);
    if (type === 1) maps.push({ kind: 'physical', partitionNumber: volume.readUInt16LE(at + 4) });
    else if (type === 2) maps.push(typeTwoMap(volume.subarray(at, at + 64)));
    else throw new VolumeProblem('unsupported');
    if (lengthBytes < 6) throw new VolumeProblem('damaged');
    at += lengthBytes;
  }
  return maps;
}

function typeTwoMap(map: Buffer): PartitionMap {
  const identifier = map.toString('latin1', 5, 28).replace(/[ \0]+$/u, '');
  const partitionNumber = map.readUInt16LE(38);
  const isKnown = (name: string): name is keyof typeof MAP_KINDS => Object.hasOwn(MAP_KINDS, name);
  // a virtual partition is that of a disc still being recorded
  if (!isKnown(identifier)) throw new VolumeProblem('unsupported');
  // the spare blocks of a sparable partition stand in for defects of a rewritable disc; an image has none
  if (MAP_KINDS[identifier] === 'sparable') return { kind: 'physical', partitionNumber };
  return { kind: 'metadata', partitionNumber, fileBlock: map.readUInt32LE(40), mirrorBlock: map.readUInt32LE(44) };
}
