import { readFatLayout } from '../filesystem/fat-layout.ts';
import { hasBootSignature } from '../partition/mbr.ts';

/** Size that a file system at the very beginning of an image says it has. */
export interface DeclaredFileSystem {
  readonly name: 'fat' | 'ntfs' | 'exfat' | 'ext' | 'xfs' | 'squashfs';
  readonly bytes: number;
}

const EXT_AT = 1024;
const EXT_64BIT = 0x80;

/**
 * Reads it from the first bytes of an image (2 KiB), or null where there is no file system known here.
 * Sources: Microsoft FAT §3.1 and exFAT §3.1; NTFS boot sector (NumberSectors at 0x28); ext4 disk layout, "The Super
 * Block"; XFS algorithms and data structures §13.1; squashfs 4.0 superblock.
 */
export function readFileSystemSize(head: Buffer): DeclaredFileSystem | null {
  if (head.length < 2048) return null;
  const fat = readFatLayout(head.subarray(0, 512));
  if (fat !== null) return { name: 'fat', bytes: fat.totalBytes };
  const system = hasBootSignature(head) ? head.toString('latin1', 3, 11) : '';
  if (system === 'NTFS    ') {
    return { name: 'ntfs', bytes: Number(head.readBigUInt64LE(0x28)) * head.readUInt16LE(11) };
  }
  if (system === 'EXFAT   ') {
    return { name: 'exfat', bytes: Number(head.readBigUInt64LE(72)) * 2 ** Math.min(head.readUInt8(108), 12) };
  }
  const magic = head.toString('latin1', 0, 4);
  if (magic === 'XFSB') return { name: 'xfs', bytes: Number(head.readBigUInt64BE(8)) * head.readUInt32BE(4) };
  if (magic === 'hsqs') return { name: 'squashfs', bytes: Number(head.readBigUInt64LE(40)) };
  return readExtSize(head.subarray(EXT_AT));
}

function readExtSize(superblock: Buffer): DeclaredFileSystem | null {
  if (superblock.readUInt16LE(56) !== 0xef53) return null;
  const blockShift = superblock.readUInt32LE(24);
  if (blockShift > 6) return null;
  const is64Bit = (superblock.readUInt32LE(96) & EXT_64BIT) !== 0;
  const blocks = superblock.readUInt32LE(4) + (is64Bit ? superblock.readUInt32LE(0x150) * 2 ** 32 : 0);
  return { name: 'ext', bytes: blocks * 2 ** (10 + blockShift) };
}
