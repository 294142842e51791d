import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file is full at this size: weeks of ordinary use. With the older ones the whole log stays below three times as much. */
const FILE_MAX_BYTES = 512 * 1024;
/** Names of older files, newest first. */
const OLDER = ['stickwright.1.log', 'stickwright.2.log'] as const;
/** Nobody else reads them. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/**
 * Log lines in a folder of the user's own, bounded in size. Lines are written at once, before the call returns: the last one
 * before a crash is the one that matters. A log that cannot be written costs nothing else, so errors are dropped.
 */
export class LogFile {
  readonly path: string;
  readonly #folder: string;
  readonly #maxBytes: number;
  #sizeBytes: number | null = null;

  constructor(folder: string, maxBytes = FILE_MAX_BYTES) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.path = join(folder, 'stickwright.log');
  }

  append(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    try {
      this.#sizeBytes ??= this.#begin();
      if (this.#sizeBytes > 0 && this.#sizeBytes + bytes.length > this.#maxBytes) this.#rotate();
      appendFileSync(this.path, bytes, { mode: FILE_MODE });
      this.#sizeBytes += bytes.length;
    } catch {
      this.#sizeBytes = null; // the folder may be gone, or the disk full: looked at again with the next line
    }
  }

  /** The newest lines there are, oldest first. */
  tail(count: number): readonly string[] {
    try {
      return readFileSync(this.path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .slice(-count);
    } catch {
      return [];
    }
  }

  /** Bytes that are there already. */
  #begin(): number {
    mkdirSync(this.#folder, { recursive: true, mode: FOLDER_MODE });
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  #rotate(): void {
    const [newer, oldest] = OLDER.map((name) => join(this.#folder, name));
    if (newer === undefined || oldest === undefined) return;
    rmSync(oldest, { force: true });
    if (statSync(newer, { throwIfNoEntry: false }) !== undefined) renameSync(newer, oldest);
    renameSync(this.path, newer);
    this.#sizeBytes = 0;
  }
}
