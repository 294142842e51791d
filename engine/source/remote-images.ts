import type { Downloaded, Network } from '#contract/download.ts';
import type { Image } from '#contract/image.ts';
import type { RemotePlace } from '#contract/reader.ts';
import type { DownloadOptions, DownloadRequest, InspectOptions, RemoteLook } from '../ports.ts';
import type { ReaderClient } from '../reader/reader-client.ts';
import { downloadFailed } from './download-failed.ts';

/** Images on servers: knows the addresses as they were typed, which no image, plan or receipt carries. */
export class RemoteImages {
  readonly #reader: ReaderClient;
  readonly #network: (url: string) => Network | Promise<Network>;
  /** By `file.inode` of the image. */
  readonly #urls = new Map<string, string>();

  constructor(reader: ReaderClient, network: (url: string) => Network | Promise<Network>) {
    this.#reader = reader;
    this.#network = network;
  }

  async look(url: string, signal?: AbortSignal, options: InspectOptions = {}): Promise<RemoteLook> {
    const found = await this.#reader.lookAtRemote({ url, network: await this.#network(url) }, signal, options);
    if (found.image !== null) this.#urls.set(found.image.file.inode, url);
    return found;
  }

  async download({ url, folder, expectedDigest }: DownloadRequest, options: DownloadOptions): Promise<Downloaded> {
    const remote = { url, network: await this.#network(url) };
    return await this.#reader.download({ remote, folder, expectedDigest }, options);
  }

  async fetchText(url: string, signal?: AbortSignal): Promise<string> {
    return await this.#reader.fetchText({ url, network: await this.#network(url) }, signal);
  }

  /** Where an image that was looked at lies; null for one on a disk. DOWNLOAD_FAILED where its address is forgotten. */
  async placeOf(image: Image): Promise<RemotePlace | null> {
    if (image.remote === undefined) return null;
    const url = this.#urls.get(image.file.inode);
    if (url === undefined) throw downloadFailed('bad-address', { address: image.path });
    return { url, network: await this.#network(url) };
  }
}
