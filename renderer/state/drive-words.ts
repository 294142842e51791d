import type { Drive, Partition, Protection, RiskCode } from '#contract/drive.ts';
import type { Words } from '../i18n/keys.ts';

const USB3_MBPS = 5000;
const USB2_MBPS = 480;

/** Bus, speed and port of a drive: `USB 3, port 2-1`. */
export function whereWords({ identity, usbMbps }: Drive): Words {
  const { bus, portPath: port } = identity;
  if (bus !== 'usb') return [`bus.${bus}`];
  if (usbMbps !== null && usbMbps >= USB3_MBPS) return port === null ? ['bus.usb3'] : ['bus.usb3Port', { port }];
  if (usbMbps === USB2_MBPS) return port === null ? ['bus.usb2'] : ['bus.usb2Port', { port }];
  return port === null ? ['bus.usb'] : ['bus.usbPort', { port }];
}

/** Names of file systems as people know them; they are the same in every language. */
const FILE_SYSTEMS: Readonly<Record<string, string>> = {
  vfat: 'FAT',
  exfat: 'exFAT',
  ntfs: 'NTFS',
  btrfs: 'Btrfs',
  xfs: 'XFS',
  iso9660: 'ISO 9660',
  udf: 'UDF',
  apfs: 'APFS',
  hfs: 'HFS',
  hfsplus: 'HFS+',
  crypto_LUKS: 'LUKS',
  BitLocker: 'BitLocker',
  LVM2_member: 'LVM',
  linux_raid_member: 'RAID',
  zfs_member: 'ZFS',
  swap: 'swap',
  squashfs: 'SquashFS',
};

export function fileSystemName(fileSystem: string): string {
  return FILE_SYSTEMS[fileSystem] ?? fileSystem;
}

/** Partitions with something on them. */
export function volumesOf(drive: Drive): readonly Partition[] {
  return drive.partitions.filter(({ label, fileSystem }) => label !== null || fileSystem !== null);
}

/** Used bytes of all volumes; null as soon as one is unknown: used space is never guessed. */
export function usedBytesOf(drive: Drive): number | null {
  const volumes = volumesOf(drive);
  if (volumes.length === 0) return null;
  return volumes.reduce<number | null>(
    (all, { usedBytes }) => (all === null || usedBytes === null ? null : all + usedBytes),
    0,
  );
}

/** What is on a drive now, in a line. */
export function contentWords(drive: Drive): Words {
  const volumes = volumesOf(drive);
  const used = usedBytesOf(drive);
  const [only] = volumes;
  if (only === undefined) return drive.partitionTable === 'unknown' ? ['content.unknown'] : ['content.empty'];
  if (volumes.length === 1) return volumeWords(only);
  const names = { names: volumes.map(({ label, fileSystem }) => label ?? fileSystemName(fileSystem ?? '')) };
  return used === null
    ? ['content.volumesUnknown', { count: volumes.length, names }]
    : ['content.volumesUsed', { count: volumes.length, names, used: { sizeBytes: used } }];
}

/** One volume with label, file system and used space. */
export function volumeWords({ label, fileSystem, usedBytes, sizeBytes }: Partition): Words {
  const params = {
    label: label ?? (['content.noLabel'] as const),
    system: fileSystem === null ? (['content.noSystem'] as const) : fileSystemName(fileSystem),
  };
  return usedBytes === null
    ? ['content.volumeUnknown', params]
    : ['content.volumeUsed', { ...params, used: { sizeBytes: usedBytes }, size: { sizeBytes } }];
}

/** The reasons worth telling: those that may be lifted say nothing where another one may not. */
export function shownLocks(protections: readonly Protection[]): readonly Protection[] {
  const hard = protections.filter(({ canUnlock }) => !canUnlock);
  // copying the image elsewhere would not make this computer's own drive one to write to
  const system = hard.filter(({ code }) => code === 'system');
  if (system.length > 0) return system;
  return hard.length > 0 ? hard : protections;
}

/** Why a drive is locked, as a sentence. */
export function lockReason({ code, detail }: Protection): Words {
  if (code === 'pool-member' && detail !== '') return ['lock.pool-memberNamed', { detail }];
  if (code === 'too-small' && /^\d+$/.test(detail))
    return ['lock.too-smallBy', { missing: { sizeBytes: Number(detail) } }];
  return [`lock.${code}`];
}

/** What can be done about a lock; null where nothing can. */
export function lockTodo({ code }: Protection): Words | null {
  switch (code) {
    case 'source':
    case 'read-only':
    case 'too-small':
    case 'no-medium':
    case 'internal':
    case 'huge':
      return [`lockTodo.${code}`];
    default:
      return null;
  }
}

/** What makes a drive risky, in one sentence: the weightiest reason. */
export function riskWords(risks: readonly RiskCode[]): Words | null {
  if (risks.includes('large') && risks.includes('backup')) return ['risk.largeBackup'];
  const first = weightiest(risks);
  return first === undefined ? null : [`risk.${first}`];
}

/** The sentence above the code field on Review. */
export function askCodeWords(risks: readonly RiskCode[]): Words {
  if (risks.includes('large') && risks.includes('backup')) return ['review.askLargeBackup'];
  switch (weightiest(risks)) {
    case 'operating-system':
      return ['review.askSystem'];
    case 'backup':
      return ['review.askBackup'];
    case 'encrypted':
      return ['review.askEncrypted'];
    case 'pool-member':
      return ['review.askPool'];
    case 'fixed':
      return ['review.askFixed'];
    case 'large':
      return ['review.askLarge'];
    default:
      return ['review.askUnlocked'];
  }
}

const WEIGHT: readonly RiskCode[] = [
  'operating-system',
  'backup',
  'encrypted',
  'pool-member',
  'large',
  'fixed',
  'unlocked',
];

function weightiest(risks: readonly RiskCode[]): RiskCode | undefined {
  return WEIGHT.find((risk) => risks.includes(risk));
}

/** Pairs of drives that a person cannot tell apart by name and size. */
export function hasTwins(drives: readonly Drive[]): boolean {
  const seen = new Set<string>();
  return drives.some(({ name, identity }) => {
    const key = `${name}/${identity.sizeBytes}`;
    const isTwin = seen.has(key);
    seen.add(key);
    return isTwin;
  });
}
