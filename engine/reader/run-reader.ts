import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { DriveContents } from '#contract/contents.ts';
import type { Downloaded, DownloadProgress } from '#contract/download.ts';
import type { ImageDigest } from '#contract/image.ts';
import { type FromReader, type ToReader, toReaderSchema } from '#contract/reader.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { CancelledError, failureOf } from '../errors/app-error.ts';
import { type InspectHow, inspectImage } from '../image/inspect-image.ts';
import type { DriveLister } from '../platform/drive-port.ts';
import { FrameDecoder, FrameError } from '../wire/frame-codec.ts';
import { AskedBytes } from './asked-bytes.ts';
import { Credit } from './credit.ts';
import { DataSocket } from './data-socket.ts';
import { passOverFile } from './file-pass.ts';
import { FrameOutput } from './frame-output.ts';
import { passOverImage } from './image-pass.ts';
import { freeYoungMemory } from './free-young-memory.ts';
import { sendRanges } from './send-ranges.ts';
import { SourceMeter } from './source-meter.ts';

/** At most four reports per second. */
const PROGRESS_EVERY_MS = 250;
/** Longest wait for requests to end when the host has gone; a disk that hangs may hold one for ever. */
const END_WAIT_MS = 1000;

type Request = Exclude<ToReader, { type: 'grant' | 'abandon' | 'bytes' | 'no-bytes' }>;

interface Running {
  readonly type: Request['type'];
  readonly controller: AbortController;
  readonly credit: Credit;
  /** Of a drive that only the host can have read. */
  asked: AskedBytes | null;
}

/**
 * The reader process: serves the requests of `contract/reader.ts` that arrive on `input`, side by side, until
 * `input` ends or sends something that is no request. Then everything under way is stopped (children have
 * ended, files are closed) and the promise is settled; it never rejects.
 */
export async function runReader(input: Readable, output: Writable): Promise<void> {
  const reader = new Reader(new FrameOutput(output));
  const decoder = new FrameDecoder({
    control: (message) => reader.receive(message),
    dataBegin: () => {
      throw new FrameError('The reader takes no data frames');
    },
    dataPiece: () => undefined,
  });
  const ended = Promise.race([readAll(input, decoder), finished(output, { readable: false })]);
  reader.sayReady();
  await ended.catch(() => undefined); // no host, no one to tell: stopping is the answer
  await reader.stop();
  input.destroy();
}

async function readAll(input: Readable, decoder: FrameDecoder): Promise<void> {
  for await (const chunk of input) decoder.push(chunk);
}

class Reader {
  readonly #output: FrameOutput;
  readonly #running = new Map<number, Running>();
  readonly #tasks = new Set<Promise<void>>();

  constructor(output: FrameOutput) {
    this.#output = output;
  }

  sayReady(): void {
    this.#output.send({ type: 'ready', protocol: PROTOCOL_VERSION, pid: process.pid });
  }

  /** Throws a FrameError for anything that is no request; that ends the reader. */
  receive(message: unknown): void {
    const parsed = toReaderSchema.safeParse(message);
    if (!parsed.success) throw new FrameError('Not a request', { cause: parsed.error });
    const request = parsed.data;
    // Grants and abandons for what has just ended cross its answer on the way: nothing to do.
    if (request.type === 'grant') this.#running.get(request.id)?.credit.grant(request.bytes);
    else if (request.type === 'abandon') this.#running.get(request.id)?.controller.abort();
    else if (request.type === 'bytes') this.#running.get(request.id)?.asked?.arrived(request.requestId, request.base64);
    else if (request.type === 'no-bytes')
      this.#running.get(request.id)?.asked?.failed(request.requestId, request.failure);
    else this.#start(request);
  }

