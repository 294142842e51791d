import { basename } from 'node:path';
import type { Image } from '#contract/image.ts';
import { type AppFailure, failureSchema } from '#contract/errors.ts';
import type { ExpectAnswer } from '#contract/methods.ts';
import type { ImageState } from '#contract/session.ts';
import type { TrustOutcome } from '#contract/trust.ts';
import { CancelledError, fail, failureOf } from '../errors/app-error.ts';
import type { Engine } from '../ports.ts';
import { cleanText } from '../text/clean-text.ts';
import { ImageDigester } from './image-digester.ts';
import { type Arrived, type DownloadTarget, ImageDownload } from './image-download.ts';
import { type ImageEvent, NO_IMAGE, reduceImage } from './image-state.ts';
import { ImageTrust } from './image-trust.ts';
import type { TrustFile } from '../trust/trust-file.ts';
import { assertMapped } from '../image/block-map/block-map-check.ts';
import { findBlockMap } from '../image/block-map/find-block-map.ts';
import { isBlockMap } from '../image/block-map/parse-block-map.ts';
import type { RecentImages } from './recent-images.ts';
import type { SessionClock } from './session-ports.ts';
import type { Upload, UploadFolder } from './upload-folder.ts';

export interface ChosenImageParts {
  readonly engine: Pick<Engine, 'inspectImage' | 'digestImage' | 'lookAtRemote' | 'download' | 'discardDownload'>;
  readonly uploads: UploadFolder;
  readonly recent: RecentImages;
  readonly clock: SessionClock;
  /** Where downloaded images are kept. */
  readonly downloadFolder: () => Promise<string>;
  /** Called after every change of `state`. */
  readonly changed: () => void;
}

const where = { process: 'host', operation: 'image' } as const;

/** The image every window has chosen, with its checksum; one attempt at a time, a newer one ends the older. */
export class ChosenImage {
  readonly #parts: ChosenImageParts;
  readonly #digester: ImageDigester;
  readonly #download: ImageDownload;
  readonly #trust: ImageTrust;
  #state: ImageState = NO_IMAGE;
  #attempt = new AbortController();
  #settled: Promise<unknown> = Promise.resolve();
  #uploadedPath: string | null = null;

