import type { Writable } from 'node:stream';
import type { FromReader } from '#contract/reader.ts';
import { encodeControl } from '../wire/frame-codec.ts';

/** Sends messages to the host, in the order of the calls. */
export class FrameOutput {
  readonly #output: Writable;

  constructor(output: Writable) {
    this.#output = output;
  }

  send(message: FromReader): void {
    if (!this.#output.destroyed) this.#output.write(encodeControl(message));
  }
}
