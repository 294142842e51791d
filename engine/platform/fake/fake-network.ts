import type { Downloaded, RemoteFile } from '#contract/download.ts';
import type { Image } from '#contract/image.ts';
import { fail } from '../../errors/app-error.ts';
import { parseAddress, shownAddress } from '../../source/address.ts';
import { downloadFailed } from '../../source/download-failed.ts';
import type { DownloadOptions, DownloadRequest, RemoteLook } from '../../ports.ts';
import { fakeImages, fakeSha256, IMAGE_FOLDER } from './fake-images.ts';

/** The one server of the demo; it has every demo image under its name. */
export const FAKE_HOST = 'images.example.org';
const BYTES_PER_SEC = 60e6;
const STEP_MS = 250;
const where = { process: 'host', operation: 'demo' } as const;

/** A network that is made up: nothing leaves this process. */
export class FakeNetwork {
  readonly #pass: (forMs: number, signal: AbortSignal) => Promise<void>;
  readonly #requests: string[] = [];
  /** Bytes of stopped downloads, by name. */
  readonly #left = new Map<string, number>();

  /** `pass` waits on the clock of the demo. */
  constructor(pass: (forMs: number, signal: AbortSignal) => Promise<void>) {
    this.#pass = pass;
  }

  /** Every address that was asked for, in order. */
  get requests(): readonly string[] {
    return this.#requests;
  }

  async look(url: string): Promise<RemoteLook> {
    const { image, file } = this.#find(url);
    return { file, image: { ...image, path: file.address, remote: file } };
  }

  async download({ url, expectedDigest }: DownloadRequest, options: DownloadOptions): Promise<Downloaded> {
    const { image, file } = this.#find(url);
    const totalBytes = image.file.sizeBytes;
    const resumedBytes = this.#left.get(image.name) ?? 0;
    const partPath = `${IMAGE_FOLDER}/${image.name}.part`;
    const stepBytes = (BYTES_PER_SEC * STEP_MS) / 1000;
    for (let doneBytes = resumedBytes; doneBytes < totalBytes; doneBytes += stepBytes) {
      this.#left.set(image.name, doneBytes);
      options.onProgress({ doneBytes, totalBytes, state: 'receiving', partPath });
      await this.#pass(STEP_MS, options.signal);
    }
    this.#left.delete(image.name);
    const sha256 = fakeSha256(image.name);
    if (expectedDigest !== null && expectedDigest !== sha256) {
      const message = `SHA-256 of "${file.address}" is ${sha256}, expected ${expectedDigest}`;
      throw fail('CHECKSUM_MISMATCH', { expected: expectedDigest, actual: sha256 }, { where, message });
    }
    return { path: image.path, sizeBytes: totalBytes, sha256, resumedBytes, file };
  }

  /** The demo's network has images and nothing else. */
  async fetchText(url: string): Promise<string> {
    const parsed = parseAddress(url);
    const address = parsed === null ? '' : shownAddress(parsed);
    if (parsed !== null) this.#requests.push(address);
    throw downloadFailed(parsed === null ? 'bad-address' : 'offline', { address });
  }

  async discard(partPath: string): Promise<void> {
    this.#left.delete(partPath.slice(IMAGE_FOLDER.length + 1, -'.part'.length));
  }

  #find(url: string): { readonly image: Image; readonly file: RemoteFile } {
    const parsed = parseAddress(url);
    if (parsed === null) throw downloadFailed('bad-address', { address: '' });
    const address = shownAddress(parsed);
    this.#requests.push(address);
    if (parsed.hostname !== FAKE_HOST) throw downloadFailed('offline', { address });
    const name = parsed.pathname.split('/').at(-1);
    const image = fakeImages.find((one) => one.name === name);
    if (image === undefined) throw downloadFailed('status', { address, httpStatus: 404 });
    const isSecure = parsed.protocol === 'https:';
    const file = { address, name: image.name, sizeBytes: image.file.sizeBytes, canResume: true, isSecure };
    return { image, file };
  }
}
