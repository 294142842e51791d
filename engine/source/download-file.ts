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
  /** SHA-256 or SHA-512, 64 or 128 lower-case hex digits. */
  readonly expectedDigest: string | null;
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
      const { expectedDigest } = this.#request;
      const actual = this.#isSha512 ? await sha256.digest('file512') : digest;
      if (expectedDigest !== null && expectedDigest !== actual) {
        await part.discard();
        throw mismatch(facts, expectedDigest, actual);
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
      await this.#hash(sha256, chunk);
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
      await Promise.all([part.append(chunk), this.#hash(sha256, chunk)]);
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
    const { folder, expectedDigest, signal } = this.#request;
    if (expectedDigest === null) return null;
    const path = join(folder, facts.name);
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile() || (facts.sizeBytes !== null && found.size !== facts.sizeBytes)) return null;
    const digests = await digestsOf(path, signal).catch(() => null); // unreadable: it is fetched beside that
    this.#assertGoing();
    if (digests === null || expectedDigest !== (this.#isSha512 ? digests.sha512 : digests.sha256)) return null;
    return { path, sizeBytes: found.size, sha256: digests.sha256, resumedBytes: found.size, file: told(facts) };
  }

  get #isSha512(): boolean {
    return this.#request.expectedDigest?.length === 128;
  }

  async #hash(sha256: Sha256Thread, chunk: Buffer): Promise<void> {
    await Promise.all([
      sha256.update('file', chunk),
      this.#isSha512 ? sha256.update('file512', chunk, 'sha512') : null,
    ]);
  }

  #tell(progress: DownloadProgress): void {
    this.#request.onProgress(progress);
  }

  #assertGoing(): void {
    if (this.#request.signal.aborted) throw new CancelledError();
  }
}

interface FileDigests {
  readonly sha256: string;
  readonly sha512: string;
}

async function digestsOf(path: string, signal: AbortSignal): Promise<FileDigests> {
  const sha256 = new Sha256Thread();
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024, signal })) {
      if (!Buffer.isBuffer(chunk)) continue;
      await Promise.all([sha256.update('file', chunk), sha256.update('file512', chunk, 'sha512')]);
    }
    return { sha256: await sha256.digest('file'), sha512: await sha256.digest('file512') };
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
  const message = `${expected.length === 128 ? 'SHA-512' : 'SHA-256'} of "${facts.address}" is ${actual}, expected ${expected}`;
  return fail('CHECKSUM_MISMATCH', { expected, actual }, { where, message });
}
