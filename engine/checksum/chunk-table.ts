import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { CHUNK_BYTES } from '#contract/image.ts';
import { xxhashPath } from '../packed/xxhash-path.ts';

const HASH_BYTES = 8;
/** Hashes per page of the table: 64 Ki chunks are 4 GiB of image. */
const PAGE_ENTRIES = 65536;

interface XxHash3 {
  hash(data: Buffer): Buffer;
}

let xxHash3: XxHash3 | null = null;

/** Loads the native hash on first use, so that processes that never hash do not pay for it. */
function nativeHash(): XxHash3 {
  if (xxHash3 === null) {
    const addon = createRequire(import.meta.url)(xxhashPath()) as { readonly XXHash3: XxHash3 };
    xxHash3 = addon.XXHash3;
  }
  return xxHash3;
}

/** XXH3-64 of the bytes as 8 bytes big-endian. `bytes` must not be empty. */
export function chunkHash(bytes: Buffer): Buffer {
  return nativeHash().hash(bytes);
}

/**
 * Checksums of an image by chunk: XXH3-64 of every CHUNK_BYTES, the last chunk shorter. 8 bytes per 64 KiB,
 * so 1 MiB of memory per 8 GiB of image. Chunks are added in order, from offset 0.
 */
export class ChunkTable {
  readonly #pages: Buffer[] = [];
  #count = 0;
  #totalBytes = 0;

  /** Bytes covered so far. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Adds the next bytes of the image. `bytes` must begin at a chunk boundary, which holds when every call
   * but the last passes a multiple of CHUNK_BYTES.
   */
  add(bytes: Buffer): void {
    if (this.#totalBytes % CHUNK_BYTES !== 0) throw new RangeError('Cannot add behind the last, shorter chunk');
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, Math.min(at + CHUNK_BYTES, bytes.length));
      this.#page(this.#count).set(chunkHash(chunk), (this.#count % PAGE_ENTRIES) * HASH_BYTES);
      this.#count += 1;
    }
    this.#totalBytes += bytes.length;
  }

  /** True if `chunk` has the checksum recorded for chunk number `index` (from 0). */
  matches(index: number, chunk: Buffer): boolean {
    if (index >= this.#count) return false;
    const page = this.#pages[Math.floor(index / PAGE_ENTRIES)];
    if (page === undefined) return false;
    const at = (index % PAGE_ENTRIES) * HASH_BYTES;
    return chunkHash(chunk).equals(page.subarray(at, at + HASH_BYTES));
  }

  /** The highest number of a chunk with the checksum of `chunk`, or null. */
  lastIndexOf(chunk: Buffer): number | null {
    const hash = chunkHash(chunk);
    for (let page = this.#pages.length - 1; page >= 0; page -= 1) {
      const entries = this.#pages[page]?.subarray(0, (this.#count - page * PAGE_ENTRIES) * HASH_BYTES);
      let at = entries?.lastIndexOf(hash) ?? -1;
      while (at > 0 && at % HASH_BYTES !== 0) at = entries?.lastIndexOf(hash, at - 1) ?? -1;
      if (at >= 0) return page * PAGE_ENTRIES + at / HASH_BYTES;
    }
    return null;
  }

  /**
   * One checksum for each block of `blockBytes` (a multiple of CHUNK_BYTES), 8 bytes each: the XXH3-64 of its chunks'
   * checksums. The last block may be shorter.
   */
  blockSums(blockBytes: number): Buffer {
    const chunksPerBlock = blockBytes / CHUNK_BYTES;
    const blockCount = Math.ceil(this.#count / chunksPerBlock);
    const sums = Buffer.alloc(blockCount * HASH_BYTES);
    for (let block = 0; block < blockCount; block += 1) {
      const first = block * chunksPerBlock;
      const entries: Buffer[] = [];
      for (let index = first; index < Math.min(first + chunksPerBlock, this.#count); ) {
        const page = this.#page(index);
        const from = index % PAGE_ENTRIES;
        const to = Math.min(PAGE_ENTRIES, from + first + chunksPerBlock - index, from + this.#count - index);
        entries.push(page.subarray(from * HASH_BYTES, to * HASH_BYTES));
        index += to - from;
      }
      sums.set(chunkHash(Buffer.concat(entries)), block * HASH_BYTES);
    }
    return sums;
  }

  /** SHA-256 of all checksums in order, lower-case hex: equal tables mean equal images. */
  digest(): string {
    const hash = createHash('sha256');
    for (let left = this.#count, page = 0; left > 0; left -= PAGE_ENTRIES, page += 1) {
      const entries = this.#pages[page];
      if (entries !== undefined) hash.update(entries.subarray(0, Math.min(left, PAGE_ENTRIES) * HASH_BYTES));
    }
    return hash.digest('hex');
  }

  #page(entry: number): Buffer {
    const number = Math.floor(entry / PAGE_ENTRIES);
    let page = this.#pages[number];
    if (page === undefined) {
      page = Buffer.alloc(PAGE_ENTRIES * HASH_BYTES);
      this.#pages[number] = page;
    }
    return page;
  }
}
