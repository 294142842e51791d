import type { NamedSystem } from '#contract/contents.ts';
import type { SeekableBytes } from '../image/seekable-bytes.ts';

/** What stands at a fixed place of a volume of its kind. */
interface Mark {
  readonly system: NamedSystem;
  readonly atBytes: number;
  readonly mark: Buffer;
}

const text = (system: NamedSystem, atBytes: number, mark: string): Mark => ({
  system,
  atBytes,
  mark: Buffer.from(mark, 'latin1'),
});
const hex = (system: NamedSystem, atBytes: number, mark: string): Mark => ({
  system,
  atBytes,
  mark: Buffer.from(mark, 'hex'),
});

/** Sources: the formats' own documents, as file(1) and blkid(8) know them. All lie in the first HEAD_BYTES but one. */
const ENCRYPTED: readonly Mark[] = [
  text('bitlocker', 3, '-FVE-FS-'),
  hex('bitlocker', 424, '3bd66749292ed84a8399f6a339e3d001'), // BitLocker To Go, in a boot sector like FAT's
  text('luks', 0, 'LUKS\xba\xbe'),
];
const MARKS: readonly Mark[] = [
  ...[0, 512, 1024, 1536].map((at) => text('lvm', at + 24, 'LVM2 001')),
  ...[0, 4096].map((at) => hex('raid', at, 'fc4e2ba9')),
  text('refs', 3, 'ReFS\0\0\0\0'),
  text('xfs', 0, 'XFSB'),
  text('squashfs', 0, 'hsqs'),
  text('apfs', 32, 'NXSB'),
  text('hfs', 1024, 'H+\0\x04'),
  text('hfs', 1024, 'HX\0\x05'),
  hex('f2fs', 1024, '1020f5f2'),
  hex('bcachefs', 4096 + 24, 'c68573f64e1a45ca8265f57f48ba6d81'),
  ...[4096, 8192, 16384, 32768, 65536].map((page) => text('swap', page - 10, 'SWAPSPACE2')),
  text('btrfs', 0x10040, '_BHRfS_M'),
  // the first of the uberblocks that follow each other in a label
  ...Array.from({ length: 128 }, (_, index) => hex('zfs', 0x20000 + index * 1024, '0cb1ba0000000000')),
];
const SECTOR_BYTES = 512;
const HEAD_BYTES = 256 * 1024;
/** Behind a partition of its own kind VMFS begins one MiB later. */
const VMFS: Mark = hex('vmfs', 1024 * 1024, '0dd001c0');

/**
 * True encryption before anything else: a drive that is encrypted by BitLocker To Go shows a small FAT volume with a note, and
 * what an earlier file system left behind may still stand beyond a header.
 */
export async function encryptionOf(bytes: SeekableBytes): Promise<NamedSystem | null> {
  return markIn(await bytes.readAt(0, SECTOR_BYTES), ENCRYPTED);
}

/** Which other file system that is not read here begins with the first of `bytes`, or null. */
export async function namedSystem(bytes: SeekableBytes): Promise<NamedSystem | null> {
  const found = markIn(await bytes.readAt(0, HEAD_BYTES), MARKS);
  if (found !== null) return found;
  const vmfs = await bytes.readAt(VMFS.atBytes, VMFS.mark.length);
  return vmfs.equals(VMFS.mark) ? VMFS.system : null;
}

/** True where a file system would begin there is nothing but zeros. */
export async function isBlank(bytes: SeekableBytes): Promise<boolean> {
  return (await bytes.readAt(0, HEAD_BYTES)).every((byte) => byte === 0);
}

function markIn(head: Buffer, marks: readonly Mark[]): NamedSystem | null {
  const found = marks.find(({ atBytes, mark }) => head.subarray(atBytes, atBytes + mark.length).equals(mark));
  return found?.system ?? null;
}
