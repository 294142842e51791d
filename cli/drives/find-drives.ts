import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Drive } from '#contract/drive.ts';
import type { ProtectionCode } from '#contract/errors.ts';
import type { Image } from '#contract/image.ts';
import { type Engine, fail } from '#engine/index.ts';
import { usageError } from '../usage-error.ts';
import { checkPracticeFile, type PracticeFile } from './practice-file.ts';

export interface DriveRequest {
  /** As written on the command line: a device path, an id such as `sdb#1a2b3c4d`, or `file:NAME.img`. */
  readonly names: readonly string[];
  readonly isVirtualAllowed: boolean;
  /** null: none is chosen. */
  readonly image: Image | null;
  readonly sizeBytes: number | null;
  /** `file:` may name a file that does not exist yet. */
  readonly mayCreate: boolean;
}

/** In the order they were named: a drive that exists, or a practice drive to be made. */
export type FoundDrive =
  | { readonly drive: Drive }
  | { readonly newFile: { readonly path: string; readonly sizeBytes: number } };

interface Sought {
  readonly name: string;
  readonly practice: PracticeFile | null;
}

const FILE_PREFIX = 'file:';
const ID_PATTERN = /^([^/]+)#([0-9a-f]{8})$/i;
const where = { process: 'host', operation: 'cli.find-drives' } as const;

/**
 * Finds the named drives among all drives of the computer. Touches nothing. Throws USAGE (bad practice drives, a drive
 * named twice), DRIVE_NOT_FOUND, DRIVE_CHANGED (the id belongs to another drive of that node), DRIVE_PROTECTED
 * (partition, virtual, not-a-drive).
 */
export async function findDrives(engine: Engine, request: DriveRequest): Promise<readonly FoundDrive[]> {
  const sought: Sought[] = [];
  for (const name of request.names) {
    const isFile = name.startsWith(FILE_PREFIX);
    const practice = isFile ? await checkPracticeFile(name.slice(FILE_PREFIX.length), request) : null;
    sought.push({ name, practice });
  }
  if (request.sizeBytes !== null && sought.every(({ practice }) => practice === null))
    throw usageError('size-without-file');

  const files = sought.flatMap(({ practice }) => (practice?.newSizeBytes === null ? [practice.path] : []));
  const drives = await engine.listDrives({
    virtual: true,
    all: true,
    files: [...new Set(files)],
    image: request.image,
  });
  const found: FoundDrive[] = [];
  const seen = new Set<string>();
  for (const { name, practice } of sought) {
    const one = await findOne({ name, practice }, drives, request.isVirtualAllowed);
    const devicePath = 'drive' in one ? one.drive.identity.devicePath : one.newFile.path;
    if (seen.has(devicePath)) throw usageError('same-drive-twice', name);
    seen.add(devicePath);
    found.push(one);
  }
  return found;
}

async function findOne(
  { name, practice }: Sought,
  drives: readonly Drive[],
  isVirtualAllowed: boolean,
): Promise<FoundDrive> {
  if (practice !== null) {
    if (practice.newSizeBytes !== null) return { newFile: { path: practice.path, sizeBytes: practice.newSizeBytes } };
    const drive = drives.find(({ identity }) => identity.devicePath === practice.path);
    if (drive === undefined) throw notFound(name);
    return { drive };
  }
  const drive = ID_PATTERN.test(name) ? findById(name, drives) : await findByPath(name, drives);
  if (drive.isVirtual && drive.identity.bus !== 'file' && !isVirtualAllowed) throw refused(name, 'virtual');
  return { drive };
}

function findById(id: string, drives: readonly Drive[]): Drive {
  const lower = id.toLowerCase();
  const exact = drives.find((drive) => drive.id.toLowerCase() === lower);
  if (exact !== undefined) return exact;
  const node = lower.split('#')[0];
  const sameNode = drives.find((drive) => drive.id.toLowerCase().split('#')[0] === node);
  if (sameNode === undefined) throw notFound(id);
  throw fail('DRIVE_CHANGED', { drive: id, changed: [] }, { where, message: `"${id}" is now "${sameNode.id}"` });
}

async function findByPath(name: string, drives: readonly Drive[]): Promise<Drive> {
  const device = drives.find(({ identity }) => isDeviceName(name, identity.devicePath));
  if (device !== undefined) return device;
  const real = await realpath(name).catch(() => null);
  if (real === null) throw notFound(name);
  const drive = drives.find(({ identity }) => identity.devicePath === real);
  if (drive !== undefined) return drive;
  const parent = drives.find(({ partitions }) => partitions.some(({ devicePath }) => devicePath === real));
  if (parent !== undefined) throw refused(name, 'partition', parent.identity.devicePath);
  const facts = await stat(real);
  if (facts.isFile())
    throw refused(name, 'not-a-drive', `a plain file. For a practice drive say file:${path.basename(name)}.`);
  if (!facts.isBlockDevice()) throw refused(name, 'not-a-drive');
  if (await isPartitionNode(real)) throw refused(name, 'partition');
  throw notFound(name);
}

/** A drive of Windows has a name in any case, one of macOS a second, raw one; neither is a file to be followed. */
function isDeviceName(name: string, devicePath: string): boolean {
  if (name.startsWith('\\\\.\\')) return name.toLowerCase() === devicePath.toLowerCase();
  return /^\/dev\/rdisk\d+$/.test(name) && name.replace('rdisk', 'disk') === devicePath;
}

/** Partitions of drives that are not listed (Linux: sysfs-class-block). */
async function isPartitionNode(devicePath: string): Promise<boolean> {
  try {
    await stat(path.join('/sys/class/block', path.basename(devicePath), 'partition'));
    return true;
  } catch {
    return false;
  }
}

function refused(drive: string, reason: ProtectionCode, detail = '') {
  return fail(
    'DRIVE_PROTECTED',
    { drive, reasons: [reason], detail },
    { where, message: `Cannot use "${drive}": ${reason} ${detail}` },
  );
}

function notFound(drive: string) {
  return fail('DRIVE_NOT_FOUND', { drive }, { where, message: `No drive is known as "${drive}"` });
}
