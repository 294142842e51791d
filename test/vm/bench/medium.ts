/** Byte range, `to` exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is wrong with a stick. Offsets are in the address space it claims; bytes counted are bytes written so far. */
export interface Faults {
  /** True capacity of a stick that claims more; what happens past it: */
  readonly realBytes?: number;
  readonly beyond?: 'wraps' | 'drops' | 'fails';
  /** A write or read that touches the range fails. */
  readonly writeErrors?: readonly Range[];
  readonly readErrors?: readonly Range[];
  /** Only so many errors, then the medium is well again. */
  readonly errorTimes?: number;
  /** This byte is wrong in every read. */
  readonly flips?: readonly { readonly at: number; readonly xor: number }[];
  /** This byte is stored wrongly by the first `times` writes. */
  readonly badWrites?: readonly { readonly at: number; readonly xor: number; readonly times: number }[];
  /** Accepted but never stored: what was there before is read back. */
  readonly dropped?: readonly Range[];
  readonly writeBytesPerSec?: number;
  /** The request that reaches so many bytes takes so long. */
  readonly stallAt?: { readonly bytes: number; readonly ms: number };
  /** From then on nothing is answered any more. */
  readonly hangsAfter?: number;
  /** From then on every request fails. */
  readonly diesAfter?: number;
  /** A cache of so many bytes that only a flush, or running full, empties onto the medium. */
  readonly cacheBytes?: number;
  /** A flush is acknowledged and does nothing. */
  readonly ignoresFlush?: boolean;
}

export class MediumError extends Error {}

const PAGE_BYTES = 64 * 1024;
const CACHE_BLOCK_BYTES = 4096;

/** What is on a medium at one moment; later writes do not change it. */
export class Contents {
  readonly #pages: Map<number, Buffer>;
  readonly sizeBytes: number;

  constructor(sizeBytes: number, pages: Map<number, Buffer> = new Map()) {
    this.sizeBytes = sizeBytes;
    this.#pages = pages;
  }

  copy(): Contents {
    return new Contents(this.sizeBytes, new Map(this.#pages));
  }

  read(offsetBytes: number, lengthBytes: number): Buffer {
    const into = Buffer.alloc(lengthBytes);
    this.#each(offsetBytes, lengthBytes, ({ page, start, at, length }) => {
      this.#pages.get(page)?.copy(into, at, start, start + length);
    });
    return into;
  }

  /** Pages are replaced, never changed: copies share them. */
  write(offsetBytes: number, data: Buffer): void {
    this.#each(offsetBytes, data.length, ({ page, start, at, length }) => {
      const known = this.#pages.get(page);
      const fresh = known === undefined ? Buffer.alloc(PAGE_BYTES) : Buffer.from(known);
      data.copy(fresh, start, at, at + length);
      this.#pages.set(page, fresh);
    });
  }

  #each(
    offsetBytes: number,
    lengthBytes: number,
    visit: (piece: { page: number; start: number; at: number; length: number }) => void,
  ): void {
    for (let at = 0; at < lengthBytes; ) {
      const page = Math.floor((offsetBytes + at) / PAGE_BYTES);
      const start = (offsetBytes + at) % PAGE_BYTES;
      const length = Math.min(PAGE_BYTES - start, lengthBytes - at);
      visit({ page, start, at, length });
      at += length;
    }
  }
}

/** A stick's memory with a character: keeps what is written to it, but for its faults. */
export class Medium {
  readonly sizeBytes: number;
  readonly counted = { reads: 0, writes: 0, flushes: 0, writtenBytes: 0, errors: 0 };
  #faults: Faults;
  #contents: Contents;
  readonly #cache = new Map<number, Buffer>();
  readonly #badWritesLeft = new Map<number, number>();
  #hasStalled = false;
  #busyUntilMs = 0;
  /** Called after every request that changed something. */
  onChange: (() => void) | null = null;

