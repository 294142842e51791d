import { openFat } from '../filesystem/fat-volume.ts';
import type { VolumeReason } from '../filesystem/volume.ts';
import { attempt } from '../filesystem/volume-problem.ts';
import { type SeekableBytes, seekableRange } from '../image/seekable-bytes.ts';
import type { Gpt } from '../partition/gpt.ts';
import type { Mbr } from '../partition/mbr.ts';
import type { Handover } from './boot-facts.ts';
import { type BootSector, readBootSector } from './boot-sector.ts';

const SECTOR_BYTES = 512;

/** Looks at what boot code hands over to: its second part, the active partition or a file. BIOS counts 512-byte sectors. */
export async function followBootCode(
  bytes: SeekableBytes,
  { sector, mbr, gpt }: { readonly sector: BootSector; readonly mbr: Mbr | null; readonly gpt: Gpt | null },
): Promise<Handover> {
  switch (sector.does) {
    case 'nothing':
      return 'none';
    case 'unknown':
      return 'unknown-code';
    case 'go-on':
      return await secondPart(bytes, sector);
    case 'load-file':
      return await file(bytes, { atBytes: 0, names: sector.names });
    case 'start-active': {
      const active = (mbr?.entries ?? []).filter(({ isActive }) => isActive);
      const [only] = active;
      if (only === undefined || active.length > 1) return 'no-active-partition';
      return await partition(bytes, only.firstLba * SECTOR_BYTES);
    }
    case 'start-marked': {
      const marked = gpt?.partitions?.find(({ isLegacyBootable }) => isLegacyBootable);
      if (gpt === null || marked === undefined) return 'no-active-partition';
      return await partition(bytes, marked.firstLba * gpt.sectorSizeBytes);
    }
    default:
      return sector satisfies never;
  }
}

async function secondPart(
  bytes: SeekableBytes,
  { atBytes, mark }: Extract<BootSector, { does: 'go-on' }>,
): Promise<Handover> {
  const read = await attempt(() => bytes.readAt(atBytes, SECTOR_BYTES));
  if (!read.isFound) return unreadable(read.reason);
  const part = read.value;
  if (atBytes === 0 || part.length < SECTOR_BYTES) return 'wrong';
  if (mark === null) return part.some((byte) => byte !== 0) ? 'right' : 'wrong';
  const { offsetBytes, bytes: expected } = mark;
  return part.toString('latin1', offsetBytes, offsetBytes + expected.length) === expected ? 'right' : 'wrong';
}

/** The boot sector of a partition: it must go on by itself. */
async function partition(bytes: SeekableBytes, atBytes: number): Promise<Handover> {
  const read = await attempt(() => bytes.readAt(atBytes, SECTOR_BYTES));
  if (!read.isFound) return unreadable(read.reason);
  const sector = readBootSector(read.value);
  switch (sector.does) {
    case 'nothing':
      return sector.why === 'says-not-bootable' ? 'says-not-bootable' : 'no-active-partition';
    case 'load-file':
      return await file(bytes, { atBytes, names: sector.names });
    case 'go-on':
    case 'start-active':
    case 'start-marked':
    case 'unknown':
      return 'unknown-code';
    default:
      return sector satisfies never;
  }
}

/** A FAT volume that must hold one of the files; on another kind of volume nobody looks. */
async function file(
  bytes: SeekableBytes,
  { atBytes, names }: { readonly atBytes: number; readonly names: readonly string[] },
): Promise<Handover> {
  const opened = await openFat(seekableRange(bytes, atBytes, bytes.sizeBytes - atBytes));
  if (!opened.isFound) return opened.reason === 'other-format' ? 'unknown-code' : unreadable(opened.reason);
  const root = await opened.value.list('/');
  if (!root.isFound) return unreadable(root.reason);
  return root.value.some(({ name }) => names.includes(name.toUpperCase())) ? 'right' : 'says-not-bootable';
}

function unreadable(reason: VolumeReason): Handover {
  return reason === 'out-of-reach' ? 'out-of-reach' : 'wrong';
}