  constructor(parts: ChosenImageParts) {
    this.#parts = parts;
    this.#digester = new ImageDigester({
      engine: parts.engine,
      nowMs: () => parts.clock.nowMs(),
      state: () => this.#state,
      tell: (event) => this.#apply(event),
    });
    this.#download = new ImageDownload({
      engine: parts.engine,
      nowMs: () => parts.clock.nowMs(),
      state: () => this.#state,
      tell: (event) => this.#apply(event),
      folder: parts.downloadFolder,
      arrived: (arrived, signal) => this.#arrived(arrived, signal),
    });
    this.#trust = new ImageTrust({
      state: () => this.#state,
      digester: this.#digester,
      tell: (event) => this.#apply(event),
    });
  }

  get state(): ImageState {
    return this.#state;
  }

  /** Looks at the file; the state it came to, or that of a newer choice. */
  async choose(path: string): Promise<ImageState> {
    const signal = this.#begin();
    this.#apply({ event: 'chosen', path, name: nameOf(path) });
    const settled = this.#inspect(path, signal);
    this.#settled = settled;
    await settled;
    return this.#state;
  }

  /** Goes online and looks at an address; the state it came to, or that of a newer choice. */
  async lookAt(target: DownloadTarget): Promise<ImageState> {
    await this.#download.look(target, this.#begin());
    return this.#state;
  }

  /** Goes online: fetches what was offered, or goes on. Throws NOT_ALLOWED at once; then goes on by itself. */
  download(wish: { readonly folder: string | null; readonly isKept: boolean }): void {
    this.#download.assertStartable();
    void this.#download.start(wish, this.#begin()).catch(() => {}); // every failure is in the state
  }

  pauseDownload(): void {
    this.#download.pause();
  }

  /** Copies a file here and looks at it. False when it was stopped or replaced; DISK_SPACE_LOCAL. */
  async upload(upload: Omit<Upload, 'onProgress'>): Promise<boolean> {
    const ours = this.#begin();
    const signal = AbortSignal.any([ours, upload.signal]);
    const name = cleanText(upload.name);
    this.#apply({ event: 'upload-started', name, totalBytes: upload.totalBytes });
    try {
      const onProgress = (doneBytes: number) => {
        if (!signal.aborted) this.#apply({ event: 'upload-progress', doneBytes });
      };
      const path = await this.#parts.uploads.receive({ ...upload, signal, onProgress });
      if (ours.aborted) return false;
      this.#uploadedPath = path;
      void this.choose(path);
      return true;
    } catch (thrown) {
      if (ours.aborted) return false;
      if (signal.aborted) {
        this.#apply({ event: 'cleared' });
        return false;
      }
      const failure = failureOf(thrown, where);
      this.#apply({ event: 'rejected', path: name, name, failure });
      throw thrown;
    }
  }

  async clear(): Promise<void> {
    this.#begin();
    this.#apply({ event: 'cleared' });
    await Promise.all([this.#dropUpload(null), this.#download.forget(), this.#parts.uploads.clearSmall()]);
  }

  digest(): void {
    this.#digester.start();
  }

  /** Ends the reading; the checksum is unknown again. */
  stopDigest(): void {
    this.#digester.stop();
  }

  /** Uses a pasted value or the text of a checksum file, once the image is known. NOT_ALLOWED where there is none. */
  async expect(text: string, fileName: string | null): Promise<ExpectAnswer> {
    await this.#settled;
    return await this.#trust.expect(this.#ready().image, text, fileName);
  }

  /** Uses checksum files, signatures and keys, once the image is known. NOT_ALLOWED where there is none. */
  async addTrust(files: readonly TrustFile[]): Promise<readonly TrustOutcome[]> {
    await this.#settled;
    const { image } = this.#ready();
    const [map] = files.filter(isBlockMap);
    if (map !== undefined) await this.#holdAgainst(image, map);
    const others = files.filter((file) => !isBlockMap(file));
    const outcomes = others.length === 0 ? [] : await this.#trust.add(image, others);
    const left = [...outcomes];
    return files.flatMap((file) =>
      isBlockMap(file) ? { fileName: cleanText(file.name), outcome: 'used' } : (left.shift() ?? []),
    );
  }

  /** Every pass over the image is held against it from now on. BLOCK_MAP_INVALID: then nothing changes. */
  async #holdAgainst(image: Image, { name, bytes }: TrustFile): Promise<void> {
    const path = await this.#parts.uploads.keepSmall(name, bytes);
    const found = await findBlockMap(image.path, path);
    if (found !== null && image.sizeBytes !== null) assertMapped(found, image.sizeBytes);
    this.#apply({ event: 'mapped', image, blockMap: cleanText(name), blockMapPath: path });
  }

  forgetExpected(): void {
    this.#trust.forget();
  }

  /** Whether the user insists on a raw copy. NOT_ALLOWED where there is no image. */
  allowRaw(isAllowed: boolean): void {
    this.#ready();
    this.#apply({ event: 'raw-allowed', isAllowed });
  }

  /** The image, looked at again: IMAGE_* where it cannot be used any more (the state then says so), NOT_ALLOWED. */
  async lookAgain(): Promise<Image> {
    const { image } = this.#ready();
    const signal = this.#attempt.signal;
    try {
      const now =
        image.remote === undefined
          ? await this.#parts.engine.inspectImage(image.path, signal)
          : await this.#download.lookAgain(image, signal);
      if (JSON.stringify(now.file) === JSON.stringify(image.file)) return image;
      const { path } = image;
      throw fail('IMAGE_CHANGED', { path }, { where, message: `"${path}" changed since it was inspected` });
    } catch (thrown) {
      const failure = failureOf(thrown, where);
      if (signal.aborted) throw changedMeanwhile();
      this.#begin();
      this.#apply({ event: 'rejected', path: image.path, name: image.name, failure });
      throw thrown;
    }
  }

  /** Takes over digests that a job computed anyway. */
  learn(image: Image, digests: { readonly fileSha256: string | null; readonly imageSha256: string | null }): void {
    const state = this.#state;
    if (state.state !== 'ready' || JSON.stringify(state.image.file) !== JSON.stringify(image.file)) return;
    this.#digester.learn(digests);
  }

  async close(): Promise<void> {
    this.#begin();
    await Promise.all([this.#dropUpload(null), this.#parts.uploads.clearSmall()]);
  }

  async #inspect(path: string, signal: AbortSignal): Promise<void> {
    const { engine, recent, clock } = this.#parts;
    try {
      const image = await engine.inspectImage(path, signal);
      if (signal.aborted) return;
      const isUploaded = path === this.#uploadedPath;
      this.#apply({ event: 'inspected', image, isUploaded });
      if (isUploaded) return; // nothing lies beside a copy
      recent.add(image, clock.date());
      void this.#trust.lookBeside(image);
    } catch (thrown) {
      if (signal.aborted || thrown instanceof CancelledError) return;
      const failure = failureOf(thrown, where);
      const isCopy = path === this.#uploadedPath;
      this.#apply({ event: 'rejected', path, name: nameOf(path), failure: isCopy ? ofCopy(failure, path) : failure });
    } finally {
      if (!signal.aborted) await this.#dropUpload(path);
    }
  }

  /** An image from an address is there. */
  async #arrived({ at, sha256, expected }: Arrived, signal: AbortSignal): Promise<void> {
    if ('image' in at) this.#apply({ event: 'streamed', image: at.image });
    else {
      this.#apply({ event: 'chosen', path: at.path, name: nameOf(at.path) });
      this.#settled = this.#inspect(at.path, signal);
      await this.#settled;
    }
    if (signal.aborted || this.#state.state !== 'ready') return;
    const { layers } = this.#state.image;
    if (expected !== null) this.#apply({ event: 'checksum', change: { event: 'expected', expected } });
    if (sha256 !== null) this.#digester.learn({ fileSha256: sha256, imageSha256: layers.length === 0 ? sha256 : null });
  }

  /** Ends what is under way for the image so far. */
  #begin(): AbortSignal {
    this.#attempt.abort(new CancelledError());
    this.#digester.reset();
    this.#trust.reset();
    this.#attempt = new AbortController();
    return this.#attempt.signal;
  }

  /** Deletes the copied image unless it is `kept`. */
  async #dropUpload(kept: string | null): Promise<void> {
    if (this.#uploadedPath === null || this.#uploadedPath === kept) return;
    this.#uploadedPath = null;
    await this.#parts.uploads.clear();
  }

  #ready(): Extract<ImageState, { readonly state: 'ready' }> {
    if (this.#state.state === 'ready') return this.#state;
    throw fail('NOT_ALLOWED', { reason: 'no-image' }, { where, message: 'No image is chosen' });
  }

  #apply(event: ImageEvent): void {
    const next = reduceImage(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    this.#parts.changed();
  }
}

function nameOf(path: string): string {
  return cleanText(basename(path));
}

function changedMeanwhile(): Error {
  return fail('NOT_ALLOWED', { reason: 'image-replaced' }, { where, message: 'Another image was chosen meanwhile' });
}

/** The failure of a dropped file, without the place of our own copy of it: the person knows it by its name. */
function ofCopy(failure: AppFailure, path: string): AppFailure {
  if (!('path' in failure.params) || failure.params.path !== path) return failure;
  return failureSchema.parse({ ...failure, params: { ...failure.params, path: nameOf(path) } });
}