  constructor(sizeBytes: number, faults: Faults = {}) {
    this.sizeBytes = sizeBytes;
    this.#faults = faults;
    this.#contents = new Contents(sizeBytes);
  }

  set(faults: Faults): void {
    this.#faults = faults;
  }

  /** What would be left if the power went now: a volatile cache is lost. */
  durable(): Contents {
    return this.#contents.copy();
  }

  /** What may be left as well: parts of the cache, in any order, had just been stored. `isStored` is asked for each block. */
  torn(isStored: () => boolean): Contents {
    const left = this.durable();
    for (const [block, data] of this.#cache) {
      if (!isStored()) continue;
      for (const { real, at, length } of this.#spans(block * CACHE_BLOCK_BYTES, data.length)) {
        if (real !== null) left.write(real, data.subarray(at, at + length));
      }
    }
    return left;
  }

  /** The power goes: the cache is lost. */
  cut(): Contents {
    this.#cache.clear();
    return this.durable();
  }

  /** Puts bytes on the medium from outside, past every fault. */
  put(offsetBytes: number, data: Buffer): void {
    this.#contents.write(offsetBytes, data);
  }

  get isHanging(): boolean {
    const { hangsAfter } = this.#faults;
    return hangsAfter !== undefined && this.counted.writtenBytes >= hangsAfter;
  }

