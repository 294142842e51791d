import type { Drive, DriveIdentity, Partition } from '#contract/drive.ts';
import { cleanText, needsCode } from '#engine/index.ts';
import { en } from './en.ts';
import { protectionText } from './error-text.ts';
import { sizeText } from './format.ts';

/** File systems by the names people know. */
const FILE_SYSTEMS: Readonly<Record<string, string>> = {
  vfat: 'FAT',
  exfat: 'exFAT',
  ntfs: 'NTFS',
  iso9660: 'ISO 9660',
  udf: 'UDF',
  hfsplus: 'HFS+',
  apfs: 'APFS',
  swap: 'swap',
  crypto_LUKS: 'LUKS, encrypted',
  BitLocker: 'BitLocker, encrypted',
  LVM2_member: 'part of an LVM pool',
  zfs_member: 'part of a ZFS pool',
  linux_raid_member: 'part of a RAID',
};
const USB_GENERATIONS: readonly (readonly [number, string])[] = [
  [40_000, 'USB 4'],
  [5_000, 'USB 3'],
  [480, 'USB 2'],
  [0, 'USB 1'],
];
/** Names of the top folder that are shown on one line. */
const SHOWN_NAMES = 3;

/** How it is attached: `USB 3, port 2-1`. */
export function busText(drive: { readonly identity: DriveIdentity; readonly usbMbps: number | null }): string {
  const { bus, portPath } = drive.identity;
  const mbps = drive.usbMbps;
  const generation = mbps === null ? undefined : USB_GENERATIONS.find(([least]) => mbps >= least)?.[1];
  const name = bus === 'usb' ? (generation ?? en.buses.usb) : en.buses[bus];
  return [name, portPath === null ? '' : en.port(cleanText(portPath))].filter((part) => part !== '').join(', ');
}

/** The code as it stands at the end of a drive's line. */
export function codeText(drive: Drive): string {
  return `…${drive.code}`;
}

/** Short and unmistakable: `SanDisk Ultra Fit …4F21`. */
export function driveName(drive: Drive): string {
  return `${cleanText(drive.name)} ${codeText(drive)}`;
}

/** Line that names a drive wherever drives are shown: name, size, bus and port, code. */
export function driveCells(drive: Drive): readonly [string, string, string, string] {
  const size = drive.hasMedium ? sizeText(drive.identity.sizeBytes) : en.noMedium;
  return [cleanText(drive.name), size, busText(drive), codeText(drive)];
}

/** What is on it, one line a volume; what would be lost. Never guesses: unknown is said as unknown. */
export function contentLines(drive: Drive): readonly string[] {
  if (!drive.hasMedium) return [];
  if (drive.partitions.length === 0) return [en.emptyDrive];
  return drive.partitions.map(partitionText);
}

/** `BACKUP (exFAT), 18.2 GB used of 31.9 GB: Photos, 2026-tax, readme.txt, 12 more`. */
export function partitionText(partition: Partition): string {
  const label = partition.label === null || partition.label === '' ? null : cleanText(partition.label);
  const fileSystem = fileSystemText(partition.fileSystem);
  const name = label ?? (partition.number === 0 ? en.unnamed : en.partition(partition.number));
  const size = sizeText(partition.sizeBytes);
  const used =
    partition.usedBytes === null ? `${size}, ${en.usedUnknown}` : en.used(sizeText(partition.usedBytes), size);
  const names = namesText(partition);
  return `${name}${fileSystem === null ? '' : ` (${fileSystem})`}, ${used}${names === '' ? '' : `: ${names}`}`;
}

function fileSystemText(fileSystem: string | null): string | null {
  if (fileSystem === null || fileSystem === '') return null;
  return FILE_SYSTEMS[fileSystem] ?? cleanText(fileSystem);
}

function namesText(partition: Partition): string {
  const names = (partition.firstNames ?? []).slice(0, SHOWN_NAMES).map(cleanText);
  if (names.length === 0) return '';
  const moreCount = Math.max(0, (partition.nameCount ?? names.length) - names.length);
  return [...names, ...(moreCount > 0 ? [en.moreNames(moreCount)] : [])].join(', ');
}

/**
 * Why it is locked, with what to do. The hardest reason is enough where it can never be written: the others would only
 * distract from it. Where the lock can be lifted, every reason counts.
 */
export function lockLines(drive: Drive): readonly string[] {
  const hard = drive.protections.filter(({ canUnlock }) => !canUnlock);
  return (hard.length > 0 ? hard.slice(0, 1) : drive.protections).map(({ code, detail }) => {
    const { reason, todo } = protectionText(code, detail);
    return todo === null || code === 'not-a-drive' ? reason : `${reason} ${todo}`;
  });
}

/** A warning before the user chooses it, or null: it will ask for its code. */
export function riskLine(drive: Drive): string | null {
  return needsCode(drive) ? en.riskSentence(riskWords(drive)) : null;
}

/** The reasons for its code as parts of a sentence. */
export function riskWords(drive: Drive): readonly string[] {
  const words = drive.risks.map((risk) => en.risks[risk]);
  const locked = drive.protections.some(({ canUnlock }) => canUnlock);
  return locked && !drive.risks.includes('unlocked') ? [...words, en.risks.unlocked] : words;
}

/** True where no rule forbids writing it for good. */
export function isWritable(drive: Drive): boolean {
  return drive.protections.every(({ canUnlock }) => canUnlock);
}
