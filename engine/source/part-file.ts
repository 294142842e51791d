import { access, link, open, rename, rm, stat, statfs } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, osCodeOf } from '../errors/app-error.ts';
import { addressSha256, readJournal, removeJournal, resumableBytes, writeJournal } from './download-journal.ts';
import type { RemoteFacts } from './open-remote.ts';

/** Room that is left for everyone else: a full disk breaks more than this program. */
const RESERVE_BYTES = 256 * 1024 ** 2;
/** After so many taken names the folder is not a place for downloads. */
const NAMES_MAX = 1000;

const where = { process: 'reader', operation: 'download' } as const;

/** Incomplete files this process is at work on, with the end of that work. */
const active = new Map<string, Promise<void>>();

export interface PartRequest {
  readonly folder: string;
  readonly url: URL;
  readonly facts: RemoteFacts;
}

/** An incomplete download on the disk: `<name>.part`, its journal beside it, until it gets its own name. */
export class PartFile {
  readonly path: string;
  readonly #finalPath: string;
  readonly #request: PartRequest;
  readonly #handle: FileHandle;
  readonly #leave: () => void;
  #doneBytes: number;

  private constructor(names: Names, request: PartRequest, opened: Opened) {
    this.path = names.partPath;
    this.#finalPath = names.finalPath;
    this.#doneBytes = names.resumedBytes;
    this.#request = request;
    this.#handle = opened.handle;
    this.#leave = opened.leave;
  }

  /**
   * Takes up what an earlier run left of the same file, or begins anew under a name that is free. DISK_SPACE_LOCAL where
   * the rest does not fit; FOLDER_NOT_WRITABLE.
   */
  static async claim(request: PartRequest): Promise<PartFile> {
    for (let number = 1; number < NAMES_MAX; number += 1) {
      const finalPath = join(request.folder, number === 1 ? request.facts.name : numbered(request.facts.name, number));
      const partPath = `${finalPath}.part`;
      if (active.has(partPath)) continue;
      const leave = enter(partPath); // before anything is waited for: another download may be choosing too
      try {
        const names = await usable({ finalPath, partPath }, request);
        if (names !== null) return await PartFile.#open(names, request, leave);
        leave();
      } catch (cause) {
        leave();
        if (osCodeOf(cause) !== 'EEXIST') throw diskFailure(cause, request);
      }
    }
    const { folder } = request;
    throw fail('FOLDER_NOT_WRITABLE', { path: folder }, { where, message: `No name is free in "${folder}"` });
  }

