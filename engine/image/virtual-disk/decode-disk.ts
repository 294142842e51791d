import { BLOCK_BYTES, type BlockPool } from '../block-pool.ts';
import { BlockClaims } from './block-claims.ts';
import type { DiskRun, VirtualDisk } from './virtual-disk.ts';

/** With the one in use, all blocks of the smallest pool. */
const PIECES_AHEAD = 3;
const ZEROS = Buffer.alloc(256 * 1024);

type Piece =
  | { readonly kind: 'zeros'; readonly lengthBytes: number }
  | { readonly kind: 'bytes'; readonly bytes: Buffer; release(): void };

/**
 * The whole disk from front to back; what is not stored comes out as zeros. A chunk is valid until the next one is asked
 * for. DECOMPRESS_FAILED where its tables or blocks are damaged or two places share a block, IMAGE_TRUNCATED where a block
 * lies behind the end of the file, CancelledError.
 */
export async function* decodeDisk(disk: VirtualDisk, pool: BlockPool): AsyncGenerator<Buffer> {
  const ahead: Promise<Piece>[] = [];
  const runs = joinedRuns(disk);
  try {
    while (true) {
      while (ahead.length < PIECES_AHEAD) {
        const next = await runs.next();
        if (next.done === true) break;
        const loading = load(disk, next.value, pool);
        loading.catch(() => undefined); // it is awaited below, in its turn
        ahead.push(loading);
      }
      const piece = await ahead.shift();
      if (piece === undefined) return;
      if (piece.kind === 'zeros') {
        yield* zeros(piece.lengthBytes);
        continue;
      }
      try {
        yield piece.bytes;
      } finally {
        piece.release();
      }
    }
  } finally {
    for (const piece of await Promise.allSettled(ahead)) {
      if (piece.status === 'fulfilled' && piece.value.kind === 'bytes') piece.value.release();
    }
  }
}

/** All runs, neighbours in the file joined to one read of BLOCK_BYTES at most. */
async function* joinedRuns(disk: VirtualDisk): AsyncGenerator<DiskRun> {
  const claims = new BlockClaims(disk.file, disk.blockBytes);
  let last: DiskRun | null = null;
  for (let offsetBytes = 0; offsetBytes < disk.sizeBytes; ) {
    const run = await disk.runAt(offsetBytes);
    if (run.kind === 'stored') {
      disk.file.assertInside(run.atBytes, run.lengthBytes);
      if (run.isOwned && offsetBytes % disk.blockBytes === 0) claims.claim(run.atBytes, offsetBytes);
    }
    offsetBytes += run.lengthBytes;
    const joined: DiskRun | null = last === null ? null : join(last, run);
    if (last !== null && joined === null) yield* inBlocks(last);
    last = joined ?? run;
  }
  if (last !== null) yield* inBlocks(last);
}

function join(one: DiskRun, next: DiskRun): DiskRun | null {
  const lengthBytes = one.lengthBytes + next.lengthBytes;
  if (one.kind === 'zeros' && next.kind === 'zeros') return { kind: 'zeros', lengthBytes };
  if (one.kind !== 'stored' || next.kind !== 'stored') return null;
  const isNeighbour = one.atBytes + one.lengthBytes === next.atBytes && lengthBytes <= BLOCK_BYTES;
  return isNeighbour ? { ...one, lengthBytes } : null;
}

function* inBlocks(run: DiskRun): Generator<DiskRun> {
  if (run.kind !== 'stored') {
    yield run;
    return;
  }
  for (let done = 0; done < run.lengthBytes; done += BLOCK_BYTES) {
    yield { ...run, atBytes: run.atBytes + done, lengthBytes: Math.min(BLOCK_BYTES, run.lengthBytes - done) };
  }
}

async function load(disk: VirtualDisk, run: DiskRun, pool: BlockPool): Promise<Piece> {
  switch (run.kind) {
    case 'zeros':
      return run;
    case 'packed': {
      const bytes = (await run.unpack()).subarray(run.skipBytes, run.skipBytes + run.lengthBytes);
      return { kind: 'bytes', bytes, release: () => undefined };
    }
    case 'stored': {
      const block = await pool.acquire(disk.file.signal);
      const bytes = block.subarray(0, run.lengthBytes);
      try {
        await disk.file.fill(bytes, run.atBytes);
      } catch (cause) {
        pool.release(block);
        throw cause;
      }
      return { kind: 'bytes', bytes, release: () => pool.release(block) };
    }
  }
}

function* zeros(lengthBytes: number): Generator<Buffer> {
  for (let left = lengthBytes; left > 0; left -= ZEROS.length) {
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
  }
}
