import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import type { Where } from '#contract/errors.ts';
import type { FileIdentity } from '#contract/image.ts';
import { type AppError, fail, osCodeOf } from '../errors/app-error.ts';
import type { SeekableBytes } from './seekable-bytes.ts';

const OPENING: Where = { process: 'reader', operation: 'open' };
const READING: Where = { process: 'reader', operation: 'read' };

/** An image held open for reading, on a disk or on a server (engine/source). Close it in a `finally`. */
export interface ImageFile extends SeekableBytes {
  /** Absolute, symbolic links resolved; of a file on a server its address. */
  readonly path: string;
  readonly identity: FileIdentity;
  /** Set where the file can only be read from front to back, once, and its length may be unknown. */
  readonly stream?: FileStream;
  /** Fills `buffer` from `offsetBytes` on; less than full only at the end of the file. IMAGE_UNREADABLE, DOWNLOAD_FAILED. */
  fill(buffer: Buffer, offsetBytes: number): Promise<number>;
  /** IMAGE_CHANGED unless it is still what was opened. */
  assertUnchanged(): Promise<void>;
  close(): Promise<void>;
}

export interface FileStream {
  readonly sizeBytes: number | null;
  /** All bytes; may be asked for once. A chunk is valid until the next one is asked for. */
  chunks(): AsyncGenerator<Buffer>;
}

/** An image file on a disk of this computer. */
export class LocalFile implements ImageFile {
  /** Absolute, symbolic links resolved. */
  readonly path: string;
  readonly identity: FileIdentity;
  readonly #handle: FileHandle;

  constructor(path: string, identity: FileIdentity, handle: FileHandle) {
    this.path = path;
    this.identity = identity;
    this.#handle = handle;
  }

  get sizeBytes(): number {
    return this.identity.sizeBytes;
  }

  /** For a thread that reads by itself; valid until `close`. */
  get fd(): number {
    return this.#handle.fd;
  }

  /** Fills `buffer` from `offsetBytes` on; less than full only at the end of the file. IMAGE_UNREADABLE. */
  async fill(buffer: Buffer, offsetBytes: number): Promise<number> {
    let filled = 0;
    while (filled < buffer.length) {
      const at = offsetBytes + filled;
      const { bytesRead } = await this.#handle
        .read(buffer, filled, buffer.length - filled, at)
        .catch((cause: unknown) => {
          throw unreadable(this.path, at, cause);
        });
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  async readAt(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const buffer = Buffer.alloc(Math.max(0, Math.min(lengthBytes, this.sizeBytes - offsetBytes)));
    return buffer.subarray(0, await this.fill(buffer, offsetBytes));
  }

  /** IMAGE_CHANGED unless the open file and the file at the path are both what was opened. */
  async assertUnchanged(): Promise<void> {
    const opened = identityOf(await this.#handle.stat({ bigint: true }));
    const atPath = await stat(this.path, { bigint: true }).then(identityOf, () => null);
    if (!isSameFile(opened, this.identity) || atPath === null || !isSameFile(atPath, this.identity)) {
      throw changed(this.path);
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/**
 * Opens the image at `path`. IMAGE_NOT_FOUND, IMAGE_NOT_A_FILE (named pipes and devices are never opened),
 * IMAGE_UNREADABLE or IMAGE_EMPTY; nothing stays open then.
 */
export async function openImageFile(path: string): Promise<LocalFile> {
  const resolved = await realpath(path).catch((cause: unknown) => {
    throw openFailure(path, cause);
  });
  const before = await stat(resolved, { bigint: true }).catch((cause: unknown) => {
    throw openFailure(resolved, cause);
  });
  assertPlainFile(resolved, before);
  // O_NONBLOCK: a named pipe put there since the look above must not make the open wait.
  const handle = await open(resolved, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((cause: unknown) => {
    throw openFailure(resolved, cause);
  });
  try {
    const facts = await handle.stat({ bigint: true });
    assertPlainFile(resolved, facts);
    if (facts.size === 0n) {
      throw fail(
        'IMAGE_EMPTY',
        { path: resolved },
        { where: OPENING, message: `Cannot use "${resolved}": it has 0 bytes` },
      );
    }
    return new LocalFile(resolved, identityOf(facts), handle);
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

/** True if both describe the same, unchanged file. */
export function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  return (
    one.device === other.device &&
    one.inode === other.inode &&
    one.sizeBytes === other.sizeBytes &&
    one.modifiedNs === other.modifiedNs
  );
}

/** The failure for a file that is no longer what was looked at. */
export function changed(path: string, cause?: unknown): AppError {
  return fail(
    'IMAGE_CHANGED',
    { path },
    { where: READING, message: `Cannot go on with "${path}": it was changed meanwhile`, cause },
  );
}

function identityOf(facts: BigIntStats): FileIdentity {
  return {
    device: String(facts.dev),
    inode: String(facts.ino),
    sizeBytes: Number(facts.size),
    modifiedNs: String(facts.mtimeNs),
  };
}

function assertPlainFile(path: string, facts: BigIntStats): void {
  if (facts.isFile()) return;
  const kind = kindOf(facts);
  throw fail(
    'IMAGE_NOT_A_FILE',
    { path, kind },
    { where: OPENING, message: `Cannot use "${path}": it is a ${kind}, not a file` },
  );
}

function kindOf(facts: BigIntStats): string {
  if (facts.isDirectory()) return 'directory';
  if (facts.isFIFO()) return 'named-pipe';
  if (facts.isSocket()) return 'socket';
  if (facts.isBlockDevice()) return 'block-device';
  if (facts.isCharacterDevice()) return 'character-device';
  return 'special-file';
}

function openFailure(path: string, cause: unknown): AppError {
  const osCode = osCodeOf(cause);
  // ERR_INVALID_ARG_VALUE: a name with a zero byte cannot exist.
  if (osCode === 'ENOENT' || osCode === 'ENOTDIR' || osCode === 'ERR_INVALID_ARG_VALUE') {
    return fail(
      'IMAGE_NOT_FOUND',
      { path },
      { where: OPENING, message: `Cannot open "${path}": there is no such file`, cause },
    );
  }
  return unreadable(path, null, cause);
}

/** The failure for a file that cannot be read, at a place or at all. */
export function unreadable(path: string, offsetBytes: number | null, cause: unknown): AppError {
  const at = offsetBytes === null ? '' : ` at offset ${offsetBytes}`;
  return fail(
    'IMAGE_UNREADABLE',
    { path, offsetBytes },
    { where: READING, message: `Cannot read "${path}"${at}: ${osCodeOf(cause) ?? cause}`, cause },
  );
}
