import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { outcomeOf } from '#test/helpers/decode-whole.ts';
import { sampleBytes } from '#test/helpers/image-files.ts';
import { DISK_KINDS, type DiskKind, diskFile } from '#test/helpers/virtual-disks.ts';
import { crc32c } from '../../checksum/crc32c.ts';
import { BlockPool } from '../block-pool.ts';
import type { SeekableBytes } from '../seekable-bytes.ts';
import { decodeDisk } from './decode-disk.ts';
import { openVirtualDisk } from './open-virtual-disk.ts';
import { sumOf } from './vhd-footer.ts';

const ROUNDS = 120;
const MIB = 1024 * 1024;
/** More than the disk has, so that a size that grew is followed for a while only. */
const DECODED_MAX_BYTES = 16 * MIB;
const ALLOWED = /^(?:done|IMAGE_TRUNCATED|DECOMPRESS_FAILED|IMAGE_UNSUPPORTED|IMAGE_EMPTY)$/u;

const KINDS: readonly DiskKind[] = [
  'qcow2 of version 3',
  'packed qcow2',
  'qcow2 packed with zstd',
  'vhd of dynamic size',
  'vhdx with blocks of 1 MiB',
  'sparse vmdk',
  'stream-optimised vmdk',
];

for (const kind of KINDS) {
  test(`${kind}: spoiled copies give a failure or a result, never a crash`, async (t) => {
    const raw = Buffer.alloc(5 * MIB);
    sampleBytes(200_000).copy(raw, MIB);
    const good = diskFile(t, kind, raw);
    if (good === null) return t.skip('qemu-img is not installed');
    assert.equal(await outcomeOf(decoded(good, kind)), 'done');
    // Tables and headers: what is not zero before the data and at the end.
    const places = [...good.subarray(0, 4 * MIB).entries()]
      .filter(([at, byte]) => byte !== 0 && (at < 70_000 || isTable(good, at)))
      .map(([at]) => at);
    for (let round = 0; round < ROUNDS; round += 1) {
      const outcome = await outcomeOf(decoded(spoiled(good, places, round), kind));
      assert.match(outcome, ALLOWED, `round ${round}`);
    }
  });
}

/** Most of its kilobyte is zeros: no data. */
function isTable(file: Buffer, at: number): boolean {
  const start = at - (at % 1024);
  return file.subarray(start, start + 1024).filter((byte) => byte === 0).length > 700;
}

/** A copy with one to four bytes changed or cut short, its checksums made right again. */
function spoiled(good: Buffer, places: readonly number[], round: number): Buffer {
  const digest = createHash('sha512').update(`disk ${round}`).digest();
  const copy = Buffer.from(good);
  for (let index = 0; index < 1 + ((digest[0] ?? 0) % 4); index += 1) {
    const choice = digest.readUInt32LE(4 + index * 8);
    const at = (digest[1] ?? 0) % 5 === 0 ? copy.length - 1 - (choice % 1536) : (places[choice % places.length] ?? 0);
    copy[at] = digest[8 + index * 8] ?? 0;
  }
  mend(copy);
  return round % 9 === 0 ? copy.subarray(0, digest.readUInt32LE(40) % copy.length) : copy;
}

function mend(file: Buffer): void {
  if (file.toString('latin1', 0, 8) === 'conectix') {
    for (const at of [0, file.length - 512]) file.writeUInt32BE(sumOf(file.subarray(at, at + 512), 64), at + 64);
    file.writeUInt32BE(sumOf(file.subarray(512, 1536), 36), 512 + 36);
  }
  if (file.toString('latin1', 0, 8) !== 'vhdxfile') return;
  for (const [at, length] of [
    [65_536, 4096],
    [131_072, 4096],
    [196_608, 65_536],
    [262_144, 65_536],
  ] as const) {
    file.writeUInt32LE(0, at + 4);
    file.writeUInt32LE(crc32c(file.subarray(at, at + length)), at + 4);
  }
}

async function decoded(bytes: Buffer, kind: DiskKind): Promise<void> {
  const { signal } = new AbortController();
  const source: SeekableBytes = {
    sizeBytes: bytes.length,
    readAt: async (at, length) => {
      assert.ok(length <= 8 * MIB, `a read of ${length} bytes`);
      return Buffer.from(bytes.subarray(at, at + length));
    },
  };
  const context = { path: '/a', fileBytes: bytes.length, signal };
  const disk = await openVirtualDisk(DISK_KINDS[kind].layer, source, context);
  let doneBytes = 0;
  for await (const chunk of decodeDisk(disk, new BlockPool(4))) {
    doneBytes += chunk.length;
    if (doneBytes > DECODED_MAX_BYTES) return;
  }
  assert.equal(doneBytes, disk.sizeBytes);
}
