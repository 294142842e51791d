import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A socket's whole path has room for 107 bytes, elsewhere for 103. Source: unix(7). */
const FOLDER_MAX_BYTES = 70;

/**
 * A path for a socket in a new folder that only this user and root can enter. Give it to `removeSocketPlace` in the end,
 * even if the one who listens has removed both already.
 */
export async function makeSocketPlace(): Promise<string> {
  const below = Buffer.byteLength(tmpdir()) <= FOLDER_MAX_BYTES ? tmpdir() : '/tmp';
  return join(await mkdtemp(join(below, 'stickwright-')), 'image');
}

export async function removeSocketPlace(socketPath: string): Promise<void> {
  await rm(dirname(socketPath), { recursive: true, force: true });
}