  static async #open(names: Names, request: PartRequest, leave: () => void): Promise<PartFile> {
    const { partPath, resumedBytes } = names;
    await assertRoom(request, resumedBytes);
    if (resumedBytes === 0) await removePart(partPath);
    const handle = await open(partPath, resumedBytes > 0 ? 'r+' : 'wx+', 0o600);
    const part = new PartFile(names, request, { handle, leave });
    try {
      await handle.truncate(resumedBytes);
      await part.save();
      return part;
    } catch (cause) {
      await handle.close();
      throw cause;
    }
  }

  get doneBytes(): number {
    return this.#doneBytes;
  }

  /** What an earlier run left, in order. */
  async *left(): AsyncGenerator<Buffer> {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    for (let at = 0; at < this.#doneBytes; ) {
      const { bytesRead } = await this.#handle.read(buffer, 0, Math.min(buffer.length, this.#doneBytes - at), at);
      if (bytesRead === 0) throw new Error(`"${this.path}" became shorter while it was read`);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  async append(chunk: Buffer): Promise<void> {
    try {
      for (let at = 0; at < chunk.length; ) {
        const { bytesWritten } = await this.#handle.write(chunk, at, chunk.length - at, this.#doneBytes + at);
        at += bytesWritten;
      }
      this.#doneBytes += chunk.length;
    } catch (cause) {
      throw diskFailure(cause, this.#request);
    }
  }

  /** Makes sure that all so far can be resumed after a crash. */
  async save(): Promise<void> {
    await this.#handle.datasync();
    const { facts, url } = this.#request;
    await writeJournal(this.path, {
      version: 1,
      addressSha256: addressSha256(url),
      validator: facts.validator,
      sizeBytes: facts.sizeBytes ?? 0,
      doneBytes: this.#doneBytes,
      pid: process.pid,
    });
  }

  /** Gives the complete file its name, never in place of another file; its path. */
  async finish(): Promise<string> {
    await this.#handle.sync();
    await this.#handle.close();
    const path = await this.#rename();
    await removeJournal(this.path);
    this.#leave();
    return path;
  }

  /** Stops here; what is there can be resumed later, if the server allows it. */
  async keep(): Promise<void> {
    const isWorthKeeping = this.#request.facts.canResume && this.#doneBytes > 0;
    if (isWorthKeeping) await this.save().catch(() => {}); // the journal of before still holds
    await this.#handle.close();
    if (!isWorthKeeping) await removePart(this.path);
    this.#leave();
  }

  async discard(): Promise<void> {
    await this.#handle.close();
    await removePart(this.path);
    this.#leave();
  }

  async #rename(): Promise<string> {
    for (let number = 1; number < NAMES_MAX; number += 1) {
      const path = number === 1 ? this.#finalPath : numbered(this.#finalPath, number);
      try {
        await link(this.path, path); // fails where the name is taken, unlike rename
        await rm(this.path);
        return path;
      } catch (cause) {
        if (osCodeOf(cause) === 'EEXIST') continue;
        if (await exists(path)) continue;
        await rename(this.path, path); // a file system without hard links
        return path;
      }
    }
    throw new Error(`No name is free for "${this.#finalPath}"`);
  }
}

/** Deletes what is left of a download; waits until nobody is at work on it. Does nothing to files that are no part. */
export async function discardPart(partPath: string): Promise<void> {
  await active.get(partPath);
  if (partPath.endsWith('.part') && (await readJournal(partPath)) !== null) await removePart(partPath);
}

interface Opened {
  readonly handle: FileHandle;
  /** Tells that the work on it has ended. */
  readonly leave: () => void;
}

interface Names {
  readonly finalPath: string;
  readonly partPath: string;
  readonly resumedBytes: number;
}

/** What can be done under a name; null where another file or another download has it. */
async function usable(
  { finalPath, partPath }: { readonly finalPath: string; readonly partPath: string },
  { url, facts }: PartRequest,
): Promise<Names | null> {
  const journal = await readJournal(partPath);
  const sizeBytes = await stat(partPath).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
  if (journal !== null && sizeBytes !== null) {
    if (journal.pid !== process.pid && isRunning(journal.pid)) return null;
    const resumedBytes = resumableBytes(journal, url, facts);
    // a complete file of this name does not matter: ours gets another one at the end
    if (resumedBytes > 0 && sizeBytes >= resumedBytes) return { finalPath, partPath, resumedBytes };
    if (journal.addressSha256 !== addressSha256(url)) return null;
  } else if (await exists(partPath)) return null;
  return (await exists(finalPath)) ? null : { finalPath, partPath, resumedBytes: 0 };
}

async function assertRoom({ folder, facts }: PartRequest, resumedBytes: number): Promise<void> {
  if (facts.sizeBytes === null) return; // the writing will tell
  const neededBytes = facts.sizeBytes - resumedBytes;
  const { bavail, bsize } = await statfs(folder);
  if (neededBytes + RESERVE_BYTES <= bavail * bsize) return;
  const message = `Cannot keep ${neededBytes} bytes in "${folder}": ${bavail * bsize} are free`;
  throw fail('DISK_SPACE_LOCAL', { path: folder, neededBytes }, { where, message });
}

const SPACE_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const FOLDER_CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EISDIR'];

/** What a failed access to the folder means; anything else is passed on. */
export function diskFailure(cause: unknown, { folder, facts }: { folder: string; facts?: RemoteFacts }): unknown {
  const code = osCodeOf(cause) ?? '';
  const message = `Cannot write to "${folder}": ${code}`;
  if (SPACE_CODES.includes(code)) {
    return fail('DISK_SPACE_LOCAL', { path: folder, neededBytes: facts?.sizeBytes ?? 0 }, { where, message, cause });
  }
  return FOLDER_CODES.includes(code) ? fail('FOLDER_NOT_WRITABLE', { path: folder }, { where, message, cause }) : cause;
}

async function removePart(partPath: string): Promise<void> {
  await rm(partPath, { force: true });
  await removeJournal(partPath);
}

function enter(partPath: string): () => void {
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  active.set(partPath, left);
  return () => {
    active.delete(partPath);
    leave();
  };
}

/** `a.img.xz` becomes `a (2).img.xz`. */
function numbered(path: string, number: number): string {
  const ending = /(\.[A-Za-z0-9]{1,8}){0,2}$/.exec(path)?.[0] ?? '';
  return `${path.slice(0, path.length - ending.length)} (${number})${ending}`;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return osCodeOf(cause) === 'EPERM';
  }
}
