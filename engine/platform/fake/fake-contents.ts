import type { ContentsEntry, DriveContents, NamedSystem, ReadSystem, VolumeContents } from '#contract/contents.ts';
import type { Drive, Partition } from '#contract/drive.ts';

/** How a system's own names for what it recognises translate. */
const READ: Readonly<Record<string, ReadSystem>> = {
  vfat: 'fat32',
  exfat: 'exfat',
  ntfs: 'ntfs',
  ext4: 'ext4',
  iso9660: 'iso9660',
};
const NAMED: Readonly<Record<string, NamedSystem>> = {
  BitLocker: 'bitlocker',
  crypto_LUKS: 'luks',
  hfsplus: 'hfs',
  apfs: 'apfs',
  LVM2_member: 'lvm',
  zfs_member: 'zfs',
};
/** For demo volumes of which nothing more is told. */
const USUAL_NAMES = ['DCIM', 'Documents', 'notes.txt', '報告書 2026.xlsx', 'installer-old.iso'];
const FILE_BYTES = [2_411, 18_350_080, 1_653_604_352, 734_003_200, 96_256];

/** What looking at a demo drive finds: its partitions with files that fit what the list tells of them. */
export function fakeContents({ partitions, partitionTable, identity }: Drive): DriveContents {
  if (partitions.length === 0) {
    const blank = { state: 'blank', partition: 0, sizeBytes: identity.sizeBytes } as const;
    return { table: 'none', volumes: [blank], hasMore: false };
  }
  const table = partitionTable === 'gpt' || partitionTable === 'mbr' ? partitionTable : 'none';
  return { table, volumes: partitions.map(volumeOf), hasMore: false };
}

function volumeOf({ number: partition, sizeBytes, fileSystem, label, usedBytes, ...facts }: Partition): VolumeContents {
  const place = { partition, sizeBytes };
  const known = fileSystem ?? '';
  const named = NAMED[known];
  if (named !== undefined) return { state: 'named', ...place, system: named };
  const read = READ[known];
  if (read === undefined) return { state: 'unknown', ...place };
  const names = facts.firstNames ?? USUAL_NAMES;
  return {
    state: 'read',
    ...place,
    fileSystem: read,
    label: label ?? '',
    usedBytes: usedBytes ?? Math.round(sizeBytes * 0.4),
    entries: names.map(entryOf).sort((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder')),
    hasMore: (facts.nameCount ?? names.length) > names.length,
  };
}

function entryOf(name: string, index: number): ContentsEntry {
  if (!name.includes('.')) return { name, kind: 'folder', sizeBytes: null };
  return { name, kind: 'file', sizeBytes: FILE_BYTES[index % FILE_BYTES.length] ?? 0 };
}
