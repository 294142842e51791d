import type { AppFailure } from '#contract/errors.ts';
import { ChunkTable } from '../checksum/chunk-table.ts';
import { alignedBuffers } from './aligned-memory.ts';
import { HEAD_BYTES, type Regions, regionsOf } from './regions.ts';

/** A run of image bytes for all drives. `bytes` is aligned memory, valid until `release`. */
export interface Block {
  readonly offsetBytes: number;
  readonly bytes: Buffer;
}

/** Thrown to every drive when the source of the bytes failed. */
export class SourceFailedError extends Error {
  override readonly name = 'SourceFailedError';
  readonly failure: AppFailure;
  constructor(failure: AppFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

interface SharedBlock extends Block {
  /** Consumers that still need it; the memory is free again at 0. */
  users: number;
  readonly slot: Buffer;
}

/** Writes of 2 to 8 MiB are as fast as those of `dd`; the smallest of them takes least memory. */
export const SLOT_BYTES = 2 * 1024 * 1024;
/** Slots in the window between the fastest and the slowest drive: 12 MiB. */
const SLOT_COUNT = 6;

/**
 * One read and one decode feed all drives: a window of blocks, filled in order by one producer, taken in order by each
 * consumer at its own pace. The slowest consumer holds the window; one that fails must `leave`. The first HEAD_BYTES and
 * the last chunk do not appear as blocks: they are copied to `head` and `tail`, to be written at the very end.
 * The newest filled slot is withheld until more follows, because only the end tells where the tail is.
 */
export class BlockFeed {
  readonly chunks = new ChunkTable();
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly #free: Buffer[];
  readonly #window: SharedBlock[] = [];
  readonly #consumers = new Set<FeedConsumer>();
  readonly #keepsHeadAndTail: boolean;
  readonly #onFree: () => void;
  #firstIndex = 0;
  #filledBytes = 0;
  #withheld: { readonly slot: Buffer; readonly offsetBytes: number; readonly lengthBytes: number } | null = null;
  #regions: Regions | null = null;
  #failure: AppFailure | null = null;
  #freeWaiters: (() => void)[] = [];
  #dataWaiters: (() => void)[] = [];

  /** `keepsHeadAndTail` false gives every byte out as blocks (for comparing). `onFree` tells of each slot given back. */
  constructor(keepsHeadAndTail: boolean, onFree: () => void) {
    this.#keepsHeadAndTail = keepsHeadAndTail;
    this.#onFree = onFree;
    this.#free = [...alignedBuffers(SLOT_COUNT, SLOT_BYTES)];
    const [head, tail] = alignedBuffers(2, HEAD_BYTES);
    if (head === undefined || tail === undefined) throw new Error('No memory for the held-back bytes');
    this.head = head;
    this.tail = tail;
  }

  /** Bytes a producer may send ahead: what all free slots hold. */
  get windowBytes(): number {
    return SLOT_COUNT * SLOT_BYTES;
  }

  /** null until the source has ended. */
  get regions(): Regions | null {
    return this.#regions;
  }

  get hasConsumers(): boolean {
    return this.#consumers.size > 0;
  }

  join(): FeedConsumer {
    const consumer = new FeedConsumer(this, this.#firstIndex);
    this.#consumers.add(consumer);
    return consumer;
  }

  /** A free slot, or null at once if there is none. */
  takeSlot(): Buffer | null {
    return this.#free.shift() ?? null;
  }

  /** A free slot as soon as there is one; null when nobody is left to take the bytes. */
  async awaitSlot(): Promise<Buffer | null> {
    for (;;) {
      if (!this.hasConsumers || this.#failure !== null) return null;
      const slot = this.takeSlot();
      if (slot !== null) return slot;
      await new Promise<void>((resolve) => this.#freeWaiters.push(resolve));
    }
  }

  /** The next bytes of the image, in a slot taken before; a slot is full except the last one. */
  publish(slot: Buffer, lengthBytes: number): void {
    const offsetBytes = this.#filledBytes;
    this.chunks.add(slot.subarray(0, lengthBytes));
    this.#filledBytes += lengthBytes;
    this.#releaseWithheld(null);
    this.#withheld = { slot, offsetBytes, lengthBytes };
  }

  /** No more bytes follow. */
  end(): void {
    const regions = regionsOf(this.#filledBytes);
    this.#releaseWithheld(regions);
    this.#regions = regions;
    this.#wakeData();
  }

  /** The source failed: every consumer gets a SourceFailedError at its next step. */
  fail(failure: AppFailure): void {
    this.#failure ??= failure;
    this.#wakeData();
    this.#wakeFree();
  }

  /** @internal */
  async nextFor(consumer: FeedConsumer, signal: AbortSignal): Promise<SharedBlock | null> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#failure !== null) throw new SourceFailedError(this.#failure);
      const block = this.#window[consumer.index - this.#firstIndex];
      if (block !== undefined) {
        consumer.index += 1;
        return block;
      }
      if (this.#regions !== null) return null;
      await new Promise<void>((resolve) => {
        const wake = () => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        signal.addEventListener('abort', wake, { once: true });
        this.#dataWaiters.push(wake);
      });
    }
  }

  /** @internal */
  releaseBlock(block: SharedBlock): void {
    block.users -= 1;
    while (this.#window[0] !== undefined && this.#window[0].users === 0) {
      const done = this.#window.shift();
      this.#firstIndex += 1;
      if (done !== undefined) this.#giveBack(done.slot);
    }
  }

  /** @internal */
  leaveConsumer(consumer: FeedConsumer, held: readonly SharedBlock[]): void {
    if (!this.#consumers.delete(consumer)) return;
    const notTaken = this.#window.slice(Math.max(0, consumer.index - this.#firstIndex));
    for (const block of [...held, ...notTaken]) this.releaseBlock(block);
    this.#wakeFree();
  }

  #releaseWithheld(regions: Regions | null): void {
    const held = this.#withheld;
    if (held === null) return;
    this.#withheld = null;
    if (!this.#keepsHeadAndTail) {
      this.#append(held.slot, held.offsetBytes, { from: 0, to: held.lengthBytes });
      return;
    }
    const headPart = Math.max(0, Math.min(held.lengthBytes, HEAD_BYTES - held.offsetBytes));
    if (headPart > 0) held.slot.copy(this.head, held.offsetBytes, 0, headPart);
    const end = held.offsetBytes + held.lengthBytes;
    const bodyEnd = regions === null ? end : Math.min(end, regions.tailStartBytes);
    if (regions !== null && end > regions.tailStartBytes) {
      held.slot.copy(this.tail, 0, regions.tailStartBytes - held.offsetBytes, held.lengthBytes);
    }
    this.#append(held.slot, held.offsetBytes, { from: headPart, to: bodyEnd - held.offsetBytes });
  }

  /** Offers the part of a slot to the consumers, or frees it where there is nothing to offer. */
  #append(slot: Buffer, slotOffsetBytes: number, { from, to }: { readonly from: number; readonly to: number }): void {
    if (to <= from || !this.hasConsumers) {
      this.#giveBack(slot);
      return;
    }
    this.#window.push({
      offsetBytes: slotOffsetBytes + from,
      bytes: slot.subarray(from, to),
      users: this.#consumers.size,
      slot,
    });
    this.#wakeData();
  }

  #giveBack(slot: Buffer): void {
    this.#free.push(slot);
    this.#onFree();
    this.#wakeFree();
  }

  #wakeData(): void {
    const waiters = this.#dataWaiters;
    this.#dataWaiters = [];
    for (const wake of waiters) wake();
  }

  #wakeFree(): void {
    const waiters = this.#freeWaiters;
    this.#freeWaiters = [];
    for (const wake of waiters) wake();
  }
}

/** One drive's place in the feed. Every block taken must be released; `leave` gives back whatever is left. */
export class FeedConsumer {
  readonly #feed: BlockFeed;
  readonly #held = new Set<SharedBlock>();
  index: number;

  constructor(feed: BlockFeed, index: number) {
    this.#feed = feed;
    this.index = index;
  }

  /** The next block, null at the end; throws SourceFailedError, or the signal's reason. */
  async next(signal: AbortSignal): Promise<Block | null> {
    const block = await this.#feed.nextFor(this, signal);
    if (block !== null) this.#held.add(block);
    return block;
  }

  release(block: Block): void {
    for (const held of this.#held) {
      if (held !== block) continue;
      this.#held.delete(held);
      this.#feed.releaseBlock(held);
    }
  }

  leave(): void {
    const held = [...this.#held];
    this.#held.clear();
    this.#feed.leaveConsumer(this, held);
  }
}
