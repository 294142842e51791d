import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { type FromLook, fromLookSchema, type ToLook } from '#contract/look.ts';
import { encodeControl, FrameDecoder } from '#engine/wire/frame-codec.ts';

const MAIN = path.join(import.meta.dirname, '../../engine/helper/main.ts');

/** A real looking process with a parent that may say anything. Call `close` in a finally. */
export class LookChild {
  readonly messages: FromLook[] = [];
  /** Exit code and signal, once it has ended and its output was read. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  #hasEnded = false;
  #nextId = 1;
  #waiting: (() => void)[] = [];

  constructor() {
    this.#child = spawn(process.execPath, [MAIN, 'look', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const decoder = new FrameDecoder({
      control: (message) => {
        this.messages.push(fromLookSchema.parse(message));
        this.#wake();
      },
      dataBegin: () => {
        throw new Error('The looking process sent data frames');
      },
      dataPiece: () => {},
    });
    this.#child.stdin?.on('error', () => undefined); // it may have ended already
    this.#child.stdout?.on('data', (chunk: Buffer) => decoder.push(chunk));
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (exitCode, signal) => {
        this.#hasEnded = true;
        this.#wake();
        resolve({ exitCode, signal });
      });
    });
  }

  sendBytes(bytes: Uint8Array): void {
    this.#child.stdin?.write(bytes);
  }

  send(message: ToLook): void {
    this.sendBytes(encodeControl(message));
  }

  hangUp(): void {
    this.#child.stdin?.end();
  }

  /** The bytes of one reading; throws where the process ends without them. */
  async read(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const requestId = this.#nextId++;
    this.send({ type: 'read', requestId, offsetBytes, lengthBytes });
    const answer = await this.#find((message) => message.type === 'bytes' && message.requestId === requestId);
    if (answer.type !== 'bytes') throw new Error(`"${answer.type}" instead of bytes`);
    return Buffer.from(answer.base64, 'base64');
  }

  /** The first message of the type, waited for; throws where the process ends without it. */
  async message<T extends FromLook['type']>(type: T): Promise<Extract<FromLook, { readonly type: T }>> {
    const found = await this.#find((message) => message.type === type);
    if (isOf(found, type)) return found;
    throw new Error(`"${found.type}" instead of "${type}"`);
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  async #find(fits: (message: FromLook) => boolean): Promise<FromLook> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found !== undefined) return found;
      if (this.#hasEnded) throw new Error(`The looking process ended: ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function isOf<T extends FromLook['type']>(
  message: FromLook,
  type: T,
): message is Extract<FromLook, { readonly type: T }> {
  return message.type === type;
}
