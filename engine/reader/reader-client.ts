import type { DriveContents } from '#contract/contents.ts';
import type { Downloaded, DownloadProgress, RemoteFile } from '#contract/download.ts';
import type { Drive } from '#contract/drive.ts';
import type { ByteRange } from '#contract/errors.ts';
import type { ExtraDigest, FileIdentity, Image, ImageDigest } from '#contract/image.ts';
import type { SourceProgress } from '#contract/job.ts';
import {
  type FromReader,
  fromReaderSchema,
  type ListOptions,
  type RemotePlace,
  type ToReader,
} from '#contract/reader.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { AppError, CancelledError, fail, failureOf } from '../errors/app-error.ts';
import { type HelperEnd, HelperLink } from '../process/helper-link.ts';

interface Request {
  readonly resolve: (answer: FromReader) => void;
  readonly reject: (thrown: unknown) => void;
  readonly onEvent: ((event: FromReader) => void) | null;
}

type Question = ToReader extends infer M ? (M extends { readonly id: number } ? Omit<M, 'id'> : never) : never;

/** A block map that was named. */
export interface NamedMap {
  readonly blockMapPath?: string | undefined;
}

export interface StreamRequest extends NamedMap {
  readonly path: string;
  readonly file: FileIdentity;
  /** Where the reader shall listen: a name in an empty folder that only the user can enter. The reader removes both. */
  readonly socketPath: string;
  /** Only these bytes, without grants. */
  readonly ranges?: readonly ByteRange[];
  readonly hasSha512?: boolean;
  /** Set where the image lies on a server. */
  readonly remote?: RemotePlace | undefined;
}

export interface DownloadQuestion {
  readonly remote: RemotePlace;
  readonly folder: string;
  readonly expectedDigest: string | null;
}

export interface ContentsQuestion {
  readonly sizeBytes: number;
  readonly sectorSizeBytes: number;
}

export interface ImageStream {
  /** Resolves when the socket can be connected to; rejects like `digest` before that. */
  readonly listening: Promise<void>;
  readonly digest: Promise<ImageDigest>;
  /** Allows the reader to send this many more bytes. */
  grant(bytes: number): void;
}

/** What comes before the one answer. */
const EVENTS: ReadonlySet<FromReader['type']> = new Set([
  'drives',
  'digest-progress',
  'listening',
  'download-progress',
  'source-progress',
  'need-bytes',
]);
/** Longer than the reader gives its own work to end. */
const LEAVE_MS = 3000;
const where = { process: 'host', operation: 'reader' } as const;

/** The engine's side of the reader: starts it on first use and again after it died. */
export class ReaderClient {
  readonly #command: readonly [string, ...string[]];
  #link: HelperLink | null = null;
  #nextId = 1;
  readonly #requests = new Map<number, Request>();

  /** `command` is program and arguments that start the reader. */
  constructor(command: readonly [string, ...string[]]) {
    this.#command = command;
  }

  async list(options: ListOptions): Promise<readonly Drive[]> {
    const answer = await this.#ask({ type: 'list', options } as const);
    if (answer.type !== 'listed') throw unexpected(answer);
    return answer.drives;
  }

  /** Settles when `signal` is aborted or the reader is lost (READER_LOST). */
  async watch(options: ListOptions, changed: (drives: readonly Drive[]) => void, signal: AbortSignal): Promise<void> {
    const onEvent = (event: FromReader) => {
      if (event.type === 'drives') changed(event.drives);
    };
    try {
      await this.#ask({ type: 'watch', options } as const, { signal, onEvent });
    } catch (thrown) {
      if (!(thrown instanceof CancelledError)) throw thrown;
    }
  }

  async inspect(path: string, signal?: AbortSignal, named: NamedMap = {}): Promise<Image> {
    const answer = await this.#ask({ type: 'inspect', path, ...named } as const, { signal });
    if (answer.type !== 'inspected') throw unexpected(answer);
    return answer.image;
  }

  async digest(
    request: NamedMap & { readonly path: string; readonly file: FileIdentity; readonly of: 'file' | 'image' },
    options: {
      readonly signal: AbortSignal;
      readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
      readonly extra?: readonly ExtraDigest[] | undefined;
    },
  ): Promise<ImageDigest> {
    const onEvent = (event: FromReader) => {
      if (event.type === 'digest-progress') options.onProgress?.(event.doneBytes, event.totalBytes);
    };
    const { signal, extra } = options;
    const answer = await this.#ask({ type: 'digest', ...request, extra } as const, { signal, onEvent });
    if (answer.type !== 'digested') throw unexpected(answer);
    return answer.digest;
  }

