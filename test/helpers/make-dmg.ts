import { deflateSync } from 'node:zlib';
import { crc32 } from '#engine/checksum/crc32.ts';

const SECTOR_BYTES = 512;

export interface DmgBlockRecipe {
  readonly kind: 'zlib' | 'raw' | 'zero' | 'free' | 'packed';
  /** Unpacked; a multiple of 512. */
  readonly bytes: Buffer;
  /** For `packed`: type number and stored bytes. */
  readonly type?: number;
  readonly stored?: Buffer;
}

export interface DmgRecipe {
  readonly blocks: readonly DmgBlockRecipe[];
  /** First sector of the one partition; sectors before it are zeros. Default 0. */
  readonly firstSector?: number;
  /** Written instead of the right checksum. */
  readonly crc?: number;
}

const TYPES = { zlib: 0x80000005, raw: 1, zero: 0, free: 2, packed: 0 };

/** A small UDIF image: data fork, property list with one block map, 512-byte trailer. */
export function makeDmg(recipe: DmgRecipe): Buffer {
  const fork: Buffer[] = [];
  const entries: Buffer[] = [];
  let forkBytes = 0;
  let sectors = 0;
  let crc = 0;
  for (const block of recipe.blocks) {
    const stored = storedBytes(block);
    const count = block.bytes.length / SECTOR_BYTES;
    const type = block.type ?? TYPES[block.kind];
    entries.push(entry({ type, firstSector: sectors, count, at: forkBytes, length: stored.length }));
    if (block.kind !== 'free') crc = crc32(block.bytes, crc);
    fork.push(stored);
    forkBytes += stored.length;
    sectors += count;
  }
  entries.push(entry({ type: 0xffffffff, firstSector: sectors, count: 0, at: forkBytes, length: 0 }));
  const firstSector = recipe.firstSector ?? 0;
  const map = blockMap({ entries, firstSector, sectors, crc: recipe.crc ?? crc });
  const xml = Buffer.from(propertyList(map));
  return Buffer.concat([...fork, xml, trailer(forkBytes, xml.length, firstSector + sectors)]);
}

function storedBytes(block: DmgBlockRecipe): Buffer {
  if (block.kind === 'zlib') return deflateSync(block.bytes);
  if (block.kind === 'raw') return block.bytes;
  return block.stored ?? Buffer.alloc(0);
}

function entry(facts: {
  readonly type: number;
  readonly firstSector: number;
  readonly count: number;
  readonly at: number;
  readonly length: number;
}): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt32BE(facts.type, 0);
  bytes.writeBigUInt64BE(BigInt(facts.firstSector), 8);
  bytes.writeBigUInt64BE(BigInt(facts.count), 16);
  bytes.writeBigUInt64BE(BigInt(facts.at), 24);
  bytes.writeBigUInt64BE(BigInt(facts.length), 32);
  return bytes;
}

function blockMap(facts: {
  readonly entries: readonly Buffer[];
  readonly firstSector: number;
  readonly sectors: number;
  readonly crc: number;
}): Buffer {
  const header = Buffer.alloc(204);
  header.write('mish', 0, 'latin1');
  header.writeUInt32BE(1, 4);
  header.writeBigUInt64BE(BigInt(facts.firstSector), 8);
  header.writeBigUInt64BE(BigInt(facts.sectors), 16);
  header.writeUInt32BE(0x808, 32);
  header.writeUInt32BE(2, 64); // checksum: CRC-32 ...
  header.writeUInt32BE(32, 68); // ... of 32 bits
  header.writeUInt32BE(facts.crc, 72);
  header.writeUInt32BE(facts.entries.length, 200);
  return Buffer.concat([header, ...facts.entries]);
}

function propertyList(map: Buffer): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>resource-fork</key><dict><key>blkx</key><array><dict>
<key>Attributes</key><string>0x0050</string><key>CFName</key><string>whole disk</string>
<key>Data</key><data>${map.toString('base64')}</data>
<key>ID</key><string>0</string><key>Name</key><string>whole disk</string>
</dict></array></dict></dict></plist>
`;
}

function trailer(forkBytes: number, xmlBytes: number, sectors: number): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write('koly', 0, 'latin1');
  bytes.writeUInt32BE(4, 4);
  bytes.writeUInt32BE(512, 8);
  bytes.writeUInt32BE(1, 12);
  bytes.writeBigUInt64BE(BigInt(forkBytes), 32);
  bytes.writeUInt32BE(1, 56);
  bytes.writeUInt32BE(1, 60);
  bytes.writeBigUInt64BE(BigInt(forkBytes), 216);
  bytes.writeBigUInt64BE(BigInt(xmlBytes), 224);
  bytes.writeUInt32BE(1, 488);
  bytes.writeBigUInt64BE(BigInt(sectors), 492);
  return bytes;
}
