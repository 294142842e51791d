import type { DiskFile } from './disk-file.ts';

const PAGE_BYTES = 64 * 1024;
/** 4 MiB in all, whatever the tables of a disk say about themselves. */
const PAGES_MAX = 64;

interface Entry {
  readonly page: Buffer;
  readonly at: number;
}

/** Entries of tables that may be far larger than the memory they may take. */
export class TablePages {
  readonly #file: DiskFile;
  /** In the order of their last use. */
  readonly #pages = new Map<number, Buffer>();

  constructor(file: DiskFile) {
    this.#file = file;
  }

  /** The page with the entry of `entryBytes` bytes at `atBytes` of the file, and its place there. */
  async entry(atBytes: number, entryBytes: number): Promise<Entry> {
    if (atBytes % entryBytes !== 0) throw this.#file.damaged('a table at an odd place');
    const number = Math.floor(atBytes / PAGE_BYTES);
    const at = atBytes - number * PAGE_BYTES;
    const page = this.#pages.get(number) ?? (await this.#read(number));
    this.#pages.delete(number);
    this.#pages.set(number, page);
    if (at + entryBytes > page.length) throw this.#file.cutShort();
    return { page, at };
  }

  async #read(number: number): Promise<Buffer> {
    const page = await this.#file.readUpTo(number * PAGE_BYTES, PAGE_BYTES);
    const [oldest] = this.#pages.keys();
    if (oldest !== undefined && this.#pages.size >= PAGES_MAX) this.#pages.delete(oldest);
    return page;
  }
}
