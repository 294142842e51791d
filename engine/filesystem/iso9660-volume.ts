import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { type Extent, readExtents, totalBytes } from './extents.ts';
import { type IsoRecord, isDotRecord, isoName, readIsoRecord, ucs2 } from './iso9660-record.ts';
import { readExactly } from './limited-bytes.ts';
import { readRockRidge, type RockRidge, suspSkipBytes } from './rock-ridge.ts';
import { type FirstNodes, type Tree, TreeVolume } from './tree-volume.ts';
import {
  EXTENTS_MAX,
  FOLDER_BYTES_MAX,
  type Found,
  type Volume,
  type VolumeEntry,
  type VolumeSpace,
} from './volume.ts';
import { attempt, VolumeProblem } from './volume-problem.ts';

const SECTOR_BYTES = 2048;
const DESCRIPTORS_AT = 16 * SECTOR_BYTES;
const DESCRIPTORS_MAX = 64;
const TYPE_PRIMARY = 1;
const TYPE_SUPPLEMENTARY = 2;
const TYPE_END = 255;
/** Escape sequences of Joliet: UCS-2 levels 1 to 3. Source: Joliet specification, "Escape Sequences". */
const JOLIET = ['%/@', '%/C', '%/E'];

interface Descriptor {
  readonly bytes: Buffer;
  readonly isJoliet: boolean;
}

interface Node {
  readonly entry: VolumeEntry;
  readonly extents: readonly Extent[];
  readonly isReadable: boolean;
}

/** The names a volume is read by: Rock Ridge before Joliet before the plain ones. */
interface Names {
  readonly isJoliet: boolean;
  /** null: no Rock Ridge. */
  readonly suspSkipBytes: number | null;
}

/**
 * Opens an ISO9660 volume for reading, by the richest names it has. `other-format` where it is none.
 * Source: ECMA-119 §8.4 (primary), §8.5 (supplementary descriptor), §6.8 and §9.1 (folders); Joliet; SUSP and RRIP 1.12.
 */
export function openIso9660(bytes: SeekableBytes): Promise<Found<Volume>> {
  return attempt(async () => {
    const descriptors = await readDescriptors(bytes);
    const primary = descriptors.find(({ isJoliet }) => !isJoliet);
    if (primary === undefined) throw new VolumeProblem('other-format');
    const plain = new IsoTree(bytes, primary, null);
    const skipBytes = await plain.findSusp();
    const joliet = descriptors.find(({ isJoliet }) => isJoliet);
    if (skipBytes !== null) return new TreeVolume(new IsoTree(bytes, primary, skipBytes));
    return new TreeVolume(joliet === undefined ? plain : new IsoTree(bytes, joliet, null));
  });
}

async function readDescriptors(bytes: SeekableBytes): Promise<readonly Descriptor[]> {
  const descriptors: Descriptor[] = [];
  for (let index = 0; index < DESCRIPTORS_MAX; index += 1) {
    const at = DESCRIPTORS_AT + index * SECTOR_BYTES;
    if (at + SECTOR_BYTES > bytes.sizeBytes) break;
    const sector = await readExactly(bytes, at, SECTOR_BYTES);
    if (sector.toString('latin1', 1, 6) !== 'CD001') break;
    const type = sector[0];
    if (type === TYPE_END) break;
    if (type === TYPE_PRIMARY) descriptors.push({ bytes: sector, isJoliet: false });
    const isJoliet = type === TYPE_SUPPLEMENTARY && JOLIET.includes(sector.toString('latin1', 88, 91));
    if (isJoliet) descriptors.push({ bytes: sector, isJoliet });
  }
  return descriptors;
}

class IsoTree implements Tree<Node> {
  readonly format = 'iso9660';
  readonly label: string;
  readonly root: Node;
  readonly #bytes: SeekableBytes;
  readonly #blockBytes: number;
  readonly #totalBytes: number;
  readonly #names: Names;

