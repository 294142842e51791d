import { isAbsolute } from 'node:path';
import type { DownloadProgress } from '#contract/download.ts';
import type { Image } from '#contract/image.ts';
import type { ImageState } from '#contract/session.ts';
import type { Expected } from '#contract/trust.ts';
import { AppError, failureOf } from '../errors/app-error.ts';
import type { Engine, RemoteLook } from '../ports.ts';
import { parseAddress, shownAddress } from '../source/address.ts';
import { SpeedWindow } from '../source/speed-window.ts';
import type { ImageEvent } from './image-state.ts';
import { notAllowed } from './not-allowed.ts';

export interface ImageDownloadParts {
  readonly engine: Pick<Engine, 'lookAtRemote' | 'download' | 'discardDownload'>;
  readonly nowMs: () => number;
  readonly state: () => ImageState;
  readonly tell: (event: ImageEvent) => void;
  /** Where files are kept unless the user names another folder. */
  readonly folder: () => Promise<string>;
  /** The image is there, as a file or on its server; `sha256` of the file where it is known. */
  readonly arrived: (arrived: Arrived, signal: AbortSignal) => Promise<void>;
}

/** What to look at: an address, or an entry whose address turns out when someone asks. */
export interface DownloadTarget {
  /** Shown meanwhile: no user-info, no query. */
  readonly name: string;
  find(signal: AbortSignal): Promise<{ readonly url: string; readonly expected: Expected | null }>;
}

/** An address as it was given. */
export function addressTarget(url: string, expected: Expected | null): DownloadTarget {
  const parsed = parseAddress(url);
  return { name: parsed === null ? '' : shownAddress(parsed), find: async () => ({ url, expected }) };
}

export interface Arrived {
  readonly at: { readonly path: string } | { readonly image: Image };
  readonly sha256: string | null;
  readonly expected: Expected | null;
}

interface Found {
  readonly url: string;
  readonly look: RemoteLook;
  readonly expected: Expected | null;
  readonly folder: string;
}

const where = { process: 'host', operation: 'download' } as const;

/** An image from an address: looked at, then downloaded or written straight from its server. One at a time. */
export class ImageDownload {
  readonly #parts: ImageDownloadParts;
  #found: Found | null = null;
  #partPath: string | null = null;
  #pause = new AbortController();

  constructor(parts: ImageDownloadParts) {
    this.#parts = parts;
  }

  /** Goes online. `signal`: another image was chosen. */
  async look(target: DownloadTarget, signal: AbortSignal): Promise<void> {
    const { engine, tell } = this.#parts;
    const { name } = target;
    this.#found = null;
    this.#partPath = null;
    tell({ event: 'address-given', name });
    try {
      const { url, expected } = await target.find(signal);
      const look = await engine.lookAtRemote(url, signal);
      const folder = await this.#parts.folder();
      if (signal.aborted) return;
      this.#found = { url, look, expected, folder };
      const { file, image } = look;
      tell({ event: 'offered', offer: { file, canStream: image !== null, folder, expected } });
    } catch (thrown) {
      if (signal.aborted) return;
      tell({ event: 'rejected', path: name, name, failure: failureOf(thrown, where) });
    }
  }

  /** Begins or goes on; settles when it has ended, was paused or failed. NOT_ALLOWED where nothing was offered. */
  async start(wish: { readonly folder: string | null; readonly isKept: boolean }, signal: AbortSignal): Promise<void> {
    const found = this.#startable();
    const { image } = found.look;
    if (!wish.isKept && image !== null) {
      await this.#parts.arrived({ at: { image }, sha256: null, expected: found.expected }, signal);
      return;
    }
    const folder = wish.folder ?? found.folder;
    if (!isAbsolute(folder)) throw notAllowed('folder-not-absolute');
    this.#found = { ...found, folder };
    await this.#receive({ ...found, folder }, signal);
  }

  /** NOT_ALLOWED unless something was offered or paused. */
  assertStartable(): void {
    this.#startable();
  }

  pause(): void {
    this.#pause.abort();
  }

  /** The address of an image that is written straight from its server; looks at it again. */
  async lookAgain(image: Image, signal: AbortSignal): Promise<Image> {
    const url = this.#found?.url;
    const again = url === undefined ? null : await this.#parts.engine.lookAtRemote(url, signal);
    return again?.image ?? image;
  }

  /** Forgets the address, and deletes what a stopped download left. */
  async forget(): Promise<void> {
    const partPath = this.#partPath;
    this.#found = null;
    this.#partPath = null;
    if (partPath !== null) await this.#parts.engine.discardDownload(partPath).catch(() => {}); // a leftover, no harm
  }

  #startable(): Found {
    const { state } = this.#parts.state();
    if (this.#found === null || (state !== 'downloadOffered' && state !== 'downloadPaused')) {
      throw notAllowed('nothing-offered');
    }
    return this.#found;
  }

  async #receive(found: Found, signal: AbortSignal): Promise<void> {
    const { engine, nowMs, tell } = this.#parts;
    const { file } = found.look;
    const { folder, expected } = found;
    this.#pause = new AbortController();
    const pause = this.#pause.signal;
    const speed = new SpeedWindow();
    const show = ({ doneBytes, totalBytes, state: how }: Omit<DownloadProgress, 'partPath'>) => {
      speed.add({ atMs: nowMs(), doneBytes, isReceiving: how === 'receiving' });
      const speedBytesPerSec = how === 'receiving' ? speed.bytesPerSec : null;
      const etaMs = etaOf(doneBytes, totalBytes, speedBytesPerSec);
      tell({ event: 'received', download: { file, folder, doneBytes, totalBytes, how, speedBytesPerSec, etaMs } });
    };
    const before = this.#parts.state();
    const leftBytes = before.state === 'downloadPaused' ? before.doneBytes : 0;
    show({ doneBytes: leftBytes, totalBytes: file.sizeBytes, state: 'receiving' });
    try {
      const stop = AbortSignal.any([signal, pause]);
      const onProgress = (progress: DownloadProgress) => {
        this.#partPath = progress.partPath;
        if (!stop.aborted) show(progress);
      };
      const request = {
        url: found.url,
        folder,
        expectedDigest: expected?.digest ?? null,
      };
      const { path, sha256 } = await engine.download(request, { signal: stop, onProgress });
      this.#partPath = null;
      if (!signal.aborted) await this.#parts.arrived({ at: { path }, sha256, expected }, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      if (thrown instanceof AppError && thrown.failure.code === 'CHECKSUM_MISMATCH') {
        tell({ event: 'rejected', path: file.address, name: file.name, failure: thrown.failure });
        return;
      }
      tell({ event: 'paused', failure: pause.aborted ? null : failureOf(thrown, where) });
    }
  }
}

function etaOf(doneBytes: number, totalBytes: number | null, bytesPerSec: number | null): number | null {
  if (totalBytes === null || bytesPerSec === null || bytesPerSec <= 0) return null;
  return Math.round(((totalBytes - doneBytes) / bytesPerSec) * 1000);
}
