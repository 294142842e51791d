import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, open, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The kernel lets go of a device only when its last user closed it. */
const DETACH_LIMIT_MS = 30_000;

export interface LoopDeviceOptions {
  readonly sizeBytes: number;
  readonly sectorSizeBytes: 512 | 4096;
  readonly isReadOnly?: boolean;
  /** Let it have partitions; `showPartitions` makes their nodes. */
  readonly partscan?: boolean;
  /** Attach this file instead of a new sparse one of `sizeBytes`. It is not removed. */
  readonly backingPath?: string;
}

/** A loop device that this test attached itself. Only such handles may be written by tests. */
export interface LoopDevice {
  readonly devicePath: string;
  readonly backingPath: string;
  /** Makes nodes for the partitions that are on it now (`/dev/loop0p1`): some kernels read no partition table. */
  showPartitions(): Promise<void>;
  /** Attaches the same node to another file, as a swapped stick would appear. */
  reattach(otherPath: string): Promise<void>;
  /** Lets go of the device and removes its backing file. Safe to call twice. */
  detach(): Promise<void>;
}

/** Why loop devices cannot be used here, or null if they can: give it to `t.skip`. */
export async function loopDevicesMissing(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'needs root for loop devices';
  try {
    await access('/dev/loop-control', constants.R_OK | constants.W_OK);
    await run('losetup', ['--version']);
    return null;
  } catch {
    return 'needs /dev/loop-control and losetup';
  }
}

/**
 * Attaches a new sparse file in its own temporary folder as a loop device, and makes sure that it is that file.
 * Detach it in a `finally` or by `cleanUp`. Throws if the device is not ours.
 */
export async function makeLoopDevice(options: LoopDeviceOptions): Promise<LoopDevice> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'stickwright-loop-'));
  try {
    const backingPath =
      options.backingPath === undefined
        ? await makeSparseFile(join(folder, 'backing.img'), options.sizeBytes)
        : await realpath(options.backingPath);
    const flags = [
      `--sector-size=${options.sectorSizeBytes}`,
      ...(options.isReadOnly === true ? ['--read-only'] : []),
      ...(options.partscan === true ? ['--partscan'] : []),
    ];
    const { stdout } = await run('losetup', ['--find', '--show', ...flags, backingPath]);
    const devicePath = stdout.trim();
    await assertBackedBy(devicePath, backingPath);
    await releaseOthers(devicePath, backingPath);
    return new AttachedLoop({ devicePath, backingPath, folder, flags });
  } catch (cause) {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    throw cause;
  }
}

/** Makes a file of the given length that takes no room until it is written. Gives its path back. */
export async function makeSparseFile(path: string, sizeBytes: number): Promise<string> {
  const file = await open(path, 'wx');
  try {
    await file.truncate(sizeBytes);
  } finally {
    await file.close();
  }
  return path;
}

interface Attachment {
  readonly devicePath: string;
  readonly backingPath: string;
  readonly folder: string;
  readonly flags: readonly string[];
}

class AttachedLoop implements LoopDevice {
  readonly devicePath: string;
  readonly backingPath: string;
  readonly #attachment: Attachment;
  #currentPath: string | null;

  constructor(attachment: Attachment) {
    this.devicePath = attachment.devicePath;
    this.backingPath = attachment.backingPath;
    this.#attachment = attachment;
    this.#currentPath = attachment.backingPath;
  }

  async showPartitions(): Promise<void> {
    if (this.#currentPath === null) throw new Error(`${this.devicePath} is detached`);
    await assertBackedBy(this.devicePath, this.#currentPath);
    await run('partx', ['--update', this.devicePath]);
  }

  async reattach(otherPath: string): Promise<void> {
    const other = await realpath(otherPath);
    await this.#letGo();
    await run('losetup', [...this.#attachment.flags, this.devicePath, other]);
    await assertBackedBy(this.devicePath, other);
    this.#currentPath = other;
  }

  async detach(): Promise<void> {
    await this.#letGo();
    await rm(this.#attachment.folder, { recursive: true, force: true });
  }

  async #letGo(): Promise<void> {
    const path = this.#currentPath;
    if (path === null) return;
    await assertBackedBy(this.devicePath, path);
    await run('losetup', ['--detach', this.devicePath]);
    const giveUpAt = Date.now() + DETACH_LIMIT_MS;
    while ((await backingOf(this.devicePath)) === path) {
      if (Date.now() > giveUpAt) throw new Error(`${this.devicePath} is still in use after detach`);
      await delay(10);
    }
    this.#currentPath = null;
  }
}

/**
 * The tool tries the next node when one is taken in the same moment, and a node that was taken after all stays attached to
 * the same file: seen once on a busy machine, as two drives of one name.
 */
async function releaseOthers(devicePath: string, backingPath: string): Promise<void> {
  const { stdout } = await run('losetup', ['--noheadings', '--output', 'NAME', '--associated', backingPath]);
  const others = stdout.split('\n').filter((name) => name !== '' && name !== devicePath);
  for (const other of others) {
    await assertBackedBy(other, backingPath);
    await run('losetup', ['--detach', other]);
  }
}

async function backingOf(devicePath: string): Promise<string | null> {
  try {
    const text = await readFile(`/sys/block/${basename(devicePath)}/loop/backing_file`, 'utf8');
    return text.replace(/\n$/, '');
  } catch {
    return null;
  }
}

async function assertBackedBy(devicePath: string, path: string): Promise<void> {
  const backing = await backingOf(devicePath);
  // The kernel cuts nothing but marks a removed file; a removed backing file is still ours.
  if (backing === path || backing === `${path} (deleted)`) return;
  throw new Error(`${devicePath} is backed by "${backing}", not by "${path}": not touching it`);
}
