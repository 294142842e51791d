import type { SeekableBytes } from '../seekable-bytes.ts';
import type { Patch } from './vhdx-log.ts';

/** Bytes of a file as they will be once `patches` are carried out, one after the other; the file itself stays as it is. */
export class PatchedBytes implements SeekableBytes {
  readonly sizeBytes: number;
  readonly #bytes: SeekableBytes;
  readonly #patches: readonly Patch[];

  constructor(bytes: SeekableBytes, patches: readonly Patch[]) {
    this.#bytes = bytes;
    this.#patches = patches;
    this.sizeBytes = bytes.sizeBytes;
  }

  async readAt(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const read = await this.#bytes.readAt(offsetBytes, lengthBytes);
    const endBytes = offsetBytes + read.length;
    for (const patch of this.#patches) {
      const from = Math.max(offsetBytes, patch.atBytes);
      const to = Math.min(endBytes, patch.atBytes + patch.lengthBytes);
      if (from >= to) continue;
      if (patch.bytes === null) read.fill(0, from - offsetBytes, to - offsetBytes);
      else patch.bytes.copy(read, from - offsetBytes, from - patch.atBytes, to - patch.atBytes);
    }
    return read;
  }
}
