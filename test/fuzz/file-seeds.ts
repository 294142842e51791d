import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DiskFormat } from '#engine/image/virtual-disk/disk-format.ts';
import { packWith, sampleBytes } from '../helpers/image-files.ts';
import { Signer } from '../helpers/signer.ts';
import { DISK_KINDS } from '../helpers/virtual-disks.ts';

/** Whole, right files that are then damaged. Small: each case copies one. */

const SEED_MAX_BYTES = 10 * 1024 * 1024;

export const packed = (program: string, args: readonly string[]): Buffer | null =>
  packWith(program, args, sampleBytes(300_000));

/** A small disk in every kind of the format that qemu-img makes; none where that is not installed. */
export function convertedDisks(format: DiskFormat): readonly Buffer[] {
  if (spawnSync('qemu-img', ['--version']).error !== undefined) return [];
  return inFolder((folder) => {
    const raw = Buffer.alloc(900 * 1024);
    sampleBytes(150_000).copy(raw);
    writeFileSync(path.join(folder, 'raw'), raw);
    return Object.values(DISK_KINDS)
      .filter(({ layer }) => layer === format)
      .map(({ args }, index) => {
        run(folder, ['qemu-img', 'convert', '-f', 'raw', ...args, 'raw', `${index}`]);
        return readFileSync(path.join(folder, `${index}`));
      })
      .filter(({ length }) => length < SEED_MAX_BYTES);
  });
}

/** Without a checksum of its own, so that what lies behind that is reached. */
export function blockMapText(version: string): string {
  const isOld = version === '1.3';
  const sum = createHash(isOld ? 'sha1' : 'sha256').digest('hex');
  const name = isOld ? 'sha1' : 'chksum';
  const ranges = Array.from(
    { length: 40 },
    (_, index) => `<Range ${name}="${sum}"> ${index * 10}-${index * 10 + 4} </Range>`,
  );
  return `<?xml version="1.0" ?>
<bmap version="${version}">
<ImageSize> 1638400 </ImageSize> <BlockSize> 4096 </BlockSize>
<BlocksCount> 400 </BlocksCount> <MappedBlocksCount> 200 </MappedBlocksCount>
${isOld ? '' : '<ChecksumType> sha256 </ChecksumType>'}
<BlockMap>
${ranges.join('\n')}
</BlockMap>
</bmap>`;
}

interface Named {
  readonly name: string;
  readonly bytes: Buffer;
}

let signed: readonly Named[] | null = null;

/** A list, a signature over it, binary and armoured, a signed list, and the key of them all; none without gpg. */
export function signedFiles(): readonly Named[] {
  signed ??= inFolder((folder) => {
    const signer = Signer.make(folder, 'ed25519');
    if (signer === null) return [];
    const file = (name: string) => path.join(folder, name);
    writeFileSync(file('SHA256SUMS'), `${'ab'.repeat(32)}  a.iso\n`);
    signer.writeKey(file('key.asc'));
    signer.sign(file('SHA256SUMS'), file('SHA256SUMS.sig'), ['--detach-sign']);
    signer.sign(file('SHA256SUMS'), file('SHA256SUMS.asc'), ['--armor', '--detach-sign']);
    signer.sign(file('SHA256SUMS'), file('a-CHECKSUM'), ['--clear-sign']);
    const names = ['SHA256SUMS', 'SHA256SUMS.sig', 'SHA256SUMS.asc', 'a-CHECKSUM', 'key.asc'];
    return names.map((name) => ({ name, bytes: readFileSync(file(name)) }));
  });
  return signed;
}

export function osList(): string {
  const item = (name: string) => ({
    name,
    url: `https://example.org/${name}.img.xz`,
    image_download_size: 1000,
    image_download_sha256: 'ab'.repeat(32),
    devices: ['pi5-64bit'],
  });
  const folder = { name: 'More', subitems: [item('c'), { name: 'Deeper', subitems: [item('d')] }] };
  return JSON.stringify({
    imager: {},
    os_list: [item('a'), item('b'), folder, { name: 'x', subitems_url: 'https://e.org' }],
  });
}

function inFolder<T>(make: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-fuzz-'));
  try {
    return make(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(cwd: string, [program = '', ...args]: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
}