  constructor(bytes: SeekableBytes, descriptor: Descriptor, skipBytes: number | null) {
    const { isJoliet } = descriptor;
    this.#bytes = bytes;
    this.#names = { isJoliet, suspSkipBytes: skipBytes };
    const blockBytes = descriptor.bytes.readUInt16LE(128);
    if (![512, 1024, 2048].includes(blockBytes)) throw new VolumeProblem('damaged');
    this.#blockBytes = blockBytes;
    this.#totalBytes = descriptor.bytes.readUInt32LE(80) * blockBytes;
    const label = descriptor.bytes.subarray(40, 72);
    this.label = (isJoliet ? ucs2(label) : label.toString('latin1')).replace(/[ \0]+$/u, '');
    const root = readIsoRecord(descriptor.bytes, 156);
    if (root === null || !root.record.isFolder) throw new VolumeProblem('damaged');
    this.root = {
      entry: { name: '', kind: 'folder', sizeBytes: 0 },
      extents: [this.#extentOf(root.record)],
      isReadable: true,
    };
  }

  /** How SUSP is announced in the root folder, or null. */
  async findSusp(): Promise<number | null> {
    const [extent] = this.root.extents;
    const first = await readExactly(this.#bytes, extent?.offsetBytes ?? 0, this.#blockBytes);
    const self = readIsoRecord(first, 0);
    return self === null ? null : suspSkipBytes(self.record.systemUse);
  }

  entry(node: Node): VolumeEntry {
    return node.entry;
  }

  key(node: Node): string {
    return String(node.extents[0]?.offsetBytes);
  }

  read(file: Node, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    if (!file.isReadable) throw new VolumeProblem('unsupported');
    return readExtents(this.#bytes, file.extents, { offsetBytes, lengthBytes });
  }

  /** A disc is written as a whole. */
  space(): Promise<VolumeSpace> {
    return Promise.resolve({ totalBytes: this.#totalBytes, usedBytes: this.#totalBytes });
  }

  async children(folder: Node, most: number): Promise<FirstNodes<Node>> {
    const lengthBytes = totalBytes(folder.extents);
    if (lengthBytes > FOLDER_BYTES_MAX) throw new VolumeProblem('too-much');
    const bytes = await readExtents(this.#bytes, folder.extents, { offsetBytes: 0, lengthBytes });
    const nodes: Node[] = [];
    let begun: IsoRecord[] = [];
    for (let at = 0; at < bytes.length; ) {
      const found = readIsoRecord(bytes, at);
      if (found === null) {
        at = (Math.floor(at / this.#blockBytes) + 1) * this.#blockBytes; // records do not cross blocks
        continue;
      }
      at = found.endAt;
      if (isDotRecord(found.record)) continue;
      if (nodes.length >= most) return { nodes, hasMore: true };
      begun.push(found.record);
      if (begun.length > EXTENTS_MAX) throw new VolumeProblem('too-much');
      if (found.record.isContinued) continue;
      const node = await this.#node(begun, found.record);
      if (node !== null) nodes.push(node);
      begun = [];
    }
    return { nodes, hasMore: false };
  }

  /** One file of all its records; null for a folder that is shown at its real place. */
  async #node(records: readonly IsoRecord[], last: IsoRecord): Promise<Node | null> {
    const rock = await this.#rockRidge(last);
    if (rock?.isRelocated === true) return null;
    const moved = rock?.childBlock ?? null;
    const isFolder = last.isFolder || moved !== null;
    const extents = moved === null ? records.map((record) => this.#extentOf(record)) : [await this.#moved(moved)];
    const isLink = rock?.isLink === true && !isFolder;
    return {
      entry: {
        name: rock?.name ?? isoName(last, this.#names.isJoliet),
        kind: isFolder ? 'folder' : isLink ? 'other' : 'file',
        sizeBytes: isFolder || isLink ? 0 : totalBytes(extents),
      },
      extents,
      isReadable: rock?.isPacked !== true && !records.some(({ isInterleaved }) => isInterleaved),
    };
  }

  async #rockRidge({ systemUse }: IsoRecord): Promise<RockRidge | null> {
    const { suspSkipBytes: skipBytes } = this.#names;
    if (skipBytes === null) return null;
    return await readRockRidge(systemUse.subarray(skipBytes), (block, offsetBytes, lengthBytes) =>
      readExactly(this.#bytes, block * this.#blockBytes + offsetBytes, lengthBytes),
    );
  }

  /** A moved folder tells its own length in its first record. */
  async #moved(block: number): Promise<Extent> {
    const first = await readExactly(this.#bytes, block * this.#blockBytes, this.#blockBytes);
    const self = readIsoRecord(first, 0);
    if (self === null) throw new VolumeProblem('damaged');
    return this.#extentOf(self.record);
  }

  #extentOf({ extentBlock, attributeBlocks, extentBytes }: IsoRecord): Extent {
    return { offsetBytes: (extentBlock + attributeBlocks) * this.#blockBytes, lengthBytes: extentBytes };
  }
}
