import { Worker } from 'node:worker_threads';
import { CHUNK_BYTES, type ExtraDigest } from '#contract/image.ts';
import { CancelledError } from '../errors/app-error.ts';
import { xxhashPath } from '../packed/xxhash-path.ts';
import { isRecord } from '../text/is-record.ts';

/** Stays in a core's own cache between the reading and the two hashes: 4 MiB take half as much time again. */
const READ_BYTES = 4 * CHUNK_BYTES;
/** How often progress is told. */
const REPORT_BYTES = 8 * 1024 * 1024;

/**
 * Plain JavaScript, so that it needs no file of its own beside a bundle. Replies: a number (bytes done), or the end.
 */
const THREAD_SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const { readSync } = require('node:fs');
const { fd, stop, addonPath, chunkBytes, readBytes, reportBytes, extra } = workerData;
const { XXHash3 } = require(addonPath);
const image = createHash('sha256');
const table = createHash('sha256');
const others = extra.map((one) => ({ ...one, hash: createHash(one.algorithm) }));
const buffer = Buffer.allocUnsafeSlow(readBytes);
const hashes = Buffer.alloc(8 * (readBytes / chunkBytes));
function addTo({ hash, endBytes, blank }, bytes, at) {
  const part = endBytes === null ? bytes : bytes.subarray(0, Math.max(0, Math.min(bytes.length, endBytes - at)));
  if (blank === null || blank.toBytes <= at || blank.fromBytes >= at + part.length) return hash.update(part);
  const blanked = Buffer.from(part);
  hash.update(blanked.fill(0x20, Math.max(0, blank.fromBytes - at), Math.min(part.length, blank.toBytes - at)));
}
function fill(at) {
  for (let filled = 0; ; ) {
    const got = readSync(fd, buffer, filled, readBytes - filled, at + filled);
    filled += got;
    if (got === 0 || filled === readBytes) return filled;
  }
}
let at = 0;
try {
  for (let filled = readBytes; filled === readBytes && Atomics.load(stop, 0) === 0; ) {
    filled = fill(at);
    let end = 0;
    for (let from = 0; from < filled; from += chunkBytes, end += 8) {
      hashes.set(XXHash3.hash(buffer.subarray(from, Math.min(from + chunkBytes, filled))), end);
    }
    table.update(hashes.subarray(0, end));
    image.update(buffer.subarray(0, filled));
    for (const other of others) addTo(other, buffer.subarray(0, filled), at);
    at += filled;
    if (at % reportBytes === 0) parentPort.postMessage(at);
  }
  const extraDigests = others.map(({ hash, suffix }) => hash.update(Buffer.from(suffix, 'base64')).digest('hex'));
  const known = { sha256: image.digest('hex'), chunkTableSha256: table.digest('hex'), extra: extraDigests };
  parentPort.postMessage({ totalBytes: at, ...known });
} catch (cause) {
  parentPort.postMessage({ offsetBytes: at, code: cause.code, message: cause.message });
}
`;

export interface PlainDigestRequest {
  /** An open file; it must stay open until the promise is settled. */
  readonly fd: number;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number) => void;
  readonly extra?: readonly ExtraDigest[] | undefined;
}

export interface PlainDigest {
  readonly totalBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** As `ChunkTable.digest` gives it for the same bytes. */
  readonly chunkTableSha256: string;
  readonly extra: readonly string[];
}

/** The file could not be read; the system's error is the cause. */
export class PlainReadError extends Error {
  override readonly name = 'PlainReadError';
  /** At or shortly before the place that cannot be read. */
  readonly offsetBytes: number;
  constructor(offsetBytes: number, cause: Error) {
    super(`Cannot read at offset ${offsetBytes}`, { cause });
    this.offsetBytes = offsetBytes;
  }
}

/**
 * Both digests of an open file from its first byte to its end, computed on a thread that reads by itself: the bytes pass
 * through one small buffer and nobody waits for another. Throws PlainReadError, or CancelledError after an abort; the
 * thread has ended then, except where a read never returns.
 */
export async function digestPlainFile(request: PlainDigestRequest): Promise<PlainDigest> {
  const { signal } = request;
  if (signal.aborted) throw new CancelledError();
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const thread = new Worker(THREAD_SOURCE, {
    eval: true,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    workerData: {
      fd: request.fd,
      stop,
      addonPath: xxhashPath(),
      chunkBytes: CHUNK_BYTES,
      readBytes: READ_BYTES,
      reportBytes: REPORT_BYTES,
      extra: request.extra ?? [],
    },
  });
  const stopThread = () => {
    Atomics.store(stop, 0, 1);
  };
  signal.addEventListener('abort', stopThread, { once: true });
  try {
    const end = await endOf(thread, request.onProgress);
    if (signal.aborted) throw new CancelledError();
    return end;
  } finally {
    signal.removeEventListener('abort', stopThread);
    await thread.terminate();
  }
}

function endOf(thread: Worker, onProgress: (doneBytes: number) => void): Promise<PlainDigest> {
  return new Promise((resolve, reject) => {
    thread.on('message', (reply: unknown) => {
      if (typeof reply === 'number') onProgress(reply);
      else if (isDigest(reply)) resolve(reply);
      else reject(readError(reply));
    });
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('The thread that computes digests has ended')));
  });
}

function isDigest(reply: unknown): reply is PlainDigest {
  return isRecord(reply) && typeof reply['sha256'] === 'string';
}

function readError(reply: unknown): PlainReadError {
  const told = isRecord(reply) ? reply : {};
  const cause = Object.assign(new Error(String(told['message'])), { code: told['code'] });
  return new PlainReadError(Number(told['offsetBytes']), cause);
}
