import { ControlLine } from './control-line.ts';
import type { Arguments } from './stick.ts';

const COMMAND_LIMIT_MS = 60_000;
const REMOVE_LIMIT_MS = 120_000;

/** QEMU's monitor. Source: docs/interop/qmp-spec.txt of QEMU. */
export class Monitor {
  readonly #line: ControlLine;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #removed = new Map<string, () => void>();
  #nextId = 1;

  private constructor(line: ControlLine) {
    this.#line = line;
    line.onMessage((message) => this.#receive(message));
  }

  static async open(socketPath: string): Promise<Monitor> {
    const monitor = new Monitor(await ControlLine.open(socketPath));
    await monitor.command('qmp_capabilities', {});
    return monitor;
  }

  /** Rejects with QEMU's own words. */
  command(execute: string, args: Arguments): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`QEMU does not answer ${execute}`)), COMMAND_LIMIT_MS);
      const done = () => {
        clearTimeout(limit);
        this.#waiting.delete(id);
      };
      this.#waiting.set(id, {
        resolve: (value) => {
          done();
          resolve(value);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      this.#line.send({ execute, arguments: args, id });
    });
  }

  /** Takes a device out and waits until it is gone. */
  async remove(device: string): Promise<void> {
    const gone = new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`QEMU does not let go of ${device}`)), REMOVE_LIMIT_MS);
      this.#removed.set(device, () => {
        clearTimeout(limit);
        resolve();
      });
    });
    await this.command('device_del', { id: device });
    await gone;
  }

  close(): void {
    this.#line.close();
  }

  #receive(message: Readonly<Record<string, unknown>>): void {
    const { event, id, error, data } = message;
    if (event === 'DEVICE_DELETED' && isRecord(data)) this.#removed.get(String(data.device))?.();
    if (typeof id !== 'number') return;
    const waiting = this.#waiting.get(id);
    if (isRecord(error)) waiting?.reject(new Error(`QEMU: ${String(error.desc)}`));
    else waiting?.resolve(message.return);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
