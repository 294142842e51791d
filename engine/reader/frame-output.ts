import type { Writable } from 'node:stream';
import type { FromReader } from '#contract/reader.ts';
import { encodeControl, encodeDataHeader } from '../wire/frame-codec.ts';

/** Sends frames to the host, whole ones, in the order of the calls. */
export class FrameOutput {
  readonly #output: Writable;

  constructor(output: Writable) {
    this.#output = output;
  }

  send(message: FromReader): void {
    if (!this.#output.destroyed) this.#output.write(encodeControl(message));
  }

  /** Settles when the block has left us and may be used again; rejects where the host has gone. */
  sendData(block: Buffer, offsetBytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#output.destroyed) return reject(new Error('The host has gone'));
      // Corked: header and bytes leave in one system call.
      this.#output.cork();
      this.#output.write(encodeDataHeader(offsetBytes, block.length));
      this.#output.write(block, (cause) => (cause ? reject(cause) : resolve()));
      this.#output.uncork();
    });
  }
}