  /** Decodes the image for whoever connects to the socket; only one stream at a time. */
  stream(
    request: StreamRequest,
    signal: AbortSignal,
    onSource: (progress: SourceProgress) => void = () => {},
  ): ImageStream {
    const id = this.#nextId;
    let isListening: () => void = () => {};
    const listening = new Promise<void>((resolve) => {
      isListening = resolve;
    });
    const onEvent = (event: FromReader) => {
      if (event.type === 'listening') isListening();
      if (event.type !== 'source-progress') return;
      const { doneBytes, totalBytes, isWaiting, isLimit, silentMs } = event;
      onSource({ doneBytes, totalBytes, isWaiting, isLimit, silentMs });
    };
    const digest = this.#ask({ type: 'stream', ...request } as const, { signal, onEvent }).then((answer) => {
      if (answer.type !== 'digested') throw unexpected(answer);
      return answer.digest;
    });
    const ready = Promise.race([listening, digest.then(() => {})]);
    ready.catch(() => {}); // whoever awaits it sees the error
    return {
      listening: ready,
      digest,
      grant: (bytes) => this.#link?.send({ type: 'grant', id, bytes } satisfies ToReader),
    };
  }

  /** What is on a drive whose bytes `readBytes` gives. Its failures are told of single volumes where they are READ_IO. */
  async readContents(
    question: ContentsQuestion,
    {
      signal,
      readBytes,
    }: {
      readonly signal: AbortSignal;
      /** All of the bytes as base64. */
      readonly readBytes: (offsetBytes: number, lengthBytes: number) => Promise<string>;
    },
  ): Promise<DriveContents> {
    const onEvent = (event: FromReader) => {
      if (event.type !== 'need-bytes') return;
      const { id, requestId, offsetBytes, lengthBytes } = event;
      readBytes(offsetBytes, lengthBytes).then(
        (base64) => this.#link?.send({ type: 'bytes', id, requestId, base64 } satisfies ToReader),
        (thrown: unknown) => {
          const failure = failureOf(thrown, where);
          this.#link?.send({ type: 'no-bytes', id, requestId, failure } satisfies ToReader);
        },
      );
    };
    const answer = await this.#ask({ type: 'read-contents', ...question } as const, { signal, onEvent });
    if (answer.type !== 'contents') throw unexpected(answer);
    return answer.contents;
  }

  async lookAtRemote(
    remote: RemotePlace,
    signal?: AbortSignal,
    named: NamedMap = {},
  ): Promise<{ readonly file: RemoteFile; readonly image: Image | null }> {
    const answer = await this.#ask({ type: 'look-at-remote', remote, ...named } as const, { signal });
    if (answer.type !== 'looked-at-remote') throw unexpected(answer);
    return { file: answer.file, image: answer.image };
  }

  async download(
    question: DownloadQuestion,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: DownloadProgress) => void },
  ): Promise<Downloaded> {
    const onEvent = (event: FromReader) => {
      if (event.type !== 'download-progress') return;
      const { doneBytes, totalBytes, state, partPath } = event;
      options.onProgress({ doneBytes, totalBytes, state, partPath });
    };
    const answer = await this.#ask({ type: 'download', ...question } as const, { signal: options.signal, onEvent });
    if (answer.type !== 'downloaded') throw unexpected(answer);
    return answer.result;
  }

  async fetchText(remote: RemotePlace, signal?: AbortSignal): Promise<string> {
    const answer = await this.#ask({ type: 'fetch-text', remote } as const, { signal });
    if (answer.type !== 'fetched') throw unexpected(answer);
    return answer.text;
  }

  /** Deletes what is left of a download that was stopped. */
  async discardDownload(partPath: string): Promise<void> {
    const answer = await this.#ask({ type: 'discard-download', partPath } as const);
    if (answer.type !== 'discarded') throw unexpected(answer);
  }

  /** Ends the reader, or leaves it behind where a read that never returns holds it; open requests fail with READER_LOST. */
  async close(): Promise<void> {
    const link = this.#link;
    if (link === null) return;
    link.closeInput();
    let timer: NodeJS.Timeout | undefined;
    const left = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        link.kill();
        link.leaveBehind();
        resolve();
      }, LEAVE_MS);
    });
    await Promise.race([link.ended, left]);
    clearTimeout(timer);
  }

  #ask(
    question: Question,
    options: {
      readonly signal?: AbortSignal | undefined;
      readonly onEvent?: (event: FromReader) => void;
    } = {},
  ): Promise<FromReader> {
    const id = this.#nextId++;
    const { signal } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new CancelledError());
        return;
      }
      const link = this.#started();
      const abandon = () => link.send({ type: 'abandon', id } satisfies ToReader);
      signal?.addEventListener('abort', abandon, { once: true });
      const settled =
        <A extends readonly unknown[]>(settle: (...args: A) => void) =>
        (...args: A) => {
          signal?.removeEventListener('abort', abandon);
          this.#requests.delete(id);
          settle(...args);
        };
      this.#requests.set(id, {
        resolve: settled(resolve),
        reject: settled(reject),
        onEvent: options.onEvent ?? null,
      });
      link.send({ ...question, id });
    });
  }

  #started(): HelperLink {
    if (this.#link !== null) return this.#link;
    const [program, ...args] = this.#command;
    const link = new HelperLink(
      { program, args, hasOwnSession: true },
      { onMessage: (message) => this.#receive(message, link) },
    );
    this.#link = link;
    void link.ended.then((end) => {
      if (this.#link === link) this.#link = null;
      for (const request of [...this.#requests.values()]) request.reject(lost(end));
    });
    return link;
  }

  #receive(message: unknown, link: HelperLink): void {
    const parsed = fromReaderSchema.safeParse(message);
    if (!parsed.success || (parsed.data.type === 'ready' && parsed.data.protocol !== PROTOCOL_VERSION)) {
      link.kill();
      return;
    }
    const event = parsed.data;
    if (event.type === 'ready') return;
    const request = this.#requests.get(event.id);
    if (request === undefined) return; // abandoned meanwhile
    if (EVENTS.has(event.type)) request.onEvent?.(event);
    else if (event.type !== 'failed') request.resolve(event);
    else request.reject(event.failure === null ? new CancelledError() : new AppError(event.failure));
  }
}

function lost(end: HelperEnd): AppError {
  return fail(
    'READER_LOST',
    { signal: end.signal, exitCode: end.exitCode },
    {
      where,
      message: `The reading process ended (signal ${end.signal}, code ${end.exitCode}): ${end.stderr.slice(-500)}`,
      cause: end.problem ?? undefined,
    },
  );
}

function unexpected(answer: FromReader): Error {
  return new Error(`The reader answered with "${answer.type}"`);
}
