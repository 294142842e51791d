import { type BlockFeed, SLOT_BYTES } from '../write/block-feed.ts';
import { FrameError } from '../wire/frame-codec.ts';

/**
 * Feeds decoded bytes that arrive in data frames. The reader never sends more than was granted, and grants equal free
 * slots, so arriving bytes always have a place and the input never has to be held up.
 */
export class ChannelSource {
  readonly #feed: BlockFeed;
  #slot: Buffer | null = null;
  #filledBytes = 0;
  #receivedBytes = 0;
  /** Known once the host said so; the last bytes may come later, they take another way. */
  #totalBytes: number | null = null;
  #isClosed = false;
  #hasEnded = false;

  constructor(feed: BlockFeed) {
    this.#feed = feed;
  }

  /** A data frame begins; its offset must continue where the last one ended. Throws FrameError. */
  begin(offsetBytes: number): void {
    if (offsetBytes !== this.#receivedBytes) {
      throw new FrameError(`Bad data frame: offset ${offsetBytes}, expected ${this.#receivedBytes}`);
    }
  }

  /** The next bytes; throws FrameError when more comes than was granted. */
  take(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length && this.#feed.hasConsumers) {
      this.#slot ??= this.#feed.takeSlot();
      if (this.#slot === null) throw new FrameError('Bad data frame: more bytes than were granted');
      const taken = Math.min(SLOT_BYTES - this.#filledBytes, piece.length - at);
      this.#slot.set(piece.subarray(at, at + taken), this.#filledBytes);
      this.#filledBytes += taken;
      at += taken;
      if (this.#filledBytes === SLOT_BYTES) this.#publish();
    }
    this.#receivedBytes += piece.length;
    this.#endIfComplete();
  }

  /** The whole image has this length. Throws FrameError if more has arrived, or no more will. */
  end(totalBytes: number): void {
    this.#totalBytes = totalBytes;
    this.#endIfComplete();
  }

  /** Nothing more will arrive. Throws FrameError if something is known to be missing. */
  closed(): void {
    this.#isClosed = true;
    this.#endIfComplete();
  }

  #endIfComplete(): void {
    const totalBytes = this.#totalBytes;
    if (totalBytes === null) return;
    if (this.#receivedBytes > totalBytes || (this.#isClosed && this.#receivedBytes < totalBytes)) {
      throw new FrameError(`Bad end of image: ${totalBytes} bytes told, ${this.#receivedBytes} received`);
    }
    if (this.#receivedBytes < totalBytes || this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#filledBytes > 0) this.#publish();
    this.#feed.end();
  }

  #publish(): void {
    const slot = this.#slot;
    const lengthBytes = this.#filledBytes;
    this.#slot = null;
    this.#filledBytes = 0;
    if (slot !== null) this.#feed.publish(slot, lengthBytes);
  }
}
