import type { RemoteFile } from '#contract/download.ts';
import type { FileIdentity, Image, ImageDigest } from '#contract/image.ts';
import type { RemotePlace } from '#contract/reader.ts';
import { type InspectHow, inspectOpenFile } from '../image/inspect-image.ts';
import { NeedsFileError } from '../image/needs-file-error.ts';
import { changed, isSameFile } from '../image/open-image-file.ts';
import { parseAddress } from '../source/address.ts';
import { downloadFailed } from '../source/download-failed.ts';
import { HttpClient } from '../source/http-client.ts';
import type { RemoteRequest } from '../source/open-remote.ts';
import { RemoteImageFile } from '../source/remote-image-file.ts';
import { passOverOpenFile } from './image-pass.ts';
import { type RangesToSend, sendRangesOf } from './send-ranges.ts';
import type { SourceMeter } from './source-meter.ts';

export interface RemoteLook {
  readonly file: RemoteFile;
  /** null: it can be unpacked only once the whole file is there. */
  readonly image: Image | null;
}

/**
 * Looks at an image on a server: its facts, its beginning and, where the server allows ranges, what else recognising it
 * needs. DOWNLOAD_FAILED, IMAGE_* failures; CancelledError after an abort. Nothing is left open.
 */
export async function lookAtRemote(place: RemotePlace, signal: AbortSignal, how: InspectHow = {}): Promise<RemoteLook> {
  return await withClient(place, signal, async (request) => {
    const file = await RemoteImageFile.open(request);
    const { address, name, sizeBytes, canResume, isSecure } = file.facts;
    const told: RemoteFile = { address, name, sizeBytes, canResume, isSecure };
    try {
      const image = await inspectOpenFile(file, signal, how);
      return { file: told, image: { ...image, name, remote: told } };
    } catch (thrown) {
      if (thrown instanceof NeedsFileError) return { file: told, image: null };
      throw thrown;
    }
  });
}

export interface RemoteSource {
  readonly file: FileIdentity;
  readonly signal: AbortSignal;
  readonly meter: SourceMeter;
}

export interface RemotePassOptions extends RemoteSource {
  readonly onBlock: (block: Buffer, offsetBytes: number) => Promise<void>;
  /** SHA-512 as well, of the file and of what it holds. */
  readonly hasSha512: boolean;
  /** A block map that was named. */
  readonly blockMapPath?: string;
}

/**
 * Unpacks an image on its way from the server and computes its digests; the file itself is not kept. IMAGE_CHANGED where
 * the server has another file than the one looked at; besides that DOWNLOAD_FAILED and the failures of `passOverImage`.
 */
export async function passOverRemote(place: RemotePlace, options: RemotePassOptions): Promise<ImageDigest> {
  const { signal, onBlock, hasSha512, blockMapPath } = options;
  const named = blockMapPath === undefined ? {} : { blockMapPath };
  return await withSameFile(place, options, (file) =>
    passOverOpenFile(file, { path: file.path, signal, onBlock, hasSha512, ...named }),
  );
}

/** Like `sendRanges` for an image on a server. Failures of `passOverRemote`. */
export async function sendRemoteRanges(place: RemotePlace, options: RemoteSource & RangesToSend): Promise<ImageDigest> {
  return await withSameFile(place, options, (file) => sendRangesOf(file, options));
}

async function withSameFile(
  place: RemotePlace,
  { file: identity, signal, meter }: RemoteSource,
  use: (file: RemoteImageFile) => Promise<ImageDigest>,
): Promise<ImageDigest> {
  return await withClient(place, signal, async (request) => {
    const file = await RemoteImageFile.open(request, {
      onReceived: (doneBytes) => meter.received(doneBytes),
      onWaiting: (isWaiting) => meter.waits(isWaiting),
    });
    meter.expects(file.facts.sizeBytes);
    try {
      if (!isSameFile(file.identity, identity)) throw changed(file.path);
      return await use(file);
    } catch (thrown) {
      if (!(thrown instanceof NeedsFileError)) throw thrown;
      throw downloadFailed('needs-file', { address: file.path, totalBytes: file.facts.sizeBytes }, thrown);
    } finally {
      await file.close();
    }
  });
}

async function withClient<R>(
  { url, network }: RemotePlace,
  signal: AbortSignal,
  use: (request: RemoteRequest) => Promise<R>,
): Promise<R> {
  const client = new HttpClient(network);
  try {
    return await use({ client, url: addressOf(url), signal });
  } finally {
    await client.close();
  }
}

/** DOWNLOAD_FAILED `bad-address`; what was typed is not repeated. */
export function addressOf(text: string): URL {
  const url = parseAddress(text);
  if (url === null) throw downloadFailed('bad-address', { address: '' });
  return url;
}
