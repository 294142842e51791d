import { createServer, type Server, type Socket } from 'node:net';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Medium, MediumError } from './medium.ts';

/** Numbers of the NBD protocol. Source: the protocol's own text, doc/proto.md of the nbd project, "Values". */
const GREETING = Buffer.from('NBDMAGICIHAVEOPT\0\x01'); // fixed newstyle
const OPTION_REPLY = 0x3e889045565a9n;
const OPTION = { exportName: 1, abort: 2, info: 6, go: 7 } as const;
const REPLY = { ack: 1, info: 3, unsupported: 0x80000001 } as const;
const COMMAND = { read: 0, write: 1, disconnect: 2, flush: 3 } as const;
const REQUEST_BYTES = 28;
const HAS_FLAGS_AND_FLUSH = 1 | 4;
const EIO = 5;
const HANG_LOOK_MS = 50;

/** Serves a medium to the emulator over a local socket, as the memory of a stick. */
export class MediumServer {
  readonly socketPath: string;
  readonly #medium: Medium;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isClosed = false;

  constructor(medium: Medium, socketPath: string) {
    this.#medium = medium;
    this.socketPath = socketPath;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      this.#serve(socket).catch(() => socket.destroy());
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(this.socketPath, resolve);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await rm(this.socketPath, { force: true });
  }

  async #serve(socket: Socket): Promise<void> {
    const input = new ByteInput(socket);
    socket.write(GREETING);
    await input.take(4);
    if (!(await this.#agree(socket, input))) return;
    let answered = Promise.resolve();
    for (;;) {
      const request = await input.take(REQUEST_BYTES);
      const command = request.readUInt16BE(6);
      const handle = request.subarray(8, 16);
      const offsetBytes = Number(request.readBigUInt64BE(16));
      const lengthBytes = request.readUInt32BE(24);
      const data = command === COMMAND.write ? await input.take(lengthBytes) : null;
      if (command === COMMAND.disconnect) return;
      // one after the other, as a stick does
      answered = answered.then(() => this.#answer(socket, { command, handle, offsetBytes, lengthBytes, data }));
      await answered;
    }
  }

  /** Options before the first request; false if the client went away. Source: proto.md, "Option types". */
  async #agree(socket: Socket, input: ByteInput): Promise<boolean> {
    const size = Buffer.alloc(10);
    size.writeBigUInt64BE(BigInt(this.#medium.sizeBytes));
    size.writeUInt16BE(HAS_FLAGS_AND_FLUSH, 8);
    for (;;) {
      const head = await input.take(16);
      const option = head.readUInt32BE(8);
      await input.take(head.readUInt32BE(12));
      if (option === OPTION.exportName) {
        socket.write(Buffer.concat([size, Buffer.alloc(124)]));
        return true;
      }
      if (option === OPTION.go || option === OPTION.info) {
        socket.write(optionReply(option, REPLY.info, Buffer.concat([Buffer.from([0, 0]), size])));
        socket.write(optionReply(option, REPLY.ack, Buffer.alloc(0)));
        if (option === OPTION.go) return true;
      } else {
        socket.write(optionReply(option, option === OPTION.abort ? REPLY.ack : REPLY.unsupported, Buffer.alloc(0)));
        if (option === OPTION.abort) return false;
      }
    }
  }

  async #answer(socket: Socket, request: Request): Promise<void> {
    while (this.#medium.isHanging && !this.#isClosed) await delay(HANG_LOOK_MS);
    let error = 0;
    let body: Buffer = Buffer.alloc(0);
    try {
      if (request.command === COMMAND.read) body = this.#medium.read(request.offsetBytes, request.lengthBytes);
      if (request.command === COMMAND.flush) this.#medium.flush();
      if (request.data !== null) {
        const tookMs = this.#medium.write(request.offsetBytes, request.data);
        if (tookMs >= 1) await delay(tookMs);
      }
    } catch (thrown) {
      if (!(thrown instanceof MediumError)) throw thrown;
      error = EIO;
    }
    const head = Buffer.alloc(16);
    head.writeUInt32BE(0x67446698);
    head.writeUInt32BE(error, 4);
    request.handle.copy(head, 8);
    if (!socket.destroyed) socket.write(error === 0 ? Buffer.concat([head, body]) : head);
  }
}

interface Request {
  readonly command: number;
  readonly handle: Buffer;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly data: Buffer | null;
}

function optionReply(option: number, type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(20);
  head.writeBigUInt64BE(OPTION_REPLY);
  head.writeUInt32BE(option, 8);
  head.writeUInt32BE(type, 12);
  head.writeUInt32BE(data.length, 16);
  return Buffer.concat([head, data]);
}

/** Takes so many bytes at a time out of a stream; rejects at its end. */
class ByteInput {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #hasEnded = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      this.#wake();
    });
    socket.on('close', () => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  async take(lengthBytes: number): Promise<Buffer> {
    while (this.#bytes < lengthBytes) {
      if (this.#hasEnded) throw new Error('The emulator is gone');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const all = this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks);
    this.#chunks = all.length > lengthBytes ? [all.subarray(lengthBytes)] : [];
    this.#bytes = all.length - lengthBytes;
    return all.subarray(0, lengthBytes);
  }
}