  async stop(): Promise<void> {
    for (const { controller } of this.#running.values()) controller.abort();
    const timeUp = new Promise<void>((resolve) => setTimeout(resolve, END_WAIT_MS).unref());
    await Promise.race([Promise.all(this.#tasks), timeUp]);
  }

  #start(request: Request): void {
    if (this.#running.has(request.id)) throw new FrameError(`Request number ${request.id} twice`);
    const isSecondStream =
      request.type === 'stream' && [...this.#running.values()].some(({ type }) => type === 'stream');
    if (isSecondStream) throw new FrameError('A second stream beside the first one');
    const running: Running = {
      type: request.type,
      controller: new AbortController(),
      credit: new Credit(),
      asked: null,
    };
    this.#running.set(request.id, running);
    const task = this.#serve(request, running).finally(() => {
      this.#tasks.delete(task);
      freeYoungMemory(); // looking at an image or at drives leaves as much behind as a pass over one
    });
    this.#tasks.add(task);
  }

  /** Answers once: with the result, with the failure, or, as soon as it is abandoned, with `null`. */
  async #serve(request: Request, running: Running): Promise<void> {
    const { id } = request;
    const { signal } = running.controller;
    let isAnswered = false;
    const answer = (message: FromReader) => {
      if (isAnswered) return;
      isAnswered = true;
      this.#running.delete(id);
      this.#output.send(message);
    };
    // At once, even where a read from a slow disk still holds the work.
    signal.addEventListener('abort', () => answer({ type: 'failed', id, failure: null }));
    try {
      answer(await this.#answerTo(request, running));
    } catch (cause) {
      const where = { process: 'reader', operation: request.type } as const;
      const failure = cause instanceof CancelledError ? null : failureOf(cause, where);
      answer({ type: 'failed', id, failure });
    }
  }

  async #answerTo(request: Request, running: Running): Promise<FromReader> {
    const { id } = request;
    const { signal } = running.controller;
    switch (request.type) {
      case 'list':
        return { type: 'listed', id, drives: await (await lister()).list(request.options) };
      case 'watch': {
        const tell = (drives: Awaited<ReturnType<DriveLister['list']>>) => {
          if (!signal.aborted) this.#output.send({ type: 'drives', id, drives });
        };
        await (await lister()).watch(request.options, tell, signal);
        return { type: 'failed', id, failure: null };
      }
      case 'inspect':
        return { type: 'inspected', id, image: await inspectImage(request.path, signal, mapIn(request)) };
      case 'digest':
        return { type: 'digested', id, digest: await this.#digest(request, signal) };
      case 'stream':
        return { type: 'digested', id, digest: await this.#stream(request, running) };
      case 'read-contents':
        return { type: 'contents', id, contents: await this.#readContents(request, running) };
      case 'look-at-remote': {
        const { lookAtRemote } = await import('./remote-pass.ts');
        return { type: 'looked-at-remote', id, ...(await lookAtRemote(request.remote, signal, mapIn(request))) };
      }
      case 'download':
        return { type: 'downloaded', id, result: await this.#download(request, signal) };
      case 'fetch-text': {
        const { fetchText } = await import('../source/fetch-text.ts');
        return { type: 'fetched', id, text: await fetchText(request.remote, signal) };
      }
      case 'discard-download': {
        const { discardPart } = await import('../source/part-file.ts');
        await discardPart(request.partPath);
        return { type: 'discarded', id };
      }
    }
  }

  async #readContents(
    { id, sizeBytes, sectorSizeBytes }: Extract<Request, { type: 'read-contents' }>,
    running: Running,
  ): Promise<DriveContents> {
    const { readContents } = await import('../contents/read-contents.ts');
    const asked = new AskedBytes(id, sizeBytes, (message) => this.#output.send(message));
    running.asked = asked;
    return await readContents(asked.bytes, { sectorSizeBytes, signal: running.controller.signal });
  }

  async #download(request: Extract<Request, { type: 'download' }>, signal: AbortSignal): Promise<Downloaded> {
    const { id, folder, expectedDigest, remote } = request;
    const { addressOf } = await import('./remote-pass.ts');
    const { downloadFile } = await import('../source/download-file.ts');
    let toldAtMs = 0;
    let toldState = '';
    const onProgress = (progress: DownloadProgress) => {
      const nowMs = performance.now();
      const isDue = nowMs - toldAtMs >= PROGRESS_EVERY_MS || progress.state !== toldState;
      if (!isDue || signal.aborted) return;
      toldAtMs = nowMs;
      toldState = progress.state;
      this.#output.send({ type: 'download-progress', id, ...progress });
    };
    const { network } = remote;
    return await downloadFile({ url: addressOf(remote.url), network, folder, expectedDigest, signal, onProgress });
  }

  #digest(request: Extract<Request, { type: 'digest' }>, signal: AbortSignal): Promise<ImageDigest> {
    const { id, path, file, extra = [] } = request;
    let toldAtMs = performance.now();
    const onProgress = (doneBytes: number, totalBytes: number) => {
      const nowMs = performance.now();
      if (nowMs - toldAtMs < PROGRESS_EVERY_MS || signal.aborted) return;
      toldAtMs = nowMs;
      this.#output.send({ type: 'digest-progress', id, doneBytes, totalBytes });
    };
    const pass = request.of === 'file' ? passOverFile : passOverImage;
    return pass({ path, file, signal, onProgress, extra, ...mapIn(request) });
  }

  async #stream(request: Extract<Request, { type: 'stream' }>, { controller, credit }: Running): Promise<ImageDigest> {
    const { id, path, file, socketPath, ranges, hasSha512 = false } = request;
    const { signal } = controller;
    const socket = await DataSocket.listen(socketPath);
    const stop = () => void socket.close(); // also a receiver that takes nothing holds nothing up
    signal.addEventListener('abort', stop, { once: true });
    try {
      this.#output.send({ type: 'listening', id });
      const { remote } = request;
      const meter = new SourceMeter((progress) => {
        if (!signal.aborted) this.#output.send({ type: 'source-progress', id, ...progress });
      });
      if (ranges !== undefined) {
        const send = (bytes: Buffer, offsetBytes: number) => socket.send(bytes, offsetBytes);
        if (remote === undefined) return await sendRanges({ path, file, ranges, signal, send });
        const { sendRemoteRanges } = await import('./remote-pass.ts');
        return await sendRemoteRanges(remote, { file, ranges, signal, send, meter });
      }
      let before: Promise<void> = Promise.resolve();
      const onBlock = (block: Buffer, offsetBytes: number) => {
        // Blocks queue for their credit one behind the other: frames stay in order.
        before = before.then(() => meter.held(() => credit.take(block.length, signal)));
        return before.then(() => socket.send(block, offsetBytes));
      };
      if (remote === undefined) return await passOverImage({ path, file, signal, onBlock, ...mapIn(request) });
      const { passOverRemote } = await import('./remote-pass.ts');
      return await passOverRemote(remote, { file, signal, onBlock, meter, hasSha512, ...mapIn(request) });
    } finally {
      signal.removeEventListener('abort', stop);
      await socket.close();
    }
  }
}

function mapIn({ blockMapPath }: { readonly blockMapPath?: string | undefined }): InspectHow {
  return blockMapPath === undefined ? {} : { blockMapPath };
}

async function lister(): Promise<DriveLister> {
  const { driveLister } = await import('../platform/index.ts');
  return driveLister();
}
