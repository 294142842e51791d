import type { RiskCode } from '#contract/drive.ts';
import { isVirtualBus } from './drive-use.ts';

/** ux.md 4.4: above this a drive is more often a disk with someone's data than a stick for images. */
const LARGE_BYTES = 256e9;

export interface RiskFacts {
  readonly bus: Parameters<typeof isVirtualBus>[0];
  readonly sizeBytes: number;
  /** The drive says of itself that it is built in for good, and nothing speaks against it. */
  readonly isFixed: boolean;
  readonly volumes: readonly VolumeFacts[];
}

export interface VolumeFacts {
  readonly fileSystem: string | null;
  readonly label: string | null;
  /** All names in its top folder; null where not mounted or not readable. */
  readonly topNames: readonly string[] | null;
}

const ENCRYPTED = /^(crypto_LUKS|BitLocker|FileVault|apple_corestorage|drbd_crypt)$/i;
const POOL_MEMBER =
  /^(LVM[12]_member|linux_raid_member|zfs_member|bcache|drbd|ceph_bluestore|VMFS.*|.+_raid_member|stratis|bcachefs)$/i;
/** Each list: names that together stand in the top folder of an installed system. */
const SYSTEM_FOLDERS: readonly (readonly string[])[] = [
  ['etc', 'usr', 'var'],
  ['Windows', 'Users'],
  ['Applications', 'Library', 'System'],
];
const BACKUP_NAMES: readonly string[] = ['Backups.backupdb', 'WindowsImageBackup', 'FileHistory', 'timeshift'];
const BACKUP_LABEL = /time\s*machine/i;

/**
 * Why a drive that may be written asks for its code first, in the order of the schema. Mere files are no risk: they are
 * shown. Virtual drives carry no risk from their size or kind. `unlocked` is added by the plan.
 *
 * Source: ux.md 4.4, level L2.
 */
export function risks(facts: RiskFacts): readonly RiskCode[] {
  const isVirtual = isVirtualBus(facts.bus);
  const { volumes } = facts;
  const found: readonly (readonly [RiskCode, boolean])[] = [
    ['large', !isVirtual && facts.sizeBytes > LARGE_BYTES],
    ['fixed', !isVirtual && facts.isFixed],
    ['operating-system', volumes.some(isSystemVolume)],
    ['backup', volumes.some(isBackup)],
    ['encrypted', volumes.some(({ fileSystem }) => ENCRYPTED.test(fileSystem ?? ''))],
    ['pool-member', volumes.some(({ fileSystem }) => POOL_MEMBER.test(fileSystem ?? ''))],
  ];
  return found.filter(([, applies]) => applies).map(([code]) => code);
}

function isSystemVolume({ fileSystem, topNames }: VolumeFacts): boolean {
  if (fileSystem === 'iso9660') return false; // an installer that was written to it
  return SYSTEM_FOLDERS.some((names) => names.every((name) => topNames?.includes(name) ?? false));
}

function isBackup({ label, topNames }: VolumeFacts): boolean {
  return BACKUP_LABEL.test(label ?? '') || BACKUP_NAMES.some((name) => topNames?.includes(name) ?? false);
}
