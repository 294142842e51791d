import { createHash, randomFillSync } from 'node:crypto';
import { open, stat, writeFile } from 'node:fs/promises';

const SECTOR_BYTES = 512;
const PVD_BYTES = 32768;
/** Both GPT headers begin before it. */
const TABLES_BYTES = 8192;

/** Image files are made in steps of this, so that a test of any size stays small in memory. */
const STEP_BYTES = 8 * 1024 * 1024;

/**
 * Writes a file of random bytes that carries every sign of a bootable medium: MBR with an active partition, primary GPT
 * headers for 512- and 4096-byte sectors, ISO9660 descriptor, and a backup GPT header in its last sector where its size is
 * a multiple of 512. Resolves with its SHA-256.
 */
export async function makeBootableImage(path: string, sizeBytes: number): Promise<string> {
  const file = await open(path, 'w');
  const sha256 = createHash('sha256');
  try {
    for (let offset = 0; offset < sizeBytes; offset += STEP_BYTES) {
      const part = randomFillSync(Buffer.alloc(Math.min(STEP_BYTES, sizeBytes - offset)));
      if (offset === 0) putSignsAtStart(part);
      if (offset + part.length === sizeBytes && sizeBytes % SECTOR_BYTES === 0 && sizeBytes > PVD_BYTES * 2) {
        part.write('EFI PART', part.length - SECTOR_BYTES, 'latin1');
      }
      sha256.update(part);
      await file.write(part, 0, part.length, offset);
    }
  } finally {
    await file.close();
  }
  return sha256.digest('hex');
}

function putSignsAtStart(start: Buffer): void {
  if (start.length < PVD_BYTES * 2) return;
  start.fill(0, 446, 510);
  start[446] = 0x80; // active
  start[450] = 0x17; // a type that claims nothing about the contents
  start.writeUInt32LE(1, 454);
  start.writeUInt32LE(8, 458);
  start.writeUInt16BE(0x55aa, 510);
  start.write('EFI PART', 512, 'latin1'); // its CRC is wrong on purpose: half-made tables are normal input
  start.write('EFI PART', 4096, 'latin1');
}

/** Names of the signs of a bootable medium found on a drive; empty means that no firmware sees anything on it. */
export async function bootSigns(devicePath: string, sizeBytes: number): Promise<string[]> {
  const file = await open(devicePath, 'r');
  try {
    const at = async (offset: number, length: number) => {
      const bytes = Buffer.alloc(length);
      await file.read(bytes, 0, length, offset);
      return bytes;
    };
    const signs: [string, boolean][] = [
      ['MBR signature', (await at(510, 2)).readUInt16BE(0) === 0x55aa],
      ['GPT header, 512', (await at(512, 8)).toString('latin1') === 'EFI PART'],
      ['GPT header, 4096', (await at(4096, 8)).toString('latin1') === 'EFI PART'],
      ['backup GPT, 512', (await at(sizeBytes - 512, 8)).toString('latin1') === 'EFI PART'],
      ['backup GPT, 4096', (await at(sizeBytes - 4096, 8)).toString('latin1') === 'EFI PART'],
      ['ISO9660', (await at(PVD_BYTES + 1, 5)).toString('latin1') === 'CD001'],
    ];
    return signs.flatMap(([name, isThere]) => (isThere ? [name] : []));
  } finally {
    await file.close();
  }
}

/** Fills the ends of a drive with an old partition table, as a stick that was used before. Resolves with its start. */
export async function putOldTable(devicePath: string, sizeBytes: number): Promise<Buffer> {
  const start = randomFillSync(Buffer.alloc(PVD_BYTES * 4));
  putSignsAtStart(start);
  start.write('CD001', PVD_BYTES + 1, 'latin1');
  const file = await open(devicePath, 'r+');
  try {
    await file.write(start, 0, start.length, 0);
    const end = Buffer.alloc(4096);
    end.write('EFI PART', 4096 - 512, 'latin1');
    await file.write(end, 0, end.length, sizeBytes - end.length);
    await file.sync();
    return start;
  } finally {
    await file.close();
  }
}

/** True where the drive begins with these bytes. */
export async function startsWithBytes(devicePath: string, bytes: Buffer): Promise<boolean> {
  const file = await open(devicePath, 'r');
  try {
    const found = Buffer.alloc(bytes.length);
    await file.read(found, 0, found.length, 0);
    return found.equals(bytes);
  } finally {
    await file.close();
  }
}

/**
 * True where the first sector is blank, and all of the image is there but perhaps its tables and descriptors: the last things
 * that are written, of which nothing starts or is shown without the first sector. A drive whose writer is killed in that very
 * moment is left like this.
 */
export async function lacksFirstSector(devicePath: string, imagePath: string): Promise<boolean> {
  const isBlank = await startsWithBytes(devicePath, Buffer.alloc(SECTOR_BYTES));
  const { size } = await stat(imagePath);
  const whole = [
    { fromBytes: TABLES_BYTES, toBytes: Math.min(PVD_BYTES, size) },
    { fromBytes: PVD_BYTES * 2, toBytes: size - 4096 },
  ];
  const areEqual = await Promise.all(whole.map((range) => equalsImage(devicePath, imagePath, range)));
  return isBlank && !areEqual.includes(false);
}

/** True where the drive begins with exactly the bytes of the image. */
export async function startsWithImage(devicePath: string, imagePath: string): Promise<boolean> {
  return await equalsImage(devicePath, imagePath, { fromBytes: 0, toBytes: Number.POSITIVE_INFINITY });
}

async function equalsImage(
  devicePath: string,
  imagePath: string,
  { fromBytes, toBytes }: { readonly fromBytes: number; readonly toBytes: number },
): Promise<boolean> {
  const [drive, image] = await Promise.all([open(devicePath, 'r'), open(imagePath, 'r')]);
  try {
    const expected = Buffer.alloc(STEP_BYTES);
    const actual = Buffer.alloc(STEP_BYTES);
    for (let offset = fromBytes; ; ) {
      const wanted = Math.max(0, Math.min(STEP_BYTES, toBytes - offset));
      const { bytesRead } = await image.read(expected, 0, wanted, offset);
      if (bytesRead === 0) return true;
      const got = await drive.read(actual, 0, bytesRead, offset);
      if (got.bytesRead !== bytesRead) return false;
      if (!expected.subarray(0, bytesRead).equals(actual.subarray(0, bytesRead))) return false;
      offset += bytesRead;
    }
  } finally {
    await drive.close();
    await image.close();
  }
}

/** Changes one byte of a file or device in place. */
export async function flipByte(path: string, offset: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, offset);
    byte[0] = (byte[0] ?? 0) ^ 0xff;
    await file.write(byte, 0, 1, offset);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A file of the given bytes. */
export async function putFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes);
}
