import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { fail, osCodeOf } from '../errors/app-error.ts';
import { cleanText } from '../text/clean-text.ts';
import { TRUST_FILE_MAX_BYTES, type TrustFile } from './trust-file.ts';

const where = { process: 'host', operation: 'read-trust-file' } as const;

/** Reads a checksum file, signature or key. CHECKSUM_FILE_INVALID where it is not there, no plain file, or too large to be one. */
export async function readTrustFile(filePath: string): Promise<TrustFile> {
  const name = path.basename(filePath);
  const refuse = (reason: 'not-found' | 'unreadable' | 'too-large', cause?: unknown) =>
    fail(
      'CHECKSUM_FILE_INVALID',
      { fileName: cleanText(name), reason, names: [] },
      { where, message: `Cannot use "${filePath}": ${reason}`, cause },
    );
  // O_NONBLOCK: a named pipe must not make the open wait
  const file = await open(filePath, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((cause: unknown) => {
    throw refuse(osCodeOf(cause) === 'ENOENT' ? 'not-found' : 'unreadable', cause);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refuse('unreadable');
    if (stats.size > TRUST_FILE_MAX_BYTES) throw refuse('too-large');
    const buffer = Buffer.alloc(TRUST_FILE_MAX_BYTES + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0).catch((cause: unknown) => {
      throw refuse('unreadable', cause);
    });
    if (bytesRead > TRUST_FILE_MAX_BYTES) throw refuse('too-large');
    return { name, bytes: Buffer.from(buffer.subarray(0, bytesRead)) };
  } finally {
    await file.close();
  }
}
