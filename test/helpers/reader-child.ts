import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { FileIdentity } from '#contract/image.ts';
import { type FromReader, fromReaderSchema, type ToReader } from '#contract/reader.ts';
import { encodeControl, FrameDecoder } from '#engine/wire/frame-codec.ts';

const MAIN = path.join(import.meta.dirname, '../../engine/helper/main.ts');

export interface DataFrame {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** A real reader process, spoken to over its pipes. Call `close` in a finally. */
export class ReaderChild {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly messages: FromReader[] = [];
  readonly frames: DataFrame[] = [];
  /** Settles when the process has ended and its output was read. */
  readonly ended: Promise<number | null>;
  dataBytes = 0;
  readonly #hash = createHash('sha256');
  readonly #socketPaths = new Map<number, string>();
  #data: Socket | null = null;
  #waiting: (() => void)[] = [];

  /** `main` is the program to run: by default from source. */
  constructor(main = MAIN) {
    this.child = spawn(process.execPath, [main, 'reader', '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const decoder = new FrameDecoder({
      control: (message) => {
        const parsed = fromReaderSchema.parse(message);
        this.messages.push(parsed);
        if (parsed.type === 'listening') this.#connect(parsed.id);
        this.#wake();
      },
      dataBegin: () => {
        throw new Error('The reader sent data to its host');
      },
      dataPiece: () => {},
    });
    this.child.stdin.on('error', () => undefined);
    this.child.stdout.on('data', (chunk: Buffer) => decoder.push(chunk));
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code) => {
        this.#wake();
        resolve(code);
      });
    });
  }

  send(message: ToReader): void {
    this.child.stdin.write(encodeControl(message));
  }

  /** Asks for a stream and connects to it as soon as the reader listens. */
  stream(request: { readonly id: number; readonly path: string; readonly file: FileIdentity }): void {
    const socketPath = path.join(mkdtempSync(path.join(tmpdir(), 'stickwright-')), 'image');
    this.#socketPaths.set(request.id, socketPath);
    this.send({ type: 'stream', ...request, socketPath });
  }

  /** Takes no data until `resumeData`. */
  pauseData(): void {
    this.#data?.pause();
  }

  resumeData(): void {
    this.#data?.resume();
  }

  /** Folders of sockets that the reader should have removed. */
  socketFolders(): readonly string[] {
    return [...this.#socketPaths.values()].map((socketPath) => path.dirname(socketPath)).filter(existsSync);
  }

  /** Settles when `isTrue` holds; checked after everything that arrives. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      if (this.child.exitCode !== null) throw new Error('The reader has ended');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The answer to request `id`, waited for. */
  async answer(id: number): Promise<FromReader> {
    const find = () =>
      this.messages.find(
        (message) =>
          'id' in message && message.id === id && !['digest-progress', 'drives', 'listening'].includes(message.type),
      );
    await this.until(() => find() !== undefined);
    const found = find();
    if (found === undefined) throw new Error('unreachable');
    return found;
  }

  dataSha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Process ids of its children, from the kernel. */
  children(): readonly number[] {
    const { pid } = this.child;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((text) => text.trim() !== '')
      .map(Number);
  }

  async close(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
    this.#data?.destroy();
    for (const folder of this.socketFolders()) rmSync(folder, { recursive: true });
  }

  #connect(id: number): void {
    const decoder = new FrameDecoder({
      control: () => {
        throw new Error('The reader sent a message where only data is expected');
      },
      dataBegin: (offsetBytes, lengthBytes) => {
        this.frames.push({ offsetBytes, lengthBytes });
      },
      dataPiece: (piece) => {
        this.dataBytes += piece.length;
        this.#hash.update(piece);
        this.#wake();
      },
    });
    this.#data = connect(this.#socketPaths.get(id) ?? '');
    this.#data.on('data', (chunk) => decoder.push(Buffer.from(chunk)));
    this.#data.on('error', () => undefined); // a stream that was stopped at once listens no more
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
