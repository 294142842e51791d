import { createHash } from 'node:crypto';
import type { FileIdentity } from '#contract/image.ts';
import { BLOCK_BYTES } from '../image/block-pool.ts';
import type { FileStream, ImageFile } from '../image/open-image-file.ts';
import { CachedRanges } from './cached-ranges.ts';
import { type OpenRemote, openRemote, type RemoteFacts, type RemoteRequest } from './open-remote.ts';
import { remoteChunks } from './remote-chunks.ts';

/** Device of every file on a server in a `FileIdentity`; no disk has this name. */
const REMOTE_DEVICE = 'remote';

export interface RemoteImageOptions {
  /** Told when the connection is lost (true) and when data flows again (false). */
  readonly onWaiting?: (isWaiting: boolean) => void;
  /** Told of all bytes that arrived from front to back. */
  readonly onReceived?: (doneBytes: number) => void;
}

/**
 * An image on a server. One that allows ranges and has a validator is read like a file on a disk: whole blocks in order
 * come from one running answer, everything else from small requests. Any other is a stream, once from front to back.
 */
export class RemoteImageFile implements ImageFile {
  readonly path: string;
  readonly identity: FileIdentity;
  readonly facts: RemoteFacts;
  readonly stream?: FileStream;
  readonly #request: RemoteRequest;
  readonly #options: RemoteImageOptions;
  readonly #ranges: CachedRanges;
  /** The first answer, until something reads it. */
  #first: OpenRemote | null;
  #running: Running | null = null;
  /** Requests are served one after the other, in the order they came. */
  #before: Promise<unknown> = Promise.resolve();

  private constructor(request: RemoteRequest, first: OpenRemote, options: RemoteImageOptions) {
    const { facts } = first;
    this.#request = request;
    this.#options = options;
    this.#first = first;
    this.facts = facts;
    this.path = facts.address;
    this.identity = identityOf(request.url, facts);
    this.#ranges = new CachedRanges(request, facts);
    if (!facts.canResume) this.stream = { sizeBytes: facts.sizeBytes, chunks: () => this.#chunksFrom(0) };
  }

  /** DOWNLOAD_FAILED where it cannot be had; see `openRemote`. */
  static async open(request: RemoteRequest, options: RemoteImageOptions = {}): Promise<RemoteImageFile> {
    return new RemoteImageFile(request, await openRemote(request, { startBytes: 0, known: null }), options);
  }

  get sizeBytes(): number {
    return this.identity.sizeBytes;
  }

  fill(buffer: Buffer, offsetBytes: number): Promise<number> {
    return this.#inTurn(() => {
      const isNext = this.#running?.atBytes === offsetBytes;
      return isNext || buffer.length === BLOCK_BYTES
        ? this.#fillFromRunning(buffer, offsetBytes)
        : this.#ranges.fill(buffer, offsetBytes);
    });
  }

  async readAt(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const buffer = Buffer.alloc(Math.max(0, Math.min(lengthBytes, this.sizeBytes - offsetBytes)));
    return buffer.subarray(0, await this.#inTurn(() => this.#ranges.fill(buffer, offsetBytes)));
  }

  /** Every answer was checked to be of the same file. */
  assertUnchanged(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#first?.body.destroy();
    this.#first = null;
    await this.#running?.end();
    this.#running = null;
  }

  async #fillFromRunning(buffer: Buffer, offsetBytes: number): Promise<number> {
    if (this.#running?.atBytes !== offsetBytes) {
      await this.#running?.end();
      this.#running = new Running(this.#chunksFrom(offsetBytes), offsetBytes);
    }
    return await this.#running.fill(buffer);
  }

  async *#chunksFrom(startBytes: number): AsyncGenerator<Buffer> {
    const open =
      startBytes === 0 && this.#first !== null
        ? this.#first
        : await openRemote(this.#request, { startBytes, known: this.facts });
    if (open === this.#first) this.#first = null;
    const { onWaiting, onReceived } = this.#options;
    let doneBytes = startBytes;
    const chunks = remoteChunks(this.#request, { open, startBytes, ...(onWaiting === undefined ? {} : { onWaiting }) });
    for await (const chunk of chunks) {
      doneBytes += chunk.length;
      onReceived?.(doneBytes);
      yield chunk;
    }
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const done = this.#before.then(work);
    this.#before = done.catch(() => {});
    return done;
  }
}

/** An answer that is being read, and how far. */
class Running {
  readonly #chunks: AsyncGenerator<Buffer>;
  #left: Buffer = Buffer.alloc(0);
  atBytes: number;

  constructor(chunks: AsyncGenerator<Buffer>, atBytes: number) {
    this.#chunks = chunks;
    this.atBytes = atBytes;
  }

  /** Less than full only at the end of the file. */
  async fill(buffer: Buffer): Promise<number> {
    let filled = 0;
    while (filled < buffer.length) {
      if (this.#left.length === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) break;
        this.#left = next.value;
      }
      const copied = this.#left.copy(buffer, filled);
      this.#left = this.#left.subarray(copied);
      filled += copied;
    }
    this.atBytes += filled;
    return filled;
  }

  async end(): Promise<void> {
    await this.#chunks.return(undefined);
  }
}

/** Equal for the same file at the same address as far as the server tells; the address itself cannot be read from it. */
function identityOf(url: URL, { sizeBytes, validator }: RemoteFacts): FileIdentity {
  const told = JSON.stringify([url.href, sizeBytes, validator]);
  const inode = createHash('sha256').update(told).digest('hex').slice(0, 32);
  return { device: REMOTE_DEVICE, inode, sizeBytes: sizeBytes ?? 0, modifiedNs: '0' };
}
