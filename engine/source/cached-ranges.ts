import { downloadFailed, isPassing } from './download-failed.ts';
import { openRemote, type RemoteFacts, type RemoteRequest } from './open-remote.ts';
import { remoteChunks } from './remote-chunks.ts';

/** What is asked for at a time: many small looks at one place cost one request. */
const PIECE_BYTES = 256 * 1024;
/** 16 MiB: what recognising an image looks at, at most. */
const KEPT_PIECES = 64;

/** Reads anywhere in a file on a server that allows ranges. Pieces are kept; the least recently used goes first. */
export class CachedRanges {
  readonly #request: RemoteRequest;
  readonly #facts: RemoteFacts;
  readonly #pieces = new Map<number, Buffer>();

  constructor(request: RemoteRequest, facts: RemoteFacts) {
    this.#request = request;
    this.#facts = facts;
  }

  /** Less than full only at the end of the file. Failures of `openRemote` and `remoteChunks`. */
  async fill(buffer: Buffer, offsetBytes: number): Promise<number> {
    const sizeBytes = this.#facts.sizeBytes ?? 0;
    const endBytes = Math.min(offsetBytes + buffer.length, sizeBytes);
    let at = offsetBytes;
    while (at < endBytes) {
      const index = Math.floor(at / PIECE_BYTES);
      const piece = await this.#piece(index);
      const from = at - index * PIECE_BYTES;
      const copied = piece.copy(buffer, at - offsetBytes, from, Math.min(piece.length, from + endBytes - at));
      at += copied;
    }
    return Math.max(0, at - offsetBytes);
  }

  async #piece(index: number): Promise<Buffer> {
    const kept = this.#pieces.get(index);
    const piece = kept ?? (await this.#fetch(index));
    this.#pieces.delete(index);
    this.#pieces.set(index, piece);
    const [oldest] = this.#pieces.keys();
    if (this.#pieces.size > KEPT_PIECES && oldest !== undefined) this.#pieces.delete(oldest);
    return piece;
  }

  async #fetch(index: number): Promise<Buffer> {
    const startBytes = index * PIECE_BYTES;
    const endBytes = Math.min(startBytes + PIECE_BYTES, this.#facts.sizeBytes ?? 0);
    const parts: Buffer[] = [];
    let gotBytes = 0;
    const known = this.#facts;
    const open = await this.#patiently(() => openRemote(this.#request, { startBytes, endBytes, known }));
    for await (const chunk of remoteChunks(this.#request, { open, startBytes, endBytes })) {
      parts.push(chunk);
      gotBytes += chunk.length;
    }
    const piece = Buffer.concat(parts).subarray(0, endBytes - startBytes);
    if (piece.length === endBytes - startBytes) return piece;
    throw downloadFailed('bad-answer', { address: known.address, doneBytes: startBytes + gotBytes });
  }

  /** Once more for a server that was only busy. */
  async #patiently<R>(ask: () => Promise<R>): Promise<R> {
    try {
      return await ask();
    } catch (thrown) {
      if (this.#request.signal.aborted || !isPassing(thrown)) throw thrown;
      return await ask();
    }
  }
}
