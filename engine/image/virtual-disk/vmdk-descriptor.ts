import type { DiskFile } from './disk-file.ts';

const NO_PARENT = 'ffffffff';
const READABLE = new Set(['monolithicsparse', 'streamoptimized']);

/**
 * IMAGE_UNSUPPORTED, by its kind, unless the descriptor is that of one sparse disk that needs no other file.
 * Source: VMware's Virtual Disk Format 5.0, "The Descriptor File".
 */
export function assertOneFile(file: DiskFile, descriptor: string): void {
  const kind = settingOf(descriptor, 'createType') ?? '';
  if ((settingOf(descriptor, 'parentCID') ?? NO_PARENT).toLowerCase() !== NO_PARENT) {
    throw file.unsupported('vmdk that only holds the differences to another one');
  }
  const extents = descriptor.match(/^[ \t]*(?:RW|RDONLY|NOACCESS)[ \t]+\d+[ \t]/gmu) ?? [];
  if (!READABLE.has(kind.toLowerCase()) || extents.length !== 1) {
    throw file.unsupported(`vmdk of kind ${/^\w{1,40}$/u.test(kind) ? kind : 'unknown'}`);
  }
}

/** The kind of a disk whose descriptor is a file of its own, so that its bytes lie in other files. */
export function vmdkKind(head: Buffer): string {
  return settingOf(head.toString('latin1'), 'createType')?.match(/^\w{1,40}$/u)?.[0] ?? 'unknown';
}

function settingOf(descriptor: string, key: string): string | null {
  return new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*"?([^"\\r\\n]*?)"?[ \\t]*\\r?$`, 'imu').exec(descriptor)?.[1] ?? null;
}
