import { realpath, stat } from 'node:fs/promises';
import type { ProtectionContext } from '../drive/protection.ts';

/** Device and inode of files, links followed; what is not there cannot be lost. */
export async function readOwnFiles(paths: readonly string[]): Promise<ProtectionContext['ownFiles']> {
  return (await Promise.all(paths.map(readFileIdentity))).filter((file) => file !== null);
}

/** Device and inode of a file, decimal; null where it is not there. */
export async function readFileIdentity(path: string): Promise<ProtectionContext['imageFile']> {
  try {
    const facts = await stat(await realpath(path), { bigint: true });
    return { device: facts.dev.toString(), inode: facts.ino.toString() };
  } catch {
    return null;
  }
}
