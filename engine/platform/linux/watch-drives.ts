import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Drive } from '#contract/drive.ts';
import type { ListOptions } from '#contract/reader.ts';
import { readAttribute, readNames } from './sysfs.ts';

/** Changes must be shown within 2 s, a list included. */
const LOOK_EVERY_MS = 500;
/** A list that fails this often in a row is not a passing trouble. */
const FAILURES_MAX = 3;

export interface WatchRequest {
  readonly options: ListOptions;
  readonly list: (options: ListOptions) => Promise<readonly Drive[]>;
  readonly changed: (drives: readonly Drive[]) => void;
  readonly signal: AbortSignal;
}

/**
 * Lists at once, then looks twice a second at what the kernel counts (drives, sizes, partitions, mounts, swaps), lists
 * again when that changed, and calls `changed` when the list did. One list at a time. Resolves when `signal` is aborted;
 * rejects with the error of the list if the first or three in a row fail.
 */
export async function watchDrives({ options, list, changed, signal }: WatchRequest): Promise<void> {
  let seenMark: string | null = null;
  let seenDrives: string | null = null;
  let failures = 0;
  while (!signal.aborted) {
    const mark = await fingerprint(options.files);
    if (mark !== seenMark) {
      try {
        const drives = await list(options);
        if (signal.aborted) return;
        const text = JSON.stringify(drives);
        if (text !== seenDrives) changed(drives);
        seenDrives = text;
        seenMark = mark; // taken before the list: a change during it is seen next time
        failures = 0;
      } catch (cause) {
        failures += 1;
        if (seenDrives === null || failures >= FAILURES_MAX) throw cause;
      }
    }
    await pause(signal);
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await delay(LOOK_EVERY_MS, undefined, { signal });
  } catch {
    // aborted: the loop ends
  }
}

/** A digest of everything that changes when drives come, go, or are used otherwise. */
async function fingerprint(files: readonly string[]): Promise<string> {
  const disks = await readNames('/sys/block');
  const parts = await Promise.all([
    readAttribute('/proc/self/mountinfo'),
    readAttribute('/proc/swaps'),
    ...disks.map(diskMark),
    ...files.map(fileMark),
  ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function diskMark(name: string): Promise<readonly unknown[]> {
  const folder = `/sys/block/${name}`;
  const names = await readNames(folder);
  const nodes = ['.', ...names.filter((part) => part.startsWith(name))];
  const marks = nodes.map(async (node) => {
    const [device, size, holders] = await Promise.all([
      readAttribute(`${folder}/${node}/dev`),
      readAttribute(`${folder}/${node}/size`),
      readNames(`${folder}/${node}/holders`),
    ]);
    // udev writes this file when it has found out label and file system.
    return [node, device, size, holders, await modifiedMs(`/run/udev/data/b${device}`)];
  });
  return Promise.all([
    name,
    readAttribute(`${folder}/diskseq`),
    readAttribute(`${folder}/ro`),
    names.includes('loop') ? readAttribute(`${folder}/loop/backing_file`) : null,
    ...marks,
  ]);
}

async function fileMark(path: string): Promise<string | null> {
  try {
    const { dev, ino, size } = await stat(path, { bigint: true });
    return [path, dev, ino, size].join(' ');
  } catch {
    return null;
  }
}

async function modifiedMs(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return null;
  }
}
