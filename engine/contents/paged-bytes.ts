import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { VolumeProblem } from '../filesystem/volume-problem.ts';

/** Structures are small and lie near each other: one page answers many questions. */
const PAGE_BYTES = 64 * 1024;
/** 8 MiB. */
const PAGES_KEPT = 128;

/** Bytes that are far away, read in pages that are kept for a while. */
export class PagedBytes implements SeekableBytes {
  readonly sizeBytes: number;
  readonly #read: (offsetBytes: number, lengthBytes: number) => Promise<Buffer>;
  readonly #pages = new Map<number, Buffer>();
  #leftBytes: number;

  /** `read` is asked for whole pages; after `limitBytes` bytes every reading ends with `too-much`. */
  constructor(
    { sizeBytes, limitBytes }: { readonly sizeBytes: number; readonly limitBytes: number },
    read: (offsetBytes: number, lengthBytes: number) => Promise<Buffer>,
  ) {
    this.sizeBytes = sizeBytes;
    this.#read = read;
    this.#leftBytes = limitBytes;
  }

  async readAt(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const endBytes = Math.min(this.sizeBytes, offsetBytes + lengthBytes);
    if (!(offsetBytes >= 0 && offsetBytes < endBytes)) return Buffer.alloc(0);
    const parts: Buffer[] = [];
    for (let index = Math.floor(offsetBytes / PAGE_BYTES); index * PAGE_BYTES < endBytes; index += 1) {
      const startBytes = index * PAGE_BYTES;
      const page = await this.#page(index);
      parts.push(page.subarray(Math.max(0, offsetBytes - startBytes), endBytes - startBytes));
    }
    return Buffer.concat(parts);
  }

  async #page(index: number): Promise<Buffer> {
    const known = this.#pages.get(index);
    if (known !== undefined) {
      this.#pages.delete(index); // what was used last is kept longest
      this.#pages.set(index, known);
      return known;
    }
    const startBytes = index * PAGE_BYTES;
    const lengthBytes = Math.min(PAGE_BYTES, this.sizeBytes - startBytes);
    if (lengthBytes > this.#leftBytes) throw new VolumeProblem('too-much');
    this.#leftBytes -= lengthBytes;
    const page = await this.#read(startBytes, lengthBytes);
    this.#pages.set(index, page);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > PAGES_KEPT && oldest !== undefined) this.#pages.delete(oldest);
    return page;
  }
}
