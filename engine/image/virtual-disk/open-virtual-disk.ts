import type { DecodeContext } from '../decode-context.ts';
import type { SeekableBytes } from '../seekable-bytes.ts';
import type { DiskFormat } from './disk-format.ts';
import { openQcow2 } from './open-qcow2.ts';
import { openVhd } from './open-vhd.ts';
import { openVhdx } from './open-vhdx.ts';
import { openVmdk } from './open-vmdk.ts';
import type { VirtualDisk } from './virtual-disk.ts';

const OPENERS = { qcow2: openQcow2, vhd: openVhd, vhdx: openVhdx, vmdk: openVmdk } as const;

/**
 * Opens the disk of a virtual machine that is kept in the file `bytes`. IMAGE_UNSUPPORTED, naming it, for what needs other
 * files or is not known; DECOMPRESS_FAILED where its tables contradict themselves; IMAGE_TRUNCATED.
 */
export function openVirtualDisk(
  format: DiskFormat,
  bytes: SeekableBytes,
  context: DecodeContext,
): Promise<VirtualDisk> {
  return OPENERS[format](bytes, context);
}
