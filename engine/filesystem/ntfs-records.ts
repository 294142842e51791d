import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { type Extent, readExtents } from './extents.ts';
import { readExactly } from './limited-bytes.ts';
import { NTFS_TYPE, type NtfsAttribute, readNtfsAttributes, readNtfsList } from './ntfs-attributes.ts';
import { withFixups } from './ntfs-fixups.ts';
import type { NtfsLayout } from './ntfs-layout.ts';
import { EXTENTS_MAX, FOLDER_BYTES_MAX } from './volume.ts';
import { VolumeProblem } from './volume-problem.ts';

/** All parts of one attribute put together. */
export interface NtfsStream {
  readonly isPacked: boolean;
  readonly sizeBytes: number;
  readonly content:
    | { readonly resident: Buffer }
    | { readonly extents: readonly Extent[]; readonly writtenBytes: number };
}

const TABLE_RECORD = 0;
/** More records than any folder of a stick is spread over. */
const LIST_RECORDS_MAX = 256;
const FLAG_IN_USE = 0x01;

/** The master file table of one volume. */
export class NtfsRecords {
  readonly layout: NtfsLayout;
  readonly #bytes: SeekableBytes;
  #table: readonly Extent[] = [];

  private constructor(bytes: SeekableBytes, layout: NtfsLayout) {
    this.#bytes = bytes;
    this.layout = layout;
  }

  /** Finds the table through its own first record. */
  static async open(bytes: SeekableBytes, layout: NtfsLayout): Promise<NtfsRecords> {
    const records = new NtfsRecords(bytes, layout);
    const own = await records.#attributesOf(TABLE_RECORD);
    // the records that list the table's further parts lie in its first one
    records.#table = extentsOf(partsOf(own, NTFS_TYPE.data, ''));
    const all = await records.#withListed(own);
    records.#table = extentsOf(partsOf(all, NTFS_TYPE.data, ''));
    return records;
  }

  /** One attribute of a record, or null where it has none such. */
  async stream(record: number, type: number, name: string): Promise<NtfsStream | null> {
    const parts = partsOf(await this.#withListed(await this.#attributesOf(record)), type, name);
    const [first] = parts;
    if (first === undefined) return null;
    const { isPacked, content } = first;
    if ('resident' in content) return { isPacked, sizeBytes: content.resident.length, content };
    const { sizeBytes, writtenBytes } = content;
    return { isPacked, sizeBytes, content: { extents: extentsOf(parts), writtenBytes } };
  }

  /** Bytes of a stream; the range must lie inside. */
  async read(stream: NtfsStream, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    if (stream.isPacked) throw new VolumeProblem('unsupported');
    if ('resident' in stream.content) return stream.content.resident.subarray(offsetBytes, offsetBytes + lengthBytes);
    const { extents, writtenBytes } = stream.content;
    const read = await readExtents(this.#bytes, extents, { offsetBytes, lengthBytes });
    if (read.length < lengthBytes) throw new VolumeProblem('damaged');
    const written = Math.max(0, Math.min(lengthBytes, writtenBytes - offsetBytes));
    return written === lengthBytes
      ? read
      : Buffer.concat([read.subarray(0, written), Buffer.alloc(lengthBytes - written)]);
  }

  async #attributesOf(record: number): Promise<readonly NtfsAttribute[]> {
    const { recordBytes, clusterBytes } = this.layout;
    const range = { offsetBytes: record * recordBytes, lengthBytes: recordBytes };
    const raw =
      record === TABLE_RECORD
        ? await readExactly(this.#bytes, this.layout.tableAtBytes, recordBytes)
        : await readExtents(this.#bytes, this.#table, range);
    if (raw.length < recordBytes) throw new VolumeProblem('damaged');
    const fixed = withFixups(raw, 'FILE');
    if (fixed === null || (fixed.readUInt16LE(22) & FLAG_IN_USE) === 0) throw new VolumeProblem('damaged');
    return readNtfsAttributes(fixed, clusterBytes);
  }

  /** The attributes of a record together with those that lie in others for want of room. */
  async #withListed(own: readonly NtfsAttribute[]): Promise<readonly NtfsAttribute[]> {
    const list = own.find(({ type }) => type === NTFS_TYPE.list);
    if (list === undefined) return own;
    const listed = readNtfsList(await this.#contentOf(list));
    const others = [...new Set(listed.map(({ record }) => record))];
    if (others.length > LIST_RECORDS_MAX) throw new VolumeProblem('too-much');
    const all: NtfsAttribute[] = [...own];
    for (const record of others) {
      // of the record with the list everything is known; where it is named, its parts would come twice
      for (const attribute of await this.#attributesOf(record)) {
        if (!all.some((known) => isSamePart(known, attribute))) all.push(attribute);
      }
    }
    return all;
  }

  async #contentOf({ content }: NtfsAttribute): Promise<Buffer> {
    if ('resident' in content) return content.resident;
    const { sizeBytes, extents } = content;
    if (sizeBytes > FOLDER_BYTES_MAX) throw new VolumeProblem('too-much');
    return await readExtents(this.#bytes, extents, { offsetBytes: 0, lengthBytes: sizeBytes });
  }
}

/** The parts of one attribute in the order of their places in it. */
function partsOf(attributes: readonly NtfsAttribute[], type: number, name: string): readonly NtfsAttribute[] {
  return attributes
    .filter((attribute) => attribute.type === type && attribute.name === name)
    .sort((a, b) => firstCluster(a) - firstCluster(b));
}

function extentsOf(parts: readonly NtfsAttribute[]): readonly Extent[] {
  const extents = parts.flatMap(({ content }) => ('extents' in content ? content.extents : []));
  if (extents.length > EXTENTS_MAX) throw new VolumeProblem('too-much');
  return extents;
}

function isSamePart(one: NtfsAttribute, other: NtfsAttribute): boolean {
  return one.type === other.type && one.name === other.name && firstCluster(one) === firstCluster(other);
}

function firstCluster({ content }: NtfsAttribute): number {
  return 'extents' in content ? content.firstCluster : 0;
}
