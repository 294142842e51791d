import {
  type DriveContents,
  LOCKS_THAT_MAY_BE_LOOKED_AT,
  type NamedSystem,
  type ReadSystem,
  type VolumeContents,
} from '#contract/contents.ts';
import type { Drive } from '#contract/drive.ts';
import type { LookState } from '#contract/session.ts';
import type { Words } from '../i18n/keys.ts';

/** Names of file systems as people know them; they are the same in every language. */
const READ_NAMES: Readonly<Record<ReadSystem, string>> = {
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
};
const NAMED: Readonly<Record<NamedSystem, Words>> = {
  bitlocker: ['contents.encrypted', { system: 'BitLocker' }],
  luks: ['contents.encrypted', { system: 'LUKS' }],
  lvm: ['contents.pool', { system: 'LVM' }],
  raid: ['contents.pool', { system: 'RAID' }],
  zfs: ['contents.pool', { system: 'ZFS' }],
  vmfs: ['contents.named', { system: 'VMFS' }],
  refs: ['contents.named', { system: 'ReFS' }],
  xfs: ['contents.named', { system: 'XFS' }],
  btrfs: ['contents.named', { system: 'Btrfs' }],
  f2fs: ['contents.named', { system: 'F2FS' }],
  bcachefs: ['contents.named', { system: 'bcachefs' }],
  hfs: ['contents.named', { system: 'HFS+' }],
  apfs: ['contents.named', { system: 'APFS' }],
  squashfs: ['contents.named', { system: 'SquashFS' }],
  swap: ['contents.swap'],
};

/** Whether the button that shows what is on a drive can lead to anything. */
export function canLookAt({ hasMedium, protections }: Drive): boolean {
  return hasMedium && protections.every(({ code }) => LOCKS_THAT_MAY_BE_LOOKED_AT.includes(code));
}

/** What one volume is, and how full. */
export function volumeContentsWords(volume: VolumeContents): Words {
  const size = { sizeBytes: volume.sizeBytes };
  switch (volume.state) {
    case 'read': {
      const { fileSystem, label, usedBytes } = volume;
      const params = {
        label: label === '' ? (['content.noLabel'] as const) : label,
        system: READ_NAMES[fileSystem],
        size,
      };
      return usedBytes === null
        ? ['contents.volume', params]
        : ['contents.volumeUsed', { ...params, used: { sizeBytes: usedBytes } }];
    }
    case 'named':
      return ['contents.notRead', { what: NAMED[volume.system], size }];
    case 'unreadable':
      return ['contents.notRead', { what: [`contents.what.${volume.reason}`], size }];
    case 'unknown':
    case 'blank':
      return ['contents.notRead', { what: [`contents.what.${volume.state}`], size }];
    default:
      return volume satisfies never;
  }
}

/** For a reader of the screen: how much there is to see. */
export function shownWords({ table, volumes }: DriveContents): Words {
  if (table === 'damaged') return ['contents.damagedTable'];
  return volumes.length === 0 ? ['contents.noVolumes'] : ['contents.shown', { count: volumes.length }];
}

/** What is waited for. Another drive's look says nothing about this one. */
export function lookingWords(look: LookState | null, driveId: string): Words {
  if (look === null || look.driveId !== driveId || look.stage === 'reading') return ['contents.reading'];
  switch (look.how) {
    case 'sudo':
      return ['contents.askingTerminal'];
    case 'uac':
      return ['review.elevationConsent'];
    case 'none':
    case 'sudo-without-password':
    case 'unavailable':
      return ['contents.reading'];
    case 'pkexec':
    case 'authopen':
      return ['contents.asking'];
    default:
      return look.how satisfies never;
  }
}
