import type { DriveIdentity } from '#contract/drive.ts';

/**
 * What a drive is and what it is used for at this moment, also through everything stacked on it (LVM, RAID, encryption,
 * device-mapper, loop devices of files that live on its volumes). Facts only; the rules are in `protection.ts`.
 */
export interface DriveUse {
  readonly bus: DriveIdentity['bus'];
  /** `other`: memory, optical, device-mapper, RAID and other nodes that are no drive of their own. */
  readonly kind: 'drive' | 'partition' | 'other';
  readonly sizeBytes: number;
  /** It can be pulled out: USB, card, or a medium or slot that says so. */
  readonly isRemovable: boolean;
  readonly isReadOnly: boolean;
  readonly hasMedium: boolean;
  /** Where its volumes are mounted, in an order in which they can be unmounted. */
  readonly mountPoints: readonly string[];
  /** The running system's root folder is on it. */
  readonly holdsRoot: boolean;
  /** Swap partitions and swap files on it. */
  readonly swaps: readonly string[];
  /** Names of the pools and mappings that hold it or one of its partitions. */
  readonly pools: readonly string[];
  /** Device numbers (`st_dev`, decimal) of the file systems on it that are mounted. */
  readonly devices: readonly string[];
  /** True where a file system on it gives files device numbers that are in no mount table (btrfs, overlay). */
  readonly hasUnlistedDevices: boolean;
  /** Device numbers of file systems mounted from elsewhere. */
  readonly otherDevices: readonly string[];
  /** Virtual drives: `dev:inode` of the backing file. */
  readonly backing: string | null;
}

/** True for drives that are a file: a loop device or a practice drive. */
export function isVirtualBus(bus: DriveIdentity['bus']): boolean {
  return bus === 'loop' || bus === 'file';
}
