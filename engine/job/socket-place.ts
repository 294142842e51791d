import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { localSocketPath, socketsAreFiles } from '../platform/index.ts';

/** A socket's whole path has room for 107 bytes, elsewhere for 103. Source: unix(7). */
const FOLDER_MAX_BYTES = 70;

/**
 * A path for a socket in a new folder that only this user and root can enter, or the name of a pipe. Give it to `removeSocketPlace` in the end,
 * even if the one who listens has removed both already.
 */
export async function makeSocketPlace(): Promise<string> {
  if (!socketsAreFiles()) return localSocketPath('');
  const below = Buffer.byteLength(tmpdir()) <= FOLDER_MAX_BYTES ? tmpdir() : '/tmp';
  return localSocketPath(await mkdtemp(join(below, 'stickwright-')));
}

export async function removeSocketPlace(socketPath: string): Promise<void> {
  if (socketsAreFiles()) await rm(dirname(socketPath), { recursive: true, force: true });
}
