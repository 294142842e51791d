import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeDisk } from './build-guest.ts';

const run = promisify(execFile);

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const HELPER = path.join(ROOT, 'out', 'helper', `linux-${process.arch}`);
const DISK_BYTES = 700 * 1024 * 1024;

/** The program as it is installed, in the guest, to be followed by its arguments. */
export const PROGRAM = ['/program/helper/stickwright-worker', 'cli'] as const;
/** Where files given to `makeProgramDisk` are in the guest. */
export const IMAGES = '/program/images';

/**
 * Makes the disk that brings the packed program, Node for the bench's own agent, and image files into the guest.
 * `images`: name → path here.
 */
export async function makeProgramDisk(target: string, images: Readonly<Record<string, string>>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'stickwright-program-'));
  try {
    await run(process.execPath, [path.join(ROOT, 'scripts', 'build-helper.mjs')]);
    await cp(HELPER, path.join(folder, 'helper'), { recursive: true });
    await mkdir(path.join(folder, 'images'));
    const node = path.join(folder, 'node');
    await run('strip', ['-o', node, process.execPath]).catch(() => cp(process.execPath, node));
    for (const [name, file] of Object.entries(images)) await cp(file, path.join(folder, 'images', name));
    await makeDisk(folder, target, DISK_BYTES);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
