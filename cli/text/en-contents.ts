import type { NamedSystem, ReadSystem, VolumeContents } from '#contract/contents.ts';

type Unreadable = Extract<VolumeContents, { readonly state: 'unreadable' }>;

/** Words about what is on a drive (contract/contents.ts). */
export const enContents = {
  systems: {
    fat12: 'FAT12',
    fat16: 'FAT16',
    fat32: 'FAT32',
    exfat: 'exFAT',
    ntfs: 'NTFS',
    ext2: 'ext2',
    ext3: 'ext3',
    ext4: 'ext4',
    iso9660: 'ISO 9660',
    udf: 'UDF',
  } satisfies Record<ReadSystem, string>,
  named: {
    bitlocker: 'BitLocker, encrypted',
    luks: 'LUKS, encrypted',
    lvm: 'part of an LVM pool',
    raid: 'part of a RAID',
    zfs: 'part of a ZFS pool',
    vmfs: 'VMFS, a datastore of VMware ESXi',
    refs: 'ReFS',
    xfs: 'XFS',
    btrfs: 'Btrfs',
    f2fs: 'F2FS',
    bcachefs: 'bcachefs',
    hfs: 'HFS+ of macOS',
    apfs: 'APFS of macOS',
    squashfs: 'SquashFS',
    swap: 'swap space of Linux',
  } satisfies Record<NamedSystem, string>,
  filesNotRead: 'its files are not shown',
  unknown: 'unknown or encrypted',
  blank: 'nothing: the beginning is all zeros',
  unreadable: {
    damaged: 'damaged: its files cannot be listed',
    unsupported: 'a variant whose files are not read here',
    'too-much': 'larger or more tangled than is read here',
    io: 'the drive did not give these bytes',
  } satisfies Record<Unreadable['reason'], string>,
  wholeDrive: 'Whole drive',
  partition: (number: number) => `Partition ${number}`,
  noVolumes: 'A partition table without partitions.',
  damagedTable: 'A damaged partition table: what it said is not known.',
  emptyFolder: 'no files',
  more: (count: number) => `and ${count} more (--all shows them)`,
  evenMore: 'and more that are not listed',
  moreVolumes: 'There are more partitions than these.',
  sizeUnknown: 'size unknown',
} as const;
