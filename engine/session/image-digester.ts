import type { ImageState, KnownDigests } from '#contract/session.ts';
import { AppError, CancelledError, failureOf } from '../errors/app-error.ts';
import type { Engine } from '../ports.ts';
import { digestNeeded, mergeDigests, NO_DIGESTS } from './checksum-state.ts';
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
    if (checksum.state === 'computed' || checksum.state === 'matched' || checksum.state === 'mismatched') return;
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

  learn(digests: KnownDigests): void {
    this.#digests = mergeDigests(this.#digests, digests);
    if (this.#digests.fileSha256 === null) return;
    this.#end();
    this.#parts.tell({ event: 'checksum', change: { event: 'digested', digests: this.#digests } });
  }

  #end(): void {
    this.#stop?.abort(new CancelledError());
    this.#stop = null;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { engine, nowMs, tell } = this.#parts;
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
        let toldMs = Number.NEGATIVE_INFINITY;
        const onProgress = (doneBytes: number, totalBytes: number) => {
          if (signal.aborted || nowMs() - toldMs < TOLD_EVERY_MS) return;
          toldMs = nowMs();
          tell({ event: 'checksum', change: { event: 'reading', doneBytes, totalBytes } });
        };
        onProgress(0, image.file.sizeBytes);
        const digest = await engine.digestImage(image, { of, signal, onProgress });
        if (signal.aborted) return;
        const isPlain = image.layers.length === 0;
        this.#digests = mergeDigests(this.#digests, {
          fileSha256: digest.fileSha256 ?? (isPlain ? digest.imageSha256 : null),
          imageSha256: digest.imageSha256 ?? (isPlain ? digest.fileSha256 : null),
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
