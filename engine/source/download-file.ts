import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Downloaded, DownloadProgress, Network, RemoteFile } from '#contract/download.ts';
import { Sha256Thread } from '../checksum/sha256-thread.ts';
import { makeFolder } from '../process/make-folder.ts';
import { AppError, CancelledError, fail } from '../errors/app-error.ts';
import { HttpClient } from './http-client.ts';
import { type OpenRemote, openRemote, type RemoteFacts, type RemoteRequest } from './open-remote.ts';
import { diskFailure, PartFile } from './part-file.ts';
import { remoteChunks } from './remote-chunks.ts';

/** What a crash may cost: so much is fetched again at most. */
const SAVE_EVERY_BYTES = 64 * 1024 * 1024;
const SAVE_EVERY_MS = 5000;
/** A file that changes on the server again and again is never complete. */
const RESTARTS_MAX = 2;

const where = { process: 'reader', operation: 'download' } as const;

export interface DownloadRequest {
  readonly url: URL;
  readonly network: Network;
  /** Absolute; made where it is missing. */
  readonly folder: string;
  /** 64 lower-case hex digits. */
  readonly expectedSha256: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/**
 * Fetches a file into a folder, going on where an earlier run stopped, and checks it while it arrives. A file of that
 * name that already has the expected digest is taken as it is; no file is ever replaced.
 *
 * DOWNLOAD_FAILED, CHECKSUM_MISMATCH (nothing is kept then), DISK_SPACE_LOCAL, FOLDER_NOT_WRITABLE. After those, and
 * after CancelledError, an incomplete file stays where the server allows resuming.
 */
export async function downloadFile(request: DownloadRequest): Promise<Downloaded> {
  const client = new HttpClient(request.network);
  try {
    await makeFolder(request.folder);
    const folder = await realpath(request.folder);
    for (let restarts = 0; ; restarts += 1) {
      try {
        return await new Attempt({ ...request, folder }, client).run();
      } catch (thrown) {
        if (restarts >= RESTARTS_MAX || !isChanged(thrown)) throw thrown;
      }
    }
  } catch (cause) {
    throw diskFailure(cause, request);
  } finally {
    await client.close();
  }
}

class Attempt {
  readonly #request: DownloadRequest;
  readonly #remote: RemoteRequest;

  constructor(request: DownloadRequest, client: HttpClient) {
    this.#request = request;
    this.#remote = { client, url: request.url, signal: request.signal };
  }

  async run(): Promise<Downloaded> {
    const open = await openRemote(this.#remote, { startBytes: 0, known: null });
    try {
      return (await this.#alreadyThere(open.facts)) ?? (await this.#fetch(open));
    } finally {
      open.body.destroy();
    }
  }

  async #fetch(open: OpenRemote): Promise<Downloaded> {
    const { folder, url } = this.#request;
    const { facts } = open;
    const part = await PartFile.claim({ folder, url, facts });
    const sha256 = new Sha256Thread();
    try {
      const resumedBytes = part.doneBytes;
      await this.#readLeft(part, sha256, facts);
      await this.#receive(part, sha256, open);
      const digest = await sha256.digest('file');
      const { expectedSha256 } = this.#request;
      if (expectedSha256 !== null && expectedSha256 !== digest) {
        await part.discard();
        throw mismatch(facts, expectedSha256, digest);
      }
      const path = await part.finish();
      return { path, sizeBytes: part.doneBytes, sha256: digest, resumedBytes, file: told(facts) };
    } catch (thrown) {
      if (!isMismatch(thrown)) await part.keep();
      throw thrown;
    } finally {
      await sha256.close();
    }
  }

  /** The hash of a resumed file begins with what was there. */
  async #readLeft(part: PartFile, sha256: Sha256Thread, facts: RemoteFacts): Promise<void> {
    let doneBytes = 0;
    for await (const chunk of part.left()) {
      this.#assertGoing();
      await sha256.update('file', chunk);
      doneBytes += chunk.length;
      this.#tell({ doneBytes, totalBytes: facts.sizeBytes, state: 'checking', partPath: part.path });
    }
  }

  async #receive(part: PartFile, sha256: Sha256Thread, first: OpenRemote): Promise<void> {
    const { facts } = first;
    const startBytes = part.doneBytes;
    if (startBytes > 0 && startBytes === facts.sizeBytes) return;
    const open = startBytes === 0 ? first : await openRemote(this.#remote, { startBytes, known: facts });
    const tell = (state: DownloadProgress['state']) =>
      this.#tell({ doneBytes: part.doneBytes, totalBytes: facts.sizeBytes, state, partPath: part.path });
    tell('receiving');
    const chunks = remoteChunks(this.#remote, {
      open,
      startBytes,
      onWaiting: (isWaiting) => tell(isWaiting ? 'waiting' : 'receiving'),
    });
    let saved = { bytes: startBytes, atMs: performance.now() };
    for await (const chunk of chunks) {
      await Promise.all([part.append(chunk), sha256.update('file', chunk)]);
      const nowMs = performance.now();
      if (part.doneBytes - saved.bytes >= SAVE_EVERY_BYTES || nowMs - saved.atMs >= SAVE_EVERY_MS) {
        await part.save();
        saved = { bytes: part.doneBytes, atMs: performance.now() };
      }
      tell('receiving');
    }
    this.#assertGoing();
  }

  /** A complete file from before; only where its digest proves it. */
  async #alreadyThere(facts: RemoteFacts): Promise<Downloaded | null> {
    const { folder, expectedSha256, signal } = this.#request;
    if (expectedSha256 === null) return null;
    const path = join(folder, facts.name);
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile() || (facts.sizeBytes !== null && found.size !== facts.sizeBytes)) return null;
    const digest = await digestOf(path, signal).catch(() => null); // unreadable: it is fetched beside that
    this.#assertGoing();
    if (digest !== expectedSha256) return null;
    return { path, sizeBytes: found.size, sha256: digest, resumedBytes: found.size, file: told(facts) };
  }

  #tell(progress: DownloadProgress): void {
    this.#request.onProgress(progress);
  }

  #assertGoing(): void {
    if (this.#request.signal.aborted) throw new CancelledError();
  }
}

async function digestOf(path: string, signal: AbortSignal): Promise<string> {
  const sha256 = new Sha256Thread();
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024, signal })) {
      if (Buffer.isBuffer(chunk)) await sha256.update('file', chunk);
    }
    return await sha256.digest('file');
  } finally {
    await sha256.close();
  }
}

function told({ address, name, sizeBytes, canResume, isSecure }: RemoteFacts): RemoteFile {
  return { address, name, sizeBytes, canResume, isSecure };
}

function isChanged(thrown: unknown): boolean {
  if (!(thrown instanceof AppError) || thrown.failure.code !== 'DOWNLOAD_FAILED') return false;
  return thrown.failure.params.reason === 'changed';
}

function isMismatch(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.failure.code === 'CHECKSUM_MISMATCH';
}

function mismatch(facts: RemoteFacts, expected: string, actual: string): AppError {
  const message = `SHA-256 of "${facts.address}" is ${actual}, expected ${expected}`;
  return fail('CHECKSUM_MISMATCH', { expected, actual }, { where, message });
}
