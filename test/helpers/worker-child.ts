import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { WorkerDrive, WorkerPlan } from '#contract/worker.ts';
import { type FromWorker, fromWorkerSchema, type ToWorker } from '#contract/worker.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { readIdentity } from '#engine/platform/linux/identity.ts';
import { encodeControl, FrameDecoder } from '#engine/wire/frame-codec.ts';

const MAIN = path.join(import.meta.dirname, '../../engine/helper/main.ts');

/** A real worker process with a parent that may say anything. Call `close` in a finally. */
export class WorkerChild {
  readonly child: ChildProcess;
  readonly messages: FromWorker[] = [];
  /** Exit code and signal, once it has ended and its output was read. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
  #waiting: (() => void)[] = [];

  /** `imageFd` becomes the worker's descriptor 3. */
  constructor(imageFd: number | null = null) {
    this.child = spawn(process.execPath, [MAIN, 'worker', '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit', imageFd ?? 'ignore'],
    });
    const decoder = new FrameDecoder({
      control: (message) => {
        this.messages.push(fromWorkerSchema.parse(message));
        this.#wake();
      },
      dataBegin: () => {
        throw new Error('The worker sent data to its host');
      },
      dataPiece: () => {},
    });
    this.child.stdin?.on('error', () => undefined); // it may have ended already
    this.child.stdout?.on('data', (chunk: Buffer) => decoder.push(chunk));
    this.ended = new Promise((resolve) => {
      this.child.on('close', (exitCode, signal) => {
        this.#wake();
        resolve({ exitCode, signal });
      });
    });
  }

  sendBytes(bytes: Uint8Array): void {
    this.child.stdin?.write(bytes);
  }

  /** Any object, also one that the schema forbids. */
  sendObject(message: object): void {
    this.sendBytes(encodeControl(message));
  }

  send(message: ToWorker): void {
    this.sendObject(message);
  }

  start(plan: WorkerPlan): void {
    this.send({ type: 'start', protocol: PROTOCOL_VERSION, plan });
  }

  hangUp(): void {
    this.child.stdin?.end();
  }

  /** The first message of the type, waited for; throws where the worker ends without it. */
  async message<T extends FromWorker['type']>(type: T): Promise<Extract<FromWorker, { readonly type: T }>> {
    for (;;) {
      for (const message of this.messages) if (isOf(message, type)) return message;
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`The worker ended without "${type}"`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function isOf<T extends FromWorker['type']>(
  message: FromWorker,
  type: T,
): message is Extract<FromWorker, { readonly type: T }> {
  return message.type === type;
}

/** A loop device as a worker's plan names it. */
export async function plannedDrive(devicePath: string): Promise<WorkerDrive> {
  const identity = await readIdentity(devicePath);
  return { driveId: 'drive', identity, sectorSizeBytes: 512, isVirtual: true, isUnlocked: false, continueBytes: 0 };
}
