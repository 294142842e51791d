import { CancelledError } from '../errors/app-error.ts';
import { BLOCK_BYTES, type BlockPool } from './block-pool.ts';
import { changed, type ImageFile } from './open-image-file.ts';

/** Reads under way at the same time: one being used, one being read hides the latency of the disk. */
const READS_AHEAD = 2;

export interface FileChunksOptions {
  /** At least READS_AHEAD + 1 blocks. */
  readonly pool: BlockPool;
  readonly signal: AbortSignal;
  /** Sees every chunk, in order; the chunk's block is kept until its promise is settled. */
  readonly onChunk?: ((chunk: Buffer) => Promise<void>) | undefined;
  /** Default: the whole file. */
  readonly startBytes?: number;
  readonly lengthBytes?: number;
}

/**
 * The bytes of a file in order, in chunks of BLOCK_BYTES (the last one shorter), read ahead. A chunk is valid
 * until the next one is asked for. IMAGE_UNREADABLE with the offset; IMAGE_CHANGED if the file became shorter.
 */
export async function* fileChunks(file: ImageFile, options: FileChunksOptions): AsyncGenerator<Buffer> {
  const { pool, signal } = options;
  let nextBytes = options.startBytes ?? 0;
  const endBytes = nextBytes + (options.lengthBytes ?? file.sizeBytes - nextBytes);
  const ahead: Promise<Reading>[] = [];
  const kept = new Set<Promise<void>>();
  try {
    while (true) {
      while (ahead.length < READS_AHEAD && nextBytes < endBytes) {
        const length = Math.min(BLOCK_BYTES, endBytes - nextBytes);
        const reading = readChunk(file, { pool, signal, offsetBytes: nextBytes, length });
        reading.catch(() => undefined); // it is awaited below, in its turn
        ahead.push(reading);
        nextBytes += length;
      }
      const next = ahead.shift();
      if (next === undefined) return;
      const { block, chunk } = await next;
      const seen = (options.onChunk?.(chunk) ?? Promise.resolve()).finally(() => kept.delete(seen));
      seen.catch(() => undefined); // the thread's failure shows again when its digest is asked for
      kept.add(seen);
      let isWanted = false;
      try {
        if (signal.aborted) throw new CancelledError();
        yield chunk;
        isWanted = true;
      } finally {
        const giveBack = seen.then(
          () => pool.release(block),
          () => pool.release(block),
        );
        if (!isWanted) await giveBack;
      }
    }
  } finally {
    for (const reading of await Promise.allSettled(ahead)) {
      if (reading.status === 'fulfilled') pool.release(reading.value.block);
    }
    await Promise.allSettled(kept);
  }
}

interface Reading {
  readonly block: Buffer;
  readonly chunk: Buffer;
}

interface ReadRequest {
  readonly pool: BlockPool;
  readonly signal: AbortSignal;
  readonly offsetBytes: number;
  readonly length: number;
}

async function readChunk(file: ImageFile, request: ReadRequest): Promise<Reading> {
  const block = await request.pool.acquire(request.signal);
  try {
    const chunk = block.subarray(0, request.length);
    if ((await file.fill(chunk, request.offsetBytes)) < request.length) throw changed(file.path);
    return { block, chunk };
  } catch (cause) {
    request.pool.release(block);
    throw cause;
  }
}
