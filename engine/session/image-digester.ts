import { type ImageDigest, plainDigest } from '#contract/image.ts';
import type { ImageState, KnownDigests } from '#contract/session.ts';
import { AppError, CancelledError, failureOf } from '../errors/app-error.ts';
import type { Engine } from '../ports.ts';
import type { SignedDigest } from '../trust/image-signature.ts';
import { digestNeeded, expectedOf, mergeDigests, NO_DIGESTS } from './checksum-state.ts';
import type { ImageEvent } from './image-state.ts';

export interface ImageDigesterParts {
  readonly engine: Pick<Engine, 'digestImage'>;
  readonly nowMs: () => number;
  readonly state: () => ImageState;
  readonly tell: (event: ImageEvent) => void;
}

/** Progress is told at most so often. */
const TOLD_EVERY_MS = 250;

const where = { process: 'host', operation: 'digest' } as const;

/** Reads the chosen image for its checksum: the file first, unpacked only if an expected value is still open then. */
export class ImageDigester {
  readonly #parts: ImageDigesterParts;
  #stop: AbortController | null = null;
  #digests: KnownDigests = NO_DIGESTS;

  constructor(parts: ImageDigesterParts) {
    this.#parts = parts;
  }

  /** Nothing happens where it is already reading, or everything that is asked is known. */
  start(): void {
    const state = this.#parts.state();
    if (this.#stop !== null || state.state !== 'ready') return;
    if (state.image.remote !== undefined) return; // it is read once, while it is written
    const { checksum } = state;
    if (checksum.state !== 'unknown' && digestNeeded(checksum, this.#digests, state.image) === null) return;
    const stop = new AbortController();
    this.#stop = stop;
    void this.#read(stop.signal).finally(() => {
      if (this.#stop === stop) this.#stop = null;
    });
  }

  /** The checksum is then unknown, unless it was not being read. */
  stop(): void {
    if (this.#stop === null) return;
    this.#end();
    this.#parts.tell({ event: 'checksum', change: { event: 'digest-failed', failure: null } });
  }

  /** Another image: nothing is known of it. */
  reset(): void {
    this.#end();
    this.#digests = NO_DIGESTS;
  }

  learn(digests: Pick<KnownDigests, 'fileSha256' | 'imageSha256'>): void {
    this.#digests = mergeDigests(this.#digests, { ...NO_DIGESTS, ...digests });
    if (this.#digests.fileSha256 === null) return;
    this.#end();
    this.#parts.tell({ event: 'checksum', change: { event: 'digested', digests: this.#digests } });
  }

  /**
   * Reads the file once for what a signature over it signs: those digests, and the SHA-256 of the very same bytes. null when
   * it was stopped or failed; the state says so then.
   */
  async readForSignature(
    digests: readonly SignedDigest[],
  ): Promise<{ readonly signed: readonly string[]; readonly fileSha256: string } | null> {
    this.#end();
    const stop = new AbortController();
    this.#stop = stop;
    const { signal } = stop;
    const extra = digests.map(({ algorithm, suffix }) => ({
      ...plainDigest(algorithm),
      suffix: suffix.toString('base64'),
    }));
    try {
      const state = this.#parts.state();
      if (state.state !== 'ready') return null;
      const { image } = state;
      const onProgress = this.#progressTeller(signal);
      onProgress(0, image.file.sizeBytes);
      const digest = await this.#parts.engine.digestImage(image, { of: 'file', signal, onProgress, extra });
      if (signal.aborted || digest.fileSha256 === null) return null;
      this.#digests = mergeDigests(this.#digests, knownFrom(digest, image.layers.length === 0));
      return { signed: digest.extra, fileSha256: digest.fileSha256 };
    } catch (thrown) {
      if (!signal.aborted) this.#failed(thrown);
      return null;
    } finally {
      if (this.#stop === stop) this.#stop = null;
    }
  }

  /** Tells what is known now, and reads for what is still open. */
  tellKnown(): void {
    if (this.#digests.fileSha256 !== null) {
      this.#parts.tell({ event: 'checksum', change: { event: 'digested', digests: this.#digests } });
    }
    this.start();
  }

  #progressTeller(signal: AbortSignal): (doneBytes: number, totalBytes: number) => void {
    const { nowMs, tell } = this.#parts;
    let toldMs = Number.NEGATIVE_INFINITY;
    return (doneBytes, totalBytes) => {
      if (signal.aborted || nowMs() - toldMs < TOLD_EVERY_MS) return;
      toldMs = nowMs();
      tell({ event: 'checksum', change: { event: 'reading', doneBytes, totalBytes } });
    };
  }

  #end(): void {
    this.#stop?.abort(new CancelledError());
    this.#stop = null;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { engine, tell } = this.#parts;
    try {
      for (;;) {
        const state = this.#parts.state();
        if (signal.aborted || state.state !== 'ready') return;
        const { image } = state;
        const of = digestNeeded(state.checksum, this.#digests, image);
        if (of === null) {
          tell({ event: 'checksum', change: { event: 'digested', digests: this.#digests } });
          return;
        }
        const onProgress = this.#progressTeller(signal);
        onProgress(0, image.file.sizeBytes);
        const isSha512 = expectedOf(state.checksum)?.algorithm === 'sha512';
        const extra = isSha512 ? [plainDigest('sha512')] : [];
        const digest = await engine.digestImage(image, { of, signal, onProgress, extra });
        if (signal.aborted) return;
        const isPlain = image.layers.length === 0;
        const sha512 = digest.extra[0] ?? null;
        this.#digests = mergeDigests(this.#digests, {
          ...knownFrom(digest, isPlain),
          fileSha512: isPlain || of === 'file' ? sha512 : null,
          imageSha512: isPlain || of === 'image' ? sha512 : null,
        });
      }
    } catch (thrown) {
      if (signal.aborted) return;
      this.#failed(thrown);
    }
  }

  #failed(thrown: unknown): void {
    const state = this.#parts.state();
    const failure = failureOf(thrown, where);
    if (state.state === 'ready' && thrown instanceof AppError && failure.code === 'IMAGE_CHANGED') {
      const { path, name } = state.image;
      this.#parts.tell({ event: 'rejected', path, name, failure });
      return;
    }
    this.#parts.tell({ event: 'checksum', change: { event: 'digest-failed', failure } });
  }
}

function knownFrom(digest: ImageDigest, isPlain: boolean): KnownDigests {
  return {
    ...NO_DIGESTS,
    fileSha256: digest.fileSha256 ?? (isPlain ? digest.imageSha256 : null),
    imageSha256: digest.imageSha256 ?? (isPlain ? digest.fileSha256 : null),
    ...(digest.embedded === undefined ? {} : { embedded: digest.embedded }),
  };
}
