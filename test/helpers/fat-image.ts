export interface FatImageRecipe {
  /** 12 or 16; the number of clusters is chosen so that it is one. */
  readonly bits?: 12 | 16;
  /** Paths with upper-case 8.3 names, or a long name in the last part → content. */
  readonly files: Readonly<Record<string, string | Buffer>>;
}

const SECTOR = 512;
const CLUSTER = 512;
const ROOT_ENTRIES = 64;
const RESERVED = 1;

/** A small FAT12 or FAT16 volume made without any tool. */
export function fatImage({ bits = 12, files }: FatImageRecipe): Buffer {
  const clusters = bits === 12 ? 1000 : 4200;
  const tableSectors = Math.ceil(((clusters + 2) * bits) / 8 / SECTOR);
  const rootAt = (RESERVED + tableSectors) * SECTOR;
  const dataAt = rootAt + ROOT_ENTRIES * 32;
  const volume = Buffer.alloc(dataAt + clusters * CLUSTER);
  bootSector(volume, { totalSectors: volume.length / SECTOR, tableSectors, bits });
  const table = new FatTable(volume.subarray(RESERVED * SECTOR, rootAt), bits);
  const folders = new Map<string, { at: number; used: number }>([['', { at: rootAt, used: 0 }]]);
  const add = (folder: string, name: string, entry: { attributes: number; cluster: number; size: number }) => {
    const place = folders.get(folder);
    if (place === undefined) throw new Error(`No folder "${folder}"`);
    for (const part of entriesFor(name, entry)) {
      part.copy(volume, place.at + place.used);
      place.used += part.length;
    }
  };
  const folderFor = (parts: readonly string[]): string => {
    const name = parts.join('/');
    if (folders.has(name)) return name;
    const parent = folderFor(parts.slice(0, -1));
    const cluster = table.chain(1);
    folders.set(name, { at: dataAt + (cluster - 2) * CLUSTER, used: 0 });
    add(parent, parts.at(-1) ?? '', { attributes: 0x10, cluster, size: 0 });
    add(name, '.', { attributes: 0x10, cluster, size: 0 });
    return name;
  };
  for (const [path, content] of Object.entries(files)) {
    const parts = path.split('/');
    const bytes = Buffer.from(content);
    const cluster = bytes.length === 0 ? 0 : table.chain(Math.ceil(bytes.length / CLUSTER));
    if (cluster > 0) bytes.copy(volume, dataAt + (cluster - 2) * CLUSTER);
    add(folderFor(parts.slice(0, -1)), parts.at(-1) ?? '', { attributes: 0x20, cluster, size: bytes.length });
  }
  return volume;
}

function bootSector(
  sector: Buffer,
  { totalSectors, tableSectors, bits }: { totalSectors: number; tableSectors: number; bits: number },
): void {
  sector.write('\xeb\x3c\x90MSDOS5.0', 0, 'latin1');
  sector.writeUInt16LE(SECTOR, 11);
  sector.writeUInt8(CLUSTER / SECTOR, 13);
  sector.writeUInt16LE(RESERVED, 14);
  sector.writeUInt8(1, 16);
  sector.writeUInt16LE(ROOT_ENTRIES, 17);
  sector.writeUInt16LE(totalSectors, 19);
  sector.writeUInt8(0xf8, 21);
  sector.writeUInt16LE(tableSectors, 22);
  sector.writeUInt8(0x29, 38);
  sector.write('STICK      ', 43, 'latin1');
  sector.write(`FAT${bits}   `, 54, 'latin1');
  sector.writeUInt16LE(0xaa55, 510);
}

class FatTable {
  readonly #bytes: Buffer;
  readonly #bits: number;
  #next = 2;

  constructor(bytes: Buffer, bits: number) {
    this.#bytes = bytes;
    this.#bits = bits;
  }

  /** A new chain of clusters that follow each other; its first one. */
  chain(count: number): number {
    const first = this.#next;
    for (let index = 0; index < count; index += 1) {
      this.#set(this.#next, index === count - 1 ? 0xffff : this.#next + 1);
      this.#next += 1;
    }
    return first;
  }

  #set(cluster: number, value: number): void {
    if (this.#bits === 16) {
      this.#bytes.writeUInt16LE(value, cluster * 2);
      return;
    }
    const at = Math.floor(cluster * 1.5);
    const old = this.#bytes.readUInt16LE(at);
    const twelve = value & 0xfff;
    this.#bytes.writeUInt16LE(cluster % 2 === 0 ? (old & 0xf000) | twelve : (old & 0x000f) | (twelve << 4), at);
  }
}

function entriesFor(name: string, entry: { attributes: number; cluster: number; size: number }): readonly Buffer[] {
  const isShort = /^[A-Z0-9_]{1,8}(?:\.[A-Z0-9_]{1,3})?$|^\.$/u.test(name);
  const [base = '', extension = ''] = isShort && name !== '.' ? name.split('.') : [name === '.' ? '.' : 'LONGNA~1', ''];
  const short = Buffer.alloc(32);
  short.write(base.padEnd(8) + extension.padEnd(3), 0, 'latin1');
  short.writeUInt8(entry.attributes, 11);
  short.writeUInt16LE(entry.cluster, 26);
  short.writeUInt32LE(entry.size, 28);
  return isShort ? [short] : [...longEntries(name, short), short];
}

function longEntries(name: string, short: Buffer): readonly Buffer[] {
  let checksum = 0;
  for (let at = 0; at < 11; at += 1) checksum = (((checksum & 1) << 7) + (checksum >> 1) + short.readUInt8(at)) & 0xff;
  const count = Math.ceil(name.length / 13);
  const text = Buffer.alloc(count * 26, 0xff);
  text.write(`${name}\0`.slice(0, count * 13), 'utf16le');
  return Array.from({ length: count }, (_, index) => {
    const order = count - index;
    const part = text.subarray((order - 1) * 26, order * 26);
    const entry = Buffer.alloc(32);
    entry.writeUInt8(order | (index === 0 ? 0x40 : 0), 0);
    entry.writeUInt8(0x0f, 11);
    entry.writeUInt8(checksum, 13);
    part.copy(entry, 1, 0, 10);
    part.copy(entry, 14, 10, 22);
    part.copy(entry, 28, 22, 26);
    return entry;
  });
}
