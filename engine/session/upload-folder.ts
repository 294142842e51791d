import { mkdtemp, open, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, osCodeOf } from '../errors/app-error.ts';
import { makeFolder } from '../process/make-folder.ts';
import { cleanText } from '../text/clean-text.ts';

/** Room that is left for everyone else: a full disk breaks more than this program. */
const RESERVE_BYTES = 1024 ** 3;
const RESERVE_SHARE = 0.05;
/** Longest name most file systems take, in bytes. */
const NAME_MAX_BYTES = 200;
/** Progress is told once for this much. */
const PROGRESS_BYTES = 1024 * 1024;
const PREFIX = 'upload-';

const where = { process: 'host', operation: 'upload' } as const;

export interface Upload {
  /** As the sender names it; only its last part is used, cleaned. */
  readonly name: string;
  readonly totalBytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number) => void;
}

/**
 * Images that were copied here by a page: each in a folder of its own that only this user may enter, inside
 * `<cache folder>`. Deleted when replaced and at the end; what a killed program left is deleted by the next one.
 */
export class UploadFolder {
  readonly #parent: string;
  #folder: string | null = null;
  #smallFolders: readonly string[] = [];

  constructor(cacheFolder: string) {
    this.#parent = cacheFolder;
  }

  /** Path of the complete copy. DISK_SPACE_LOCAL; rejects with the signal's reason when stopped, and leaves nothing then. */
  async receive(upload: Upload): Promise<string> {
    await this.clear();
    await makeFolder(this.#parent, 0o700);
    await this.#refuseWithoutRoom(upload.totalBytes);
    const folder = await mkdtemp(join(this.#parent, `${PREFIX}${process.pid}-`)); // mode 0700
    this.#folder = folder;
    const path = join(folder, uploadName(upload.name));
    try {
      await write(path, upload);
      return path;
    } catch (cause) {
      await rm(folder, { recursive: true, force: true });
      if (this.#folder === folder) this.#folder = null;
      throw cause;
    }
  }

  /** Path of a copy of a small file; it stays until `clearSmall`. DISK_SPACE_LOCAL. */
  async keepSmall(name: string, bytes: Buffer): Promise<string> {
    await makeFolder(this.#parent, 0o700);
    const folder = await mkdtemp(join(this.#parent, `${PREFIX}${process.pid}-`)); // mode 0700
    this.#smallFolders = [...this.#smallFolders, folder];
    const path = join(folder, uploadName(name));
    const chunks = (async function* () {
      yield await Promise.resolve(bytes);
    })();
    const { signal } = new AbortController();
    await write(path, { name, totalBytes: bytes.length, chunks, signal, onProgress: () => {} });
    return path;
  }

  async clearSmall(): Promise<void> {
    const folders = this.#smallFolders;
    this.#smallFolders = [];
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  /** Deletes the copy, if there is one. */
  async clear(): Promise<void> {
    const folder = this.#folder;
    this.#folder = null;
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }

  /** Deletes copies of programs that do not run any more. */
  async clearLeftovers(): Promise<void> {
    const entries = await readdir(this.#parent).catch(() => []); // no copy was ever made
    for (const name of entries) {
      const pid = /^upload-(\d+)-/.exec(name)?.[1];
      if (pid !== undefined && !isRunning(Number(pid))) {
        await rm(join(this.#parent, name), { recursive: true, force: true });
      }
    }
  }

  async #refuseWithoutRoom(totalBytes: number): Promise<void> {
    const { bavail, blocks, bsize } = await statfs(this.#parent);
    const reserveBytes = Math.min(RESERVE_BYTES, blocks * bsize * RESERVE_SHARE);
    if (totalBytes <= bavail * bsize - reserveBytes) return;
    throw noSpace(this.#parent, totalBytes);
  }
}

/**
 * A file name that can only name a file in the folder it is put in: the last part of the given one, without control and
 * direction characters, without dots at its start, at most 200 bytes with its ending kept.
 */
export function uploadName(given: string): string {
  const last = given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
  const name = cleanText(last).replace(/^[.\s]+/, '');
  if (name === '') return 'image';
  const ending = /(\.[A-Za-z0-9]{1,8}){0,2}$/.exec(name)?.[0] ?? '';
  let stem = name.slice(0, name.length - ending.length);
  while (Buffer.byteLength(stem + ending) > NAME_MAX_BYTES) stem = [...stem].slice(0, -1).join('');
  return stem + ending;
}

async function write(path: string, upload: Upload): Promise<void> {
  const { totalBytes, signal, chunks, onProgress } = upload;
  const file = await open(path, 'wx', 0o600);
  try {
    let doneBytes = 0;
    let toldBytes = 0;
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      doneBytes += chunk.length;
      if (doneBytes > totalBytes) throw new Error(`More than the announced ${totalBytes} bytes came`);
      await file.writeFile(chunk); // appends: the position of the handle moves on
      if (doneBytes - toldBytes < PROGRESS_BYTES && doneBytes !== totalBytes) continue;
      toldBytes = doneBytes;
      onProgress(doneBytes);
    }
    signal.throwIfAborted();
    if (doneBytes !== totalBytes) throw new Error(`Only ${doneBytes} of ${totalBytes} bytes came`);
  } catch (cause) {
    const code = osCodeOf(cause);
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') throw noSpace(path, totalBytes, cause);
    throw cause;
  } finally {
    await file.close();
  }
}

function noSpace(path: string, neededBytes: number, cause?: unknown): Error {
  const message = `Cannot keep ${neededBytes} bytes in "${path}"`;
  return fail('DISK_SPACE_LOCAL', { path, neededBytes }, { where, message, cause });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return osCodeOf(cause) === 'EPERM';
  }
}