  /** Throws MediumError. Resolves with how long the request takes. */
  write(offsetBytes: number, data: Buffer): number {
    const faults = this.#faults;
    this.counted.writes += 1;
    if (offsetBytes + data.length > this.sizeBytes) throw this.#error();
    if (this.#isDead()) throw this.#error();
    const end = offsetBytes + data.length;
    if (faults.beyond === 'fails' && faults.realBytes !== undefined && end > faults.realBytes) throw this.#error();
    if (touches(faults.writeErrors, offsetBytes, data.length) && this.#mayFail()) throw this.#error();
    this.counted.writtenBytes += data.length;
    if (!touches(faults.dropped, offsetBytes, data.length)) this.#keep(offsetBytes, this.#spoiled(offsetBytes, data));
    else this.#keepAround(offsetBytes, data);
    this.onChange?.();
    return this.#timeOf(data.length);
  }

  read(offsetBytes: number, lengthBytes: number): Buffer {
    const faults = this.#faults;
    this.counted.reads += 1;
    if (this.#isDead()) throw this.#error();
    if (touches(faults.readErrors, offsetBytes, lengthBytes) && this.#mayFail()) throw this.#error();
    const into = Buffer.alloc(lengthBytes);
    for (const { real, at, length } of this.#spans(offsetBytes, lengthBytes)) {
      if (real !== null) this.#contents.read(real, length).copy(into, at);
    }
    for (const [block, data] of this.#cache) {
      const start = block * CACHE_BLOCK_BYTES;
      if (start + CACHE_BLOCK_BYTES <= offsetBytes || start >= offsetBytes + lengthBytes) continue;
      const from = Math.max(start, offsetBytes);
      const to = Math.min(start + CACHE_BLOCK_BYTES, offsetBytes + lengthBytes);
      data.copy(into, from - offsetBytes, from - start, to - start);
    }
    for (const { at, xor } of faults.flips ?? []) {
      const place = at - offsetBytes;
      if (place >= 0 && place < lengthBytes) into[place] = (into[place] ?? 0) ^ xor;
    }
    return into;
  }

  flush(): void {
    this.counted.flushes += 1;
    if (this.#isDead()) throw this.#error();
    if (this.#faults.ignoresFlush === true) return;
    for (const block of [...this.#cache.keys()]) this.#evict(block);
    this.onChange?.();
  }

  #isDead(): boolean {
    const { diesAfter } = this.#faults;
    return diesAfter !== undefined && this.counted.writtenBytes >= diesAfter;
  }

  #error(): MediumError {
    this.counted.errors += 1;
    return new MediumError('The medium fails');
  }

  #mayFail(): boolean {
    const { errorTimes } = this.#faults;
    return errorTimes === undefined || this.counted.errors < errorTimes;
  }

  #spoiled(offsetBytes: number, data: Buffer): Buffer {
    for (const { at, xor, times } of this.#faults.badWrites ?? []) {
      const place = at - offsetBytes;
      const left = this.#badWritesLeft.get(at) ?? times;
      if (place < 0 || place >= data.length || left === 0) continue;
      this.#badWritesLeft.set(at, left - 1);
      const wrong = Buffer.from(data);
      wrong[place] = (wrong[place] ?? 0) ^ xor;
      return wrong;
    }
    return data;
  }

  /** Stores what lies outside the ranges whose writes are lost. */
  #keepAround(offsetBytes: number, data: Buffer): void {
    const step = 512;
    for (let at = 0; at < data.length; at += step) {
      const piece = data.subarray(at, at + step);
      if (!touches(this.#faults.dropped, offsetBytes + at, piece.length)) this.#keep(offsetBytes + at, piece);
    }
  }

  #keep(offsetBytes: number, data: Buffer): void {
    const { cacheBytes } = this.#faults;
    if (cacheBytes === undefined || offsetBytes % CACHE_BLOCK_BYTES !== 0 || data.length % CACHE_BLOCK_BYTES !== 0) {
      this.#store(offsetBytes, data);
      return;
    }
    for (let at = 0; at < data.length; at += CACHE_BLOCK_BYTES) {
      const block = (offsetBytes + at) / CACHE_BLOCK_BYTES;
      this.#cache.set(block, Buffer.from(data.subarray(at, at + CACHE_BLOCK_BYTES)));
    }
    // in no order that a writer could rely on, as the insides of real sticks do
    while (this.#cache.size * CACHE_BLOCK_BYTES > cacheBytes) {
      const blocks = [...this.#cache.keys()].slice(0, 64);
      this.#evict(blocks[(this.counted.writes * 7) % blocks.length] ?? 0);
    }
  }

  #evict(block: number): void {
    const data = this.#cache.get(block);
    this.#cache.delete(block);
    if (data !== undefined) this.#store(block * CACHE_BLOCK_BYTES, data);
  }

  #store(offsetBytes: number, data: Buffer): void {
    for (const { real, at, length } of this.#spans(offsetBytes, data.length)) {
      if (real !== null) this.#contents.write(real, data.subarray(at, at + length));
    }
  }

  /** Claimed addresses as real ones; null where nothing is kept. */
  *#spans(offsetBytes: number, lengthBytes: number): Generator<{ real: number | null; at: number; length: number }> {
    const realBytes = this.#faults.realBytes ?? this.sizeBytes;
    for (let at = 0; at < lengthBytes; ) {
      const claimed = offsetBytes + at;
      const wraps = this.#faults.beyond === 'wraps';
      const place = claimed < realBytes || wraps ? claimed % realBytes : null;
      const length = Math.min(lengthBytes - at, place === null ? lengthBytes - at : realBytes - place);
      yield { real: place, at, length };
      at += length;
    }
  }

  #timeOf(lengthBytes: number): number {
    const { stallAt, writeBytesPerSec } = this.#faults;
    const nowMs = performance.now();
    let readyMs = nowMs;
    if (writeBytesPerSec !== undefined) {
      this.#busyUntilMs = Math.max(this.#busyUntilMs, nowMs) + (lengthBytes / writeBytesPerSec) * 1000;
      readyMs = this.#busyUntilMs;
    }
    if (stallAt !== undefined && !this.#hasStalled && this.counted.writtenBytes >= stallAt.bytes) {
      this.#hasStalled = true;
      readyMs += stallAt.ms;
    }
    return readyMs - nowMs;
  }
}

function touches(ranges: readonly Range[] | undefined, offsetBytes: number, lengthBytes: number): boolean {
  return (ranges ?? []).some(({ from, to }) => offsetBytes < to && offsetBytes + lengthBytes > from);
}
